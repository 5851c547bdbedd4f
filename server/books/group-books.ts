import type { Subject } from '#engine/fact-spec.ts'
import { type SnapshotColumns, takeSnapshot } from '#engine/snapshot.ts'
import { booksOfCustomers } from '#server/run/customer-groups.ts'
import type { Books } from '#server/run/plan-company.ts'
import type { KeptBooks } from './kept-books.ts'

/** Books of a few customers: what decides about one of them, and nothing that does not. */
export type GroupBooks = Books & { readonly customerIds: readonly string[] }

/**
 * The part of the books that decides about one customer, or one document: the customer's and those of everybody who cannot be decided apart from them (see
 * `customerGroups`). Facts mean what they mean in the whole books. Null when there is nobody of that id.
 */
export function groupBooks(
  { books, ledger, columns }: KeptBooks,
  { type, id }: { readonly type: Subject; readonly id: string },
): GroupBooks | null {
  const { documents, customerRow } = columns
  const own = type === 'customer' ? customerRow.get(id) : documents.customer[documents.row.get(id) ?? -1]
  if (own === undefined) return null
  const leaders = leadersOf(columns)
  const customerIds = columns.customers.flatMap(({ id }, row) => (leaders[row] === leaders[own] ? [id] : []))
  const snapshot = takeSnapshot(booksOfCustomers(ledger, new Set(customerIds)))
  return { ...books, snapshot, customerIds }
}

const known = new WeakMap<SnapshotColumns, Int32Array>()

/** For each customer the row of one who stands for their group: the same ties as `customerGroups` has, over columns. */
function leadersOf(columns: SnapshotColumns): Int32Array {
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
