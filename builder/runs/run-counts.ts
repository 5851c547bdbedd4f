import type { Decide, RuleDocument } from '#engine/rule.ts'
import type { MoneyView, RunRuleView } from '#server/client.ts'
import { otherwiseId } from '../canvas/flow-order.ts'
import { graphOf, TRIGGER_ID } from '../canvas/graph.ts'
import { type DrawnCounts, NO_COUNTS, type Tally } from '../canvas/tally.ts'
import { sumByCurrency } from '../format/sum-money.ts'

type Counted = Pick<RunRuleView, 'edgeCounts' | 'edgeMoney' | 'counts'>

/**
 * What stands along the drawing of a rule as a run has counted it. Who came to a decide is who took one of its branches, whom none
 * took, and of whom it could not be said. Runs before those were kept leave them out.
 */
export function runCounts(rule: RuleDocument, { edgeCounts, edgeMoney, counts }: Counted): DrawnCounts {
  if (edgeCounts === null)
    return { ...NO_COUNTS, state: 'fresh', steps: { [TRIGGER_ID]: { count: counts.evaluated, open: [] } } }
  const branches = tallies(edgeCounts.branches, edgeMoney.branches)
  const otherwise = tallies(edgeCounts.otherwise, edgeMoney.otherwise)
  const unknown = tallies(edgeCounts.unknown, edgeMoney.unknown)
  const cameTo = (decide: Decide): Tally[] => {
    const rest = [otherwise[decide.id], unknown[decide.id]].filter((each) => each !== undefined)
    return rest.length < 2 ? [] : [...decide.branches.flatMap(({ id }) => branches[id] ?? []), ...rest]
  }
  return {
    state: 'fresh',
    edges: {
      ...branches,
      ...Object.fromEntries(Object.entries(otherwise).map(([id, tally]) => [otherwiseId(id), tally])),
    },
    steps: {
      [TRIGGER_ID]: { count: edgeCounts.admitted ?? counts.evaluated, open: edgeMoney.admitted },
      ...tallies(edgeCounts.steps, edgeMoney.steps),
      ...Object.fromEntries(
        graphOf(rule).nodes.flatMap(({ id, kind, step }) => {
          const parts = kind === 'decide' ? cameTo(step) : []
          return parts.length === 0 ? [] : [[id, sumOf(parts)]]
        }),
      ),
    },
    missing: edgeCounts.unknown,
  }
}

function sumOf(parts: readonly Tally[]): Tally {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    open: sumByCurrency(parts.flatMap(({ open }) => open)),
  }
}

function tallies(
  counts: Readonly<Record<string, number>>,
  money: Readonly<Record<string, readonly MoneyView[]>>,
): Record<string, Tally> {
  return Object.fromEntries(
    Object.entries(counts).map(([id, count]) => [id, { count, open: money[id] ?? [] }]),
  )
}
