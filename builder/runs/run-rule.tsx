import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { RunRuleView, RunView } from '#server/client.ts'
import { drawnRule } from '../canvas/drawn-rule.ts'
import { graphOf } from '../canvas/graph.ts'
import { RuleCanvas } from '../canvas/rule-canvas.tsx'
import { readRule } from '../edit/read-rule.ts'
import { Loaded } from '../frame/loaded.tsx'
import { Reasons } from '../rules/reasons.tsx'
import { OutcomeMark } from '../status/state-mark.tsx'
import { MoreRows } from '../table/more-rows.tsx'
import { words } from '../words/words.ts'
import { runCounts } from './run-counts.ts'
import { cameThroughQuery, runRuleQuery } from './run-data.ts'
import './runs.css'

const text = words.runs

type Props = {
  readonly run: string
  readonly rule: RunView['rules'][number]
  readonly step: string | null
  readonly onStep: (step: string | null) => void
}

/** One rule as it was when the run took place, drawn with who came through and what they owed; a step opens its rows. */
export function RunRule({ run, rule, step, onStep }: Props) {
  const found = useQuery(runRuleQuery(run, rule.id))
  return (
    <Loaded query={found} rows={10}>
      {(view) => (
        <section className="panel">
          <h2>{text.drawing(rule.name, view.version)}</h2>
          {Object.keys(view.edgeMoney.steps).length === 0 && view.counts.matched > 0 && (
            <p className="dimmed">{text.noMoney}</p>
          )}
          <Drawing view={view} step={step} onStep={onStep} />
          <CameThrough run={run} view={view} step={step} />
        </section>
      )}
    </Loaded>
  )
}

function Drawing({
  view,
  step,
  onStep,
}: {
  view: RunRuleView
  step: string | null
  onStep: Props['onStep']
}) {
  const drawn = useMemo(() => {
    const read = readRule(view.document, view.rule)
    return read.ok ? drawnRule(read.rule, catalogueOf({ customFields: view.customFacts })) : null
  }, [view])
  const counts = useMemo(() => runCounts(view), [view])
  if (drawn === null) return null
  return (
    <div className="run-canvas">
      <RuleCanvas drawn={drawn} counts={counts} selected={step} onSelect={onStep} />
    </div>
  )
}

/** The rows behind the drawing: everybody the rule matched, or those who reached the chosen step. */
function CameThrough({ run, view, step }: { run: string; view: RunRuleView; step: string | null }) {
  const kinds = useMemo(() => {
    const read = readRule(view.document, view.rule)
    return read.ok ? new Map(graphOf(read.rule).nodes.map(({ id, kind }) => [id, kind])) : new Map()
  }, [view])
  const isAct = step !== null && kinds.get(step) === 'act'
  const isBranch = step !== null && view.edgeCounts?.branches[step] !== undefined
  const found = useInfiniteQuery(
    cameThroughQuery({
      run,
      rule: view.rule,
      ...(isAct && { step }),
      ...(isBranch && { branch: step }),
    }),
  )
  const title = isAct || isBranch ? text.who : text.everybody
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p className="dimmed">{text.pickEdge}</p>
      <Loaded query={found} rows={5}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.decisions)
          if (rows.length === 0) return <p className="empty">{text.nobody}</p>
          return (
            <div className="scroll-x">
              <table className="table matches-table">
                <thead>
                  <tr>
                    <th>{words.outbox.customer}</th>
                    <th>{words.rule.matchTable.outcome}</th>
                    <th>{text.whatFollowed}</th>
                    <th>{words.rule.matchTable.why}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.subject.id}>
                      <td className="named">
                        <Link
                          to="/customers/$customerId"
                          params={{ customerId: row.customer.id }}
                          search={{ row: `decision ${run} ${row.rule.id} ${row.subject.id}` }}
                        >
                          {row.customer.name}
                        </Link>
                        {row.subject.type === 'invoice' && <div className="dimmed">{row.subject.name}</div>}
                      </td>
                      <td>
                        <OutcomeMark
                          outcome={row.outcome}
                          word={words.rule.matchTable.outcomes[row.outcome]}
                        />
                      </td>
                      <td>
                        {row.acts.map(({ step: act, title, heldBack }) => (
                          <div key={act}>
                            {title}
                            {heldBack !== null && (
                              <div className="dimmed">{words.rule.matchTable.heldBack(heldBack)}</div>
                            )}
                          </div>
                        ))}
                      </td>
                      <td>
                        <Reasons because={row.because} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Loaded>
      <MoreRows list={found} />
    </section>
  )
}
