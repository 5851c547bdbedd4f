import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunRow } from '#server/client.ts'
import { companyQuery, runsQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { RunStateMark } from '../status/state-mark.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { RunNow } from './run-now.tsx'

const text = words.runs
const starters: Readonly<Record<string, string>> = text.starters

/** Every run with its counts; looked at is matched, not matched and missing data together. */
export function RunsPage() {
  const runs = useInfiniteQuery(runsQuery)
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <>
      <PageTitle title={text.title}>
        <span className="top-bar-gap" />
        <RunNow />
      </PageTitle>
      <Loaded query={runs} rows={8}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.runs)
          if (found.length === 0) return <p className="empty">{text.empty}</p>
          return (
            <div className="scroll-x">
              <table className="table">
                <thead>
                  <tr>
                    <th>{text.state}</th>
                    <th>{text.started}</th>
                    <th>{text.asOf}</th>
                    <th>{text.startedBy}</th>
                    <th className="number">{words.ruleList.table.evaluated}</th>
                    <th className="number">{words.ruleList.table.matched}</th>
                    <th className="number">{words.ruleList.table.missing}</th>
                    <th className="number">{words.ruleList.table.actions}</th>
                    <th className="number">{words.ruleList.table.heldBack}</th>
                    <th>{text.problem}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.map((run) => (
                    <Row key={run.id} run={run} timeZone={timeZone} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={runs} />
    </>
  )
}

function Row({ run, timeZone }: { run: RunRow; timeZone: string }) {
  return (
    <tr>
      <td>
        <RunStateMark state={run.state} />
      </td>
      <td>
        <Link to="/runs/$runId" params={{ runId: run.id }}>
          {readableInstant(run.startedAt, timeZone)}
        </Link>
      </td>
      <td>{readableDay(run.asOf)}</td>
      <td>{starters[run.startedBy] ?? run.startedBy}</td>
      <td className="number">{readableCount(run.counts.evaluated)}</td>
      <td className="number">{readableCount(run.counts.matched)}</td>
      <td className="number">{readableCount(run.counts.unknown)}</td>
      <td className="number">{readableCount(run.counts.actions)}</td>
      <td className="number">{readableCount(run.counts.heldBack)}</td>
      <td className="wrap">{run.problem ?? ''}</td>
    </tr>
  )
}
