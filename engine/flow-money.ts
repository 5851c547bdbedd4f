import type { Decision } from './decision.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { type Bits, rowsOf, wordsFor } from './mask.ts'
import { openMoney } from './open-money.ts'

/**
 * What those owe who came through each branch and reached each act, in minor units, keyed `open:branch:ID:USD` and
 * `open:step:ID:USD`: the money beside `flowCounts`. `decisions` are those of the matched rows, in the order of the table.
 */
export function flowMoney({
  table,
  match,
  decisions,
}: {
  readonly table: SnapshotFactTable
  readonly match: { readonly matched: Bits }
  readonly decisions: readonly Decision[]
}): Record<string, number> {
  const subjects = new Map<string, Bits>()
  const add = (key: string, row: number) => {
    const bits = subjects.get(key) ?? new Uint32Array(wordsFor(table.rows))
    subjects.set(key, bits)
    bits[row >>> 5]! |= 1 << (row & 31)
  }
  rowsOf(match.matched).forEach((row, at) => {
    const decision = decisions[at]
    if (decision === undefined) return
    for (const { id } of decision.branches) add(`branch:${id}`, row)
    for (const { act } of decision.acts) add(`step:${act.id}`, row)
  })
  return Object.fromEntries(
    [...subjects].flatMap(([key, bits]) =>
      Object.entries(openMoney(table, bits)).map(([currency, minor]): [string, number] => [
        `open:${key}:${currency}`,
        minor,
      ]),
    ),
  )
}
