import type { Decision } from './decision.ts'

/**
 * How many subjects came through each branch and reached each act, keyed `branch:ID` and `step:ID`: what stands on the edges
 * of the canvas. By conditions alone, like `matched`; acts that are done or held back were reached as well.
 */
export function flowCounts(decisions: readonly Decision[]): Record<string, number> {
  const counts = new Map<string, number>()
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { branches, acts } of decisions) {
    for (const { id } of branches) add(`branch:${id}`)
    // A repeating act stands in a decision once, but counting it by its id keeps that true whatever the walk does.
    for (const id of new Set(acts.map(({ act }) => act.id))) add(`step:${id}`)
  }
  return Object.fromEntries(counts)
}
