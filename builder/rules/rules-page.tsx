import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RuleRow } from '#server/client.ts'
import { companyQuery, rulesQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { readableDay, readableInstant } from '../format/day.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { messages } from '../messages.ts'
import { RuleStateMark } from '../status/state-mark.tsx'

const text = messages.rules

/** Every rule in words, with its state and what it did last. */
export function RulesPage() {
  const rules = useQuery(rulesQuery)
  const timeZone = useQuery(companyQuery).data?.timeZone ?? 'UTC'
  return (
    <>
      <PageTitle title={text.title} />
      <Loaded query={rules} rows={6}>
        {(found) =>
          found.rules.length === 0 ? (
            <p className="empty">{text.empty}</p>
          ) : (
            <div className="scroll-x">
              <table className="table rules-table">
                <thead>
                  <tr>
                    <th>{text.state}</th>
                    <th>{text.rule}</th>
                    <th>{text.lastRun}</th>
                    <th className="number">{text.matched}</th>
                    <th className="number">{text.actions}</th>
                    <th className="number">{text.heldBack}</th>
                    <th className="number">{text.missing}</th>
                    <th>{text.nextDue}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.rules.map((rule) => (
                    <Row key={rule.id} rule={rule} timeZone={timeZone} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function Row({ rule, timeZone }: { rule: RuleRow; timeZone: string }) {
  const counts = rule.lastRun?.counts
  const figure = (count: number | undefined) => (count === undefined ? messages.none : readableCount(count))
  return (
    <tr>
      <td>
        <RuleStateMark state={rule.state} />
      </td>
      <td>
        <Link to="/rules/$ruleId" params={{ ruleId: rule.id }} className="rule-name">
          {rule.name}
        </Link>
        <div className="dimmed wrap">{rule.sentence}</div>
      </td>
      <td>{rule.lastRun === null ? text.never : readableDay(rule.lastRun.asOf)}</td>
      <td className="number">{figure(counts?.matched)}</td>
      <td className="number">{figure(counts?.actions)}</td>
      <td className="number">{figure(counts?.heldBack)}</td>
      <td className="number">{figure(counts?.unknown)}</td>
      <td>{rule.nextDueAt === null ? text.notDue : readableInstant(rule.nextDueAt, timeZone)}</td>
    </tr>
  )
}
