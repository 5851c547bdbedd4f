import type { Subject } from '#engine/fact-spec.ts'
import { groupLeaders } from '#engine/group-leaders.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
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
  const leaders = groupLeaders(columns)
  const customerIds = columns.customers.flatMap(({ id }, row) => (leaders[row] === leaders[own] ? [id] : []))
  const snapshot = takeSnapshot(booksOfCustomers(ledger, new Set(customerIds)))
  return { ...books, snapshot, customerIds }
}
