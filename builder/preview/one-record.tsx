import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ACTS } from '#engine/acts.ts'
import { actsOf } from '#engine/rule.ts'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { useChange } from '../data/changes.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { LetterText } from './letter-text.tsx'
import { LitPath } from './lit-path.tsx'
import { keepAsTest, type PreviewRecord, recordQuery } from './preview-data.ts'

const text = words.preview

type Props = {
  readonly id: string
  readonly document: DrawnRule['rule']
  readonly asOf: string | undefined
  readonly subject: string
  readonly drawn: DrawnRule
  readonly onClose: () => void
}

/** One record in full: its path, each condition with what was found, its letter, and what the books would get. */
export function OneRecord({ drawn, onClose, ...asked }: Props) {
  const found = useQuery(recordQuery(asked))
  return (
    <aside className="pane" aria-label={text.record}>
      <Button className="pane-close" size="compact-xs" variant="default" onClick={onClose}>
        {text.close}
      </Button>
      <Loaded query={found} rows={12}>
        {({ row: record }) =>
          record === null ? (
            <p className="empty">{text.nobody}</p>
          ) : (
            <Whole {...{ record, drawn }} {...asked} />
          )
        }
      </Loaded>
    </aside>
  )
}

function Whole({
  id,
  asOf,
  record,
  drawn,
}: Pick<Props, 'id' | 'asOf' | 'drawn'> & { record: PreviewRecord }) {
  const { subject, outcome, because, letters, actions } = record
  return (
    <>
      <h2>{subject.name}</h2>
      {subject.type === 'invoice' && <p className="dimmed">{record.customer.name}</p>}
      <p>
        <OutcomeMark outcome={outcome} word={text.outcomes[outcome]} />{' '}
        <span className="number">
          <Amounts money={record.open} />
        </span>
      </p>
      {actions
        .filter(({ heldBack }) => heldBack !== null)
        .map(({ step, title, heldBack }) => (
          <p key={step}>
            {title}: {words.rule.matchTable.heldBack(heldBack ?? '')}
          </p>
        ))}
      {actions
        .filter(({ status, day }) => status === 'waiting' && day !== null)
        .map(({ step, title, day }) => (
          <p key={step}>{text.waits(title, readableDay(day ?? ''))}</p>
        ))}
      <KeepAsTest id={id} asOf={asOf} record={record} />
      <h3>{text.path}</h3>
      <LitPath drawn={drawn} branches={record.branches} steps={actions.map(({ step }) => step)} />
      <h3>{text.conditions}</h3>
      <Reasons because={because} />
      <h3>{text.letter}</h3>
      {letters.length === 0 && <p className="dimmed">{words.outbox.noLetter}</p>}
      {letters.map((letter) =>
        'problem' in letter ? (
          <p key={letter.problem} className="refusal">
            {letter.problem}
          </p>
        ) : (
          <div key={`${letter.to.address} ${letter.subject}`}>
            <dl className="facts">
              <dt>{text.letterTo}</dt>
              <dd>
                {letter.to.name} &lt;{letter.to.address}&gt;
              </dd>
              <dt>{text.letterSubject}</dt>
              <dd>{letter.subject}</dd>
            </dl>
            <LetterText text={letter.text} />
          </div>
        ),
      )}
      <h3>{text.books}</h3>
      <ToTheBooks record={record} drawn={drawn} />
    </>
  )
}

/** What the accounting system would be told. */
function ToTheBooks({ record, drawn }: { record: PreviewRecord; drawn: DrawnRule }) {
  const reached = new Set(record.actions.map(({ step }) => step))
  const told = actsOf(drawn.rule.steps).filter(({ id, action }) => {
    const kind = ACTS[action].kind
    return reached.has(id) && (kind === 'credit-hold' || kind === 'hold-release')
  })
  if (told.length === 0) return <p className="dimmed">{text.noBooks}</p>
  return told.map(({ id, action, params, approval }) => {
    const reason = String(params.reason ?? '')
    const release = String(params.release ?? 'cleared')
    return (
      <p key={id}>
        {action === 'place-credit-hold'
          ? `${text.placeHold(record.subject.name, reason)} ${isRelease(release) ? text.holdEnds[release] : ''}`
          : text.releaseHold(record.subject.name, reason)}{' '}
        {approval === 'required' && text.needsApproval}
      </p>
    )
  })
}

function isRelease(release: string): release is keyof typeof text.holdEnds {
  return Object.hasOwn(text.holdEnds, release)
}

/** One click makes what is seen a test of the rule. */
function KeepAsTest({ id, asOf, record }: Pick<Props, 'id' | 'asOf'> & { record: PreviewRecord }) {
  const today = useQuery(companyQuery).data?.asOf ?? ''
  const keep = useChange(keepAsTest)
  const mayEdit = isOffered(useRole(), 'edit-rules')
  if (!mayEdit) return null
  if (keep.isSuccess) return <p role="status">{text.kept}</p>
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={keep.isPending}
        onClick={() => keep.mutate({ id, name: text.keptName(record.subject.id, asOf ?? today), record })}
      >
        {text.keep}
      </Button>
      <Refusal error={keep.error} />
    </>
  )
}
