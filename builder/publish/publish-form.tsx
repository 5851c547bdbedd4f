import { Button, Radio, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ImpactView, RuleState } from '#server/client.ts'
import { useChange } from '../data/changes.ts'
import { readableCount } from '../format/count.ts'
import { Refusal } from '../frame/refusal.tsx'
import { words } from '../words/words.ts'
import { Everybody } from './impact.tsx'
import { askToPublish, type FirstRun, publishDraft, type Target } from './publish-data.ts'
import { publish as text } from './words.ts'

type Props = {
  readonly id: string
  readonly name: string
  readonly revision: number
  readonly impact: ImpactView
  readonly isFirst: boolean
  readonly state: RuleState
  /** What came of it, in a sentence. The page says it, since this form goes with the draft. */
  readonly onDone: (what: string) => void
  /** What is to be known before the reason is given: what changed, and what else touches the same. */
  readonly children: ReactNode
}

/** What becomes of those already past it, why, and how it runs; then the one button that follows from it. */
export function PublishForm({ id, name, revision, impact, isFirst, state, onDone, children }: Props) {
  // A rule begins by being watched; one that acts already goes on acting.
  const [target, setTarget] = useState<Target>(state === 'live' ? 'live' : 'monitor')
  const [firstRun, setFirstRun] = useState<FirstRun | null>(null)
  const [why, setWhy] = useState(isFirst ? text.firstReason(name) : '')
  // Said at once, and not when the page has been asked for anew: by then this form has gone with the draft.
  const publish = useChange(async (order: Parameters<typeof publishDraft>[0]) => {
    const { version } = await publishDraft(order)
    onDone(text.published(readableCount(version)))
  })
  const ask = useChange(async (order: Parameters<typeof askToPublish>[0]) => {
    await askToPublish(order)
    onDone(text.asked)
  })
  const isPast = impact.alreadyPast.length > 0
  const needsApproval = target === 'live' && impact.approval.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPast && firstRun === null) return
    const order = { id, revision, target, firstRun: firstRun ?? 'from-now-on', why: why.trim() }
    if (needsApproval) ask.mutate(order)
    else publish.mutate(order)
  }
  return (
    <form onSubmit={submit}>
      <section className="panel">
        <h2>{text.past}</h2>
        {isPast ? (
          <>
            {impact.alreadyPast.map(({ step, sentence, group }) => (
              <details key={step} className="past-act">
                <summary>
                  {text.pastSentence(
                    words.gallery.counted.customer(readableCount(group.customers), group.customers),
                  )}{' '}
                  {sentence}
                </summary>
                <Everybody group={group} />
              </details>
            ))}
            <Radio.Group
              label={text.pastQuestion}
              size="sm"
              value={firstRun ?? ''}
              onChange={(value) => setFirstRun(value === 'act-now' ? 'act-now' : 'from-now-on')}
            >
              <Radio size="xs" mt={6} value="from-now-on" label={text.fromNowOn} />
              <Radio size="xs" mt={6} value="act-now" label={text.actNow} />
            </Radio.Group>
          </>
        ) : (
          <p className="dimmed">{text.pastNone}</p>
        )}
      </section>
      {children}
      <section className="panel">
        <h2>{text.reason}</h2>
        <Textarea
          size="xs"
          aria-label={text.reason}
          autosize
          minRows={2}
          required
          maxLength={500}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </section>
      <section className="panel">
        <h2>{text.approver}</h2>
        {needsApproval ? (
          <>
            <p>{text.approverNeeded}</p>
            <ul>
              {impact.approval.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </>
        ) : (
          <p className="dimmed">{text.approverNone}</p>
        )}
      </section>
      <section className="panel">
        <h2>{text.how}</h2>
        <Radio.Group
          aria-label={text.how}
          value={target}
          onChange={(value) => setTarget(value === 'live' ? 'live' : 'monitor')}
        >
          <Radio size="xs" mt={6} value="monitor" label={text.monitor} />
          <Radio size="xs" mt={6} value="live" label={text.live} />
        </Radio.Group>
        <Refusal error={publish.error ?? ask.error} />
        <div className="buttons">
          <Button
            type="submit"
            size="sm"
            disabled={(isPast && firstRun === null) || why.trim() === ''}
            loading={publish.isPending || ask.isPending}
          >
            {needsApproval ? text.ask : target === 'live' ? text.publishLive : text.publishMonitor}
          </Button>
          {isPast && firstRun === null && <span className="dimmed">{text.choosePast}</span>}
        </div>
      </section>
    </form>
  )
}
