import type { Ledger } from '#engine/ledger.ts'
import { booksOfCustomers, customerGroups } from './customer-groups.ts'

/** Customers whose records cannot be decided, and why. */
export type BrokenGroup = { readonly customerIds: readonly string[]; readonly found: string }

/**
 * Decides over books of which some record may be broken. The group of customers it belongs to is found by halves and set aside, so
 * that one record that nobody can read does not keep everybody else waiting (F74). A fault that is nobody's own is thrown.
 */
export async function setAsideBroken<T>(
  books: Ledger,
  decide: (part: Ledger) => Promise<T>,
): Promise<{ readonly found: T; readonly broken: readonly BrokenGroup[] }> {
  try {
    return { found: await decide(books), broken: [] }
  } catch (error) {
    const groups = groupsOf(books)
    // With nobody at all in the books it must work; if it does not, the fault lies elsewhere.
    await decide(booksOfCustomers(books, new Set()))
    const broken = await brokenAmong(groups, books, decide)
    if (broken.length === 0) throw error
    const aside = new Set(broken.flatMap(({ customerIds }) => customerIds))
    const sound = new Set(groups.flat().filter((id) => !aside.has(id)))
    return { found: await decide(booksOfCustomers(books, sound)), broken }
  }
}

async function brokenAmong<T>(
  groups: readonly (readonly string[])[],
  books: Ledger,
  decide: (part: Ledger) => Promise<T>,
): Promise<BrokenGroup[]> {
  const [only] = groups
  if (only === undefined) return []
  try {
    await decide(booksOfCustomers(books, new Set(groups.flat())))
    return []
  } catch (error) {
    if (groups.length === 1)
      return [{ customerIds: only, found: error instanceof Error ? error.message : String(error) }]
    const middle = Math.ceil(groups.length / 2)
    return [
      ...(await brokenAmong(groups.slice(0, middle), books, decide)),
      ...(await brokenAmong(groups.slice(middle), books, decide)),
    ]
  }
}

function groupsOf({ customers, documents, payments, applications }: Ledger): string[][] {
  const ownerOf = new Map([...documents, ...payments].map(({ id, customerId }) => [id, customerId]))
  const ties = applications.map(({ fromId, documentId }): [string, string] => [
    ownerOf.get(fromId) ?? '',
    ownerOf.get(documentId) ?? '',
  ])
  for (const { id, parentId } of customers) if (parentId !== undefined) ties.push([id, parentId])
  return customerGroups(
    customers.map(({ id }) => id),
    ties,
  )
}
