import { groupLeaders } from './group-leaders.ts'
import type { Snapshot } from './snapshot.ts'

/** Why the books of customers are too old to act on, by the customer's id, in whole sentences. Whose books are fresh is not in it. */
export type StaleBooks = ReadonlyMap<string, string>

/**
 * The same by the row of the customer; null for those whose books are fresh, and as a whole while all are. A customer is decided
 * together with those of its hierarchy and those who pay for it, so what is wrong with one of them is wrong with all.
 */
export function staleByCustomer(snapshot: Snapshot, stale: StaleBooks): readonly (string | null)[] | null {
  if (stale.size === 0) return null
  const leaders = groupLeaders(snapshot)
  const sentences = new Map<number, Set<string>>()
  for (const [id, sentence] of stale) {
    const row = snapshot.customerRow.get(id)
    if (row === undefined) continue
    const leader = leaders[row]!
    sentences.set(leader, (sentences.get(leader) ?? new Set()).add(sentence))
  }
  return snapshot.customers.map((_, row) => {
    const found = sentences.get(leaders[row]!)
    return found === undefined ? null : [...found].sort().join(' ')
  })
}
