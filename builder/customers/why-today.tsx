import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { CustomerTodayView } from '#server/client.ts'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { todayQuery } from './customer-data.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.page

type Verdict = CustomerTodayView['rules'][number]

/** Why nothing is written to a customer today: in one sentence, and below it what every rule says, condition by condition. */
export function WhyToday({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false)
  const found = useQuery(todayQuery(id))
  return (
    <section className="why-today">
      <Button
        size="xs"
        variant="default"
        aria-expanded={isOpen}
        onClick={() => {
          if (isOpen) void found.refetch()
          setOpen(true)
        }}
      >
        {isOpen ? text.whyAgain : text.why}
      </Button>
      {isOpen && (
        <Loaded query={found} rows={3}>
          {(today) => (
            <>
              <p className="sentence" role="status">
                {sentenceOf(today)}
              </p>
              <h2>{text.whyTitle}</h2>
              {today.rules.map((verdict) => (
                <Trace key={`${verdict.rule.id} ${verdict.subject.id}`} verdict={verdict} />
              ))}
            </>
          )}
        </Loaded>
      )}
    </section>
  )
}

function Trace({ verdict }: { verdict: Verdict }) {
  const { rule, subject, outcome, reason, because, lacking, acts } = verdict
  return (
    <details className="trace" open={outcome === 'held-back' || outcome === 'acted'}>
      <summary>
        <OutcomeMark
          outcome={outcome === 'kept-out' ? 'not-matched' : outcome}
          word={text.outcomes[outcome]}
        />{' '}
        <strong>{rule.name}</strong>{' '}
        {subject.type === 'invoice' && <span className="dimmed">{subject.name}</span>}
      </summary>
      <div className="trace-inner">
        {reason !== null && <p>{reason}</p>}
        {acts.map(({ step, title, status, day, heldBack }) => (
          <p key={step}>
            {title}
            {heldBack !== null && `: ${words.rule.matchTable.heldBack(heldBack.sentence)}`}
            {heldBack === null && status === 'waiting' && day !== null && `: ${readableDay(day)}`}
            {heldBack === null &&
              status === 'done' &&
              day !== null &&
              `: ${words.outbox.done} ${readableDay(day)}`}
          </p>
        ))}
        {lacking.length > 0 && (
          <>
            <p>{text.lacking}</p>
            <Reasons because={lacking} />
          </>
        )}
        {lacking.length === 0 && <Reasons because={because} />}
        <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
          {words.outbox.rule}
        </Link>
      </div>
    </details>
  )
}

/** The one sentence: the letter there is, else what comes nearest to one. */
function sentenceOf({ rules, sendingStopped }: CustomerTodayView): string {
  if (sendingStopped) return text.whyStopped
  if (rules.length === 0) return text.whyNoRules
  for (const { rule, acts } of rules) {
    const letter = acts.find(
      ({ kind, status, heldBack }) =>
        kind === 'send-email' && heldBack === null && (status === 'due' || status === 'pending'),
    )
    if (letter !== undefined) return text.whyWrites(letter.title, rule.name)
  }
  const of = (outcome: Verdict['outcome']) => rules.find((each) => each.outcome === outcome)
  const held = of('held-back')
  if (held !== undefined)
    return text.whyHeld(
      held.rule.name,
      held.acts.find(({ heldBack }) => heldBack !== null)?.heldBack?.sentence ?? '',
    )
  const waiting = of('waiting')
  if (waiting !== undefined) {
    const day = waiting.acts.find(({ status }) => status === 'waiting')?.day ?? null
    return text.whyWaits(waiting.rule.name, day === null ? null : readableDay(day))
  }
  const done = of('done') ?? of('acted')
  if (done !== undefined) return text.whyDone(done.rule.name)
  const unknown = of('unknown')
  if (unknown !== undefined) return text.whyUnknown(unknown.rule.name)
  const [nearest] = rules
    .filter(({ outcome, lacking }) => outcome === 'not-matched' && lacking.length > 0)
    .sort((a, b) => a.lacking.length - b.lacking.length)
  return nearest === undefined
    ? text.whyOut
    : text.whyNot(nearest.rule.name, nearest.lacking.map(({ words: asked }) => asked).join('; '))
}
