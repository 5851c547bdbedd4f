import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ActionsView, RulesView } from '#server/client.ts'
import { actionsQuery, agingQuery, rulesQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { ActionStateMark, RuleStateMark } from '../status/state-mark.tsx'
import { words } from '../words/words.ts'
import { AgingTable } from './aging-table.tsx'
import { FirstSteps } from './first-steps.tsx'
import { HeldBackCounts } from './held-back-counts.tsx'
import './home.css'
import { TodaysFigures } from './todays-figures.tsx'
import { WaitsForMe } from './waits-for-me.tsx'

const text = words.home

/** The state of receivables today, what the last runs did and held back, and what waits. Every figure opens its rows. */
export function HomePage() {
  const aging = useQuery(agingQuery)
  const rules = useQuery(rulesQuery)
  const actions = useInfiniteQuery(actionsQuery({}))
  return (
    <>
      <PageTitle title={text.title} />
      <FirstSteps />
      <section className="panel">
        <h2>{text.today}</h2>
        <TodaysFigures />
      </section>
      <section className="panel">
        <h2>{text.receivables}</h2>
        <Loaded query={aging} rows={3}>
          {(found) => <AgingTable aging={found} />}
        </Loaded>
      </section>
      <div className="two-columns">
        <section className="panel">
          <h2>{text.lastRun}</h2>
          <Loaded query={rules} rows={3}>
            {(found) => <LastRuns rules={found.rules} />}
          </Loaded>
          <h3>{text.held}</h3>
          <HeldBackCounts />
        </section>
        <div>
          <section className="panel">
            <h2>{text.waitsForMe}</h2>
            <WaitsForMe />
          </section>
          <section className="panel">
            <h2>{text.waits}</h2>
            <Loaded query={actions} rows={3}>
              {({ pages }) => <Waiting byState={pages[0]?.byState ?? {}} />}
            </Loaded>
          </section>
        </div>
      </div>
    </>
  )
}

function LastRuns({ rules }: { rules: RulesView['rules'] }) {
  const run = rules.flatMap((rule) => (rule.lastRun === null ? [] : [{ rule, last: rule.lastRun }]))
  if (run.length === 0) return <p className="empty">{text.lastRunEmpty}</p>
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th>{words.ruleList.table.rule}</th>
            <th>{words.ruleList.table.state}</th>
            <th>{words.ruleList.table.lastRun}</th>
            <th className="number">{words.ruleList.table.matched}</th>
            <th className="number">{words.ruleList.table.actions}</th>
            <th className="number">{words.ruleList.table.heldBack}</th>
            <th className="number">{words.ruleList.table.missing}</th>
          </tr>
        </thead>
        <tbody>
          {run.map(({ rule, last }) => (
            <tr key={rule.id}>
              <td>
                <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
                  {rule.name}
                </Link>
              </td>
              <td>
                <RuleStateMark state={rule.state} />
              </td>
              <td>{readableDay(last.asOf)}</td>
              <td className="number">
                <Link to="/runs/$runId" params={{ runId: last.runId }} search={{ rule: rule.id }}>
                  {readableCount(last.counts.matched)}
                </Link>
              </td>
              <td className="number">
                <Link to="/outbox" search={{ run: last.runId, rule: rule.id }}>
                  {readableCount(last.counts.actions)}
                </Link>
              </td>
              <td className="number">
                <Link to="/outbox" search={{ state: 'held-back', rule: rule.id }}>
                  {readableCount(last.counts.heldBack)}
                </Link>
              </td>
              <td className="number">{readableCount(last.counts.unknown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const WAITING = ['awaiting-approval', 'planned', 'queued', 'sending', 'unknown', 'failed'] as const

function Waiting({ byState }: { byState: ActionsView['byState'] }) {
  const waiting = WAITING.filter((state) => (byState[state] ?? 0) > 0)
  if (waiting.length === 0) return <p className="empty">{text.waitsEmpty}</p>
  return (
    <table className="table">
      <tbody>
        {waiting.map((state) => (
          <tr key={state}>
            <td>
              <ActionStateMark state={state} />
            </td>
            <td className="number">
              <Link to="/outbox" search={{ state }}>
                {readableCount(byState[state] ?? 0)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
