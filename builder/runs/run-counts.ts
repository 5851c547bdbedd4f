import type { MoneyView, RunRuleView } from '#server/client.ts'
import { otherwiseId } from '../canvas/flow-order.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'
import { type DrawnCounts, NO_COUNTS, type Tally } from '../canvas/tally.ts'

type Counted = Pick<RunRuleView, 'edgeCounts' | 'edgeMoney' | 'counts'>

/**
 * What stands along the drawing of a rule as a run has counted it: the edges of a decide and those whose data was missing add up
 * to those who came to it. Runs of before leave out what was not kept then.
 */
export function runCounts({ edgeCounts, edgeMoney, counts }: Counted): DrawnCounts {
  if (edgeCounts === null)
    return { ...NO_COUNTS, state: 'fresh', steps: { [TRIGGER_ID]: { count: counts.evaluated, open: [] } } }
  const otherwise = Object.entries(tallies(edgeCounts.otherwise, edgeMoney.otherwise))
  return {
    state: 'fresh',
    edges: {
      ...tallies(edgeCounts.branches, edgeMoney.branches),
      ...Object.fromEntries(otherwise.map(([id, tally]) => [otherwiseId(id), tally])),
    },
    steps: {
      [TRIGGER_ID]: { count: edgeCounts.admitted ?? counts.evaluated, open: edgeMoney.admitted },
      ...tallies(edgeCounts.steps, edgeMoney.steps),
    },
    missing: edgeCounts.unknown,
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
