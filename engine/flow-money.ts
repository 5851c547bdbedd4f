import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { countedFlow } from './flow-counts.ts'
import type { RuleFlow } from './match-rule.ts'
import { openMoney } from './open-money.ts'

/**
 * What those owe who came through each part of a rule, in minor units, keyed `open:branch:ID:USD` and so on: the money beside
 * `flowCounts`. The flow is of the rows of the table.
 */
export function flowMoney({
  table,
  flow,
}: {
  readonly table: SnapshotFactTable
  readonly flow: RuleFlow
}): Record<string, number> {
  return Object.fromEntries(
    countedFlow(flow).flatMap(([key, subjects]) =>
      Object.entries(openMoney(table, subjects)).map(([currency, minor]): [string, number] => [
        `open:${key}:${currency}`,
        minor,
      ]),
    ),
  )
}
