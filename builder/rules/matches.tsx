import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RuleStep } from '#engine/rule.ts'
import type { MatchRow } from '#server/client.ts'
import { branchName, type DrawnRule } from '../canvas/drawn-rule.ts'
import { matchesQuery } from '../data/queries.ts'
import { readableDay } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { Reasons } from './reasons.tsx'

const text = words.rule.matchTable

/** Whom the rule matched in its last run, what follows from it, and why, condition by condition. */
export function Matches({ ruleId, drawn }: { ruleId: string; drawn: DrawnRule }) {
  const matches = useInfiniteQuery(matchesQuery(ruleId))
  const branches = branchNames(drawn.rule.steps, drawn)
  return (
    <section className="panel">
      <h2>{words.rule.matches}</h2>
      <Loaded query={matches} rows={5}>
        {({ pages }) => {
          const run = pages[0]?.run ?? null
          const rows = pages.flatMap((page) => page.matches)
          if (run === null) return <p className="empty">{words.rule.matchesNoRun}</p>
          if (rows.length === 0) return <p className="empty">{words.rule.matchesEmpty}</p>
          return (
            <div className="scroll-x">
              <table className="table matches-table">
                <caption>{words.rule.matchesOf(readableDay(run.asOf))}</caption>
                <thead>
                  <tr>
                    <th>{text.subject}</th>
                    <th>{text.outcome}</th>
                    <th>{text.branch}</th>
                    <th>{text.what}</th>
                    <th>{text.why}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Row key={`${row.subject.type} ${row.subject.id}`} row={row} branches={branches} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={matches} />
    </section>
  )
}

function Row({ row, branches }: { row: MatchRow; branches: ReadonlyMap<string, string> }) {
  return (
    <tr>
      <td>
        {row.subject.name}
        {row.subject.type === 'customer' && <div className="dimmed">{row.subject.id}</div>}
      </td>
      <td>
        <OutcomeMark outcome={row.outcome} word={text.outcomes[row.outcome]} />
      </td>
      <td>{row.branch === null ? words.frame.none : (branches.get(row.branch) ?? row.branch)}</td>
      <td>
        <ul className="plain-list">
          {row.actions.map((action) => (
            <li key={action.step}>
              {action.id === null ? (
                action.title
              ) : (
                <Link to="/outbox" search={{ action: action.id }}>
                  {action.title}
                </Link>
              )}
              {action.heldBack !== null && <div className="dimmed">{text.heldBack(action.heldBack)}</div>}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <Reasons because={row.because} />
      </td>
    </tr>
  )
}

function branchNames(steps: readonly RuleStep[], drawn: DrawnRule): Map<string, string> {
  return new Map(
    steps.flatMap((step) =>
      step.do === 'decide'
        ? [
            ...step.branches.flatMap((branch): [string, string][] => [
              [branch.id, branchName(branch, drawn)],
              ...branchNames(branch.steps, drawn),
            ]),
            ...branchNames(step.otherwise ?? [], drawn),
          ]
        : [],
    ),
  )
}
