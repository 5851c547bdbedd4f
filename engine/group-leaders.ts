import type { SnapshotColumns } from './snapshot.ts'

const known = new WeakMap<SnapshotColumns, Int32Array>()

/**
 * For each customer the row of one who stands for their group: those who cannot be decided apart, since they are of one hierarchy
 * or one pays the documents of another.
 */
export function groupLeaders(columns: SnapshotColumns): Int32Array {
  const before = known.get(columns)
  if (before !== undefined) return before
  const { parent, documents, payments, applications } = columns
  const leaders = Int32Array.from(parent.keys())
  const leaderOf = (row: number): number => {
    let at = row
    while (leaders[at] !== at) at = leaders[at]!
    leaders[row] = at
    return at
  }
  const tie = (one: number, other: number) => {
    if (one !== other) leaders[leaderOf(one)] = leaderOf(other)
  }
  parent.forEach((above, row) => {
    if (above >= 0) tie(row, above)
  })
  for (let at = 0; at < applications.count; at++) {
    const payment = applications.payment[at]!
    const payer =
      payment >= 0 ? payments.customer[payment]! : documents.customer[applications.creditMemo[at]!]!
    tie(documents.customer[applications.document[at]!]!, payer)
  }
  const settled = leaders.map((_, row) => leaderOf(row))
  known.set(columns, settled)
  return settled
}
