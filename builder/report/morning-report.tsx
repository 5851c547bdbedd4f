import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { companyQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import type { Report } from './report-data.ts'
import { text } from './words.ts'

/** One morning report: what ran, what was done and held back, what failed, what waits, and what comes next. */
export function MorningReport({ report }: { report: Report }) {
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  const at = (instant: string) => readableInstant(instant, timeZone)
  const { approvals, tomorrow } = report
  return (
    <article className="report" aria-label={text.reportOf(readableDay(report.day))}>
      <h2>{text.reportOf(readableDay(report.day))}</h2>
      <p className="dimmed">
        {text.span(at(report.since), at(report.until))} {report.mode === 'test' && text.testMode}
      </p>
      <Listed title={text.stopped} when={report.stoppedRuns.length > 0}>
        {report.stoppedRuns.map(({ run, asOf, sentences }) => (
          <li key={run}>
            <Link to="/runs/$runId" params={{ runId: run }}>
              {readableDay(asOf)}
            </Link>
            : {sentences.join(' ')}
          </li>
        ))}
      </Listed>
      <Listed title={text.failures} when={report.failures.length > 0}>
        {report.failures.map(({ action, kind, customer, why }) => (
          <li key={action}>
            <Link to="/outbox" search={{ action }}>
              {text.acts[kind] ?? kind}: {customer.name}
            </Link>
            {why !== null && `: ${why}`}
          </li>
        ))}
      </Listed>
      <Listed title={text.alerts} when={report.alerts.length > 0}>
        {report.alerts.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </Listed>
      <section>
        <h3>{text.approvals}</h3>
        <p>
          {approvals.waiting === 0 ? (
            text.noApprovals
          ) : (
            <Link to="/outbox" search={{ state: 'awaiting-approval' }}>
              {text.approvalsWaiting(
                readableCount(approvals.waiting),
                approvals.waiting,
                approvals.oldest === null ? '–' : readableDay(approvals.oldest),
              )}
            </Link>
          )}
        </p>
      </section>
      <Listed title={text.ran} none={text.nothingRan} when>
        {report.ran.map(({ run, asOf, state, startedBy, rules, problem }) => (
          <li key={run}>
            <Link to="/runs/$runId" params={{ runId: run }}>
              {text.runOf(readableDay(asOf), text.starters[startedBy] ?? startedBy)}
            </Link>
            : {text.runStates[state] ?? state}. {rules.map(({ name }) => name).join(', ')}
            {problem !== null && <p className="refusal">{problem}</p>}
          </li>
        ))}
      </Listed>
      <Listed title={text.didNotRun} when={report.didNotRun.length > 0}>
        {report.didNotRun.map(({ rule, dueAt, why }) => (
          <li key={`${rule.id} ${dueAt}`}>
            <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
              {rule.name}
            </Link>
            , {text.dueAt(at(dueAt))}: {why}
          </li>
        ))}
      </Listed>
      <Listed title={text.missedEvents} when={report.missedEvents.length > 0}>
        {report.missedEvents.map(({ rule, event, count }) => (
          <li key={`${rule.id} ${event}`}>
            <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
              {text.missed({ event, count, rule: rule.name })}
            </Link>
          </li>
        ))}
      </Listed>
      <Counts
        title={text.acted}
        none={text.nothingDone}
        counts={report.acted.map(({ kind, count }) => [text.acts[kind] ?? kind, count])}
      />
      <Counts
        title={text.heldBack}
        none={text.none}
        counts={report.heldBack.map(({ reason, count }) => [text.reasons[reason] ?? reason, count])}
      />
      <Listed title={text.missingData} when={report.missingData.length > 0}>
        {report.missingData.map(({ rule, subjects, examples }) => (
          <li key={rule.id}>
            {text.missingFor(rule.name, readableCount(subjects))}
            {examples.length > 0 && `, ${text.such(examples.map(({ name }) => name).join(', '))}`}
          </li>
        ))}
      </Listed>
      <Listed title={text.holdsPlaced} when={report.holdsPlaced.length > 0}>
        {report.holdsPlaced.map(({ id, name }) => (
          <li key={id}>
            <Link to="/customers/$customerId" params={{ customerId: id }}>
              {name}
            </Link>
          </li>
        ))}
      </Listed>
      <Listed title={text.holdsReleased} when={report.holdsReleased.length > 0}>
        {report.holdsReleased.map(({ id, name }) => (
          <li key={id}>
            <Link to="/customers/$customerId" params={{ customerId: id }}>
              {name}
            </Link>
          </li>
        ))}
      </Listed>
      <Counts
        title={text.tomorrowIn(readableDay(tomorrow.day))}
        none={text.nobody}
        counts={[
          ...tomorrow.acts.map(({ kind, count }): Count => [text.acts[kind] ?? kind, count]),
          ...tomorrow.heldBack.map(
            ({ reason, count }): Count => [`${text.heldBack}: ${text.reasons[reason] ?? reason}`, count],
          ),
        ]}
      />
      <p>
        {text.tomorrowSentence(readableCount(tomorrow.customers), tomorrow.customers)}{' '}
        <Link to="/tomorrow">{text.toTomorrow}</Link>
      </p>
    </article>
  )
}

function Listed({
  title,
  when,
  none,
  children,
}: {
  title: string
  /** False where there is nothing to say and that is as it should be. */
  when: boolean
  none?: string
  children: readonly ReactNode[]
}) {
  if (!when) return null
  return (
    <section>
      <h3>{title}</h3>
      {children.length === 0 ? <p className="empty">{none}</p> : <ul>{children}</ul>}
    </section>
  )
}

type Count = readonly [words: string, count: number]

function Counts({ title, none, counts }: { title: string; none: string; counts: readonly Count[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {counts.length === 0 ? (
        <p className="empty">{none}</p>
      ) : (
        <table className="table report-counts" aria-label={title}>
          <tbody>
            {counts.map(([words, count]) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                <td className="number">{readableCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
