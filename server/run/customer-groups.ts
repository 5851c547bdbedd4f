import type { Ledger } from '#engine/ledger.ts'

/**
 * Groups customers that cannot be decided apart: those of one hierarchy, and those of whom one pays the documents of another. Each
 * group is sorted, and the groups by their first customer.
 */
export function customerGroups(
  customerIds: readonly string[],
  ties: readonly (readonly [string, string])[],
): string[][] {
  const leaders = new Map(customerIds.map((id) => [id, id]))
  const leaderOf = (id: string): string => {
    let at = id
    for (let next = leaders.get(at); next !== undefined && next !== at; next = leaders.get(at)) at = next
    leaders.set(id, at)
    return at
  }
  // A parent that is not in the books ties nobody.
  for (const [one, other] of ties)
    if (leaders.has(one) && leaders.has(other)) leaders.set(leaderOf(one), leaderOf(other))
  return [...Map.groupBy([...customerIds].sort(), leaderOf).values()].sort((a, b) =>
    (a[0] ?? '') < (b[0] ?? '') ? -1 : 1,
  )
}

/** Fills shares with whole groups in their order, none larger than so many documents unless one group alone is. */
export function sharesOf(
  groups: readonly (readonly string[])[],
  { documentsOf, most }: { documentsOf: ReadonlyMap<string, number>; most: number },
): string[][] {
  const shares: string[][] = []
  let size = 0
  for (const group of groups) {
    const own = group.reduce((sum, id) => sum + (documentsOf.get(id) ?? 0), 0)
    const last = shares.at(-1)
    if (last === undefined || size + own > most) {
      shares.push([...group])
      size = own
    } else {
      last.push(...group)
      size += own
    }
  }
  return shares
}

/** The books of some customers: their records, and what pays their documents. */
export function booksOfCustomers(books: Ledger, ids: ReadonlySet<string>): Ledger {
  const own = <R extends { readonly customerId: string }>(records: readonly R[]): R[] =>
    records.filter(({ customerId }) => ids.has(customerId))
  const documents = own(books.documents)
  const documentIds = new Set(documents.map(({ id }) => id))
  return {
    ...books,
    customers: books.customers.filter(({ id }) => ids.has(id)),
    contacts: own(books.contacts),
    documents,
    payments: own(books.payments),
    applications: books.applications.filter(({ documentId }) => documentIds.has(documentId)),
    disputes: own(books.disputes),
    promises: own(books.promises),
    plans: own(books.plans),
    holds: own(books.holds),
    blocks: own(books.blocks),
    contactEvents: own(books.contactEvents),
  }
}
