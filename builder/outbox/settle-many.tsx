import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ActionRow, SettledView } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { client, read } from '../data/client.ts'
import { inCompany } from '../data/company-choice.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { sumByCurrency } from '../format/sum-money.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { isWaiting } from './verdict.tsx'

const text = words.outbox

export type VerdictKind = 'approve' | 'decline' | 'cancel'

const LABELS: Record<VerdictKind, (shown: string) => string> = {
  approve: text.approveMany,
  decline: text.declineMany,
  cancel: text.cancelMany,
}
const SENTENCES: Record<VerdictKind, string> = {
  approve: text.approveSentence,
  decline: text.declineSentence,
  cancel: text.cancelSentence,
}

type Props = {
  readonly rows: readonly ActionRow[]
  /** What is being asked; null while nothing is. */
  readonly verdict: VerdictKind | null
  readonly onVerdict: (verdict: VerdictKind | null) => void
  readonly onDone: () => void
}

/** One word on many actions: how many and for whom first, then the reason, then it is done, each by itself. */
export function SettleMany({ rows, verdict, onVerdict, onDone }: Props) {
  const customers = new Set(rows.map(({ customer }) => customer.id)).size
  const said = text.chosen(readableCount(rows.length), readableCount(customers), customers)
  return (
    <section className="settle-many" aria-label={said}>
      <span>
        <strong>{said}</strong>
        <span className="figures">
          {' '}
          <Amounts money={sumByCurrency(rows.flatMap(({ amounts }) => amounts))} isInline />
        </span>
      </span>
      {verdict === null ? (
        <div className="buttons">
          {(['approve', 'decline', 'cancel'] as const).map((kind) => {
            const count = possible(rows, kind).length
            return (
              count > 0 && (
                <Button
                  key={kind}
                  size="xs"
                  variant={kind === 'approve' ? 'filled' : 'default'}
                  onClick={() => onVerdict(kind)}
                >
                  {LABELS[kind](readableCount(count))}
                </Button>
              )
            )
          })}
          <Button size="xs" variant="default" onClick={onDone}>
            {text.clear}
          </Button>
        </div>
      ) : (
        <Ask
          key={verdict}
          rows={possible(rows, verdict)}
          verdict={verdict}
          onBack={() => onVerdict(null)}
          onDone={onDone}
        />
      )}
    </section>
  )
}

/** Those of which a verdict can still be given. */
function possible(rows: readonly ActionRow[], kind: VerdictKind): readonly ActionRow[] {
  return rows.filter(({ state }) => (kind === 'cancel' ? isWaiting(state) : state === 'awaiting-approval'))
}

function Ask({
  rows,
  verdict,
  onBack,
  onDone,
}: {
  rows: readonly ActionRow[]
  verdict: VerdictKind
  onBack: () => void
  onDone: () => void
}) {
  const [why, setWhy] = useState('')
  // The rows change as soon as they are settled; how many there were is what was asked.
  const [asked] = useState(() => rows.map(({ id, customer }) => ({ id, name: customer.name })))
  const change = useChange((reason: string) =>
    settle(
      asked.map(({ id }) => id),
      verdict,
      reason,
    ),
  )
  const isOptional = verdict === 'approve'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(why.trim(), {
      onSuccess: ({ refused }) => {
        if (refused.length === 0) onDone()
      },
    })
  }
  if (change.data !== undefined)
    return (
      <div role="status">
        <p>{text.settled(readableCount(change.data.settled))}</p>
        <p>{text.refused(readableCount(change.data.refused.length))}</p>
        <ul>
          {change.data.refused.map(({ id, why: reason }) => (
            <li key={id}>
              {asked.find((each) => each.id === id)?.name}: {reason}
            </li>
          ))}
        </ul>
        <Button size="xs" variant="default" onClick={onDone}>
          {words.frame.keys.close}
        </Button>
      </div>
    )
  return (
    <form
      className="settle-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onBack()
      }}
    >
      <p>{SENTENCES[verdict]}</p>
      <div className="buttons">
        <TextInput
          size="xs"
          aria-label={isOptional ? words.frame.change.whyOptional : words.frame.change.why}
          placeholder={isOptional ? words.frame.change.whyOptional : words.frame.change.why}
          required={!isOptional}
          autoFocus
          maxLength={500}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={change.isPending}>
          {LABELS[verdict](readableCount(asked.length))}
        </Button>
        <Button size="xs" variant="default" onClick={onBack}>
          {words.frame.change.back}
        </Button>
      </div>
      <Refusal error={change.error} />
    </form>
  )
}

function settle(ids: readonly string[], verdict: VerdictKind, why: string): Promise<SettledView> {
  const post = client.api.v1.actions.settle.$post
  return read<SettledView>(
    verdict === 'approve'
      ? post({ json: { verdict, ids: [...ids], ...(why !== '' && { why }) } }, inCompany())
      : post({ json: { verdict, ids: [...ids], why } }, inCompany()),
  )
}
