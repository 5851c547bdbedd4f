/** Something that stands in a list, among others. */
export type Placed = { readonly id: string; readonly container: string }

/** Those that stand in another list, or that were taken out of the order of their list. */
export function movedParts(before: readonly Placed[], after: readonly Placed[]): Set<string> {
  const containerThen = new Map(before.map(({ id, container }) => [id, container]))
  const moved = new Set<string>()
  const remaining = (parts: readonly Placed[]) =>
    Map.groupBy(
      parts.filter(({ id }) => !moved.has(id)),
      ({ container }) => container,
    )
  for (const { id, container } of after) if (containerThen.get(id) !== container) moved.add(id)
  const then = remaining(before)
  for (const [container, parts] of remaining(after)) {
    const order = (then.get(container) ?? []).map(({ id }) => id)
    const kept = new Set(
      longestCommon(
        order,
        parts.map(({ id }) => id),
      ),
    )
    for (const { id } of parts) if (!kept.has(id)) moved.add(id)
  }
  return moved
}

/** The longest run of ids that stand in the same order in both lists. */
function longestCommon(a: readonly string[], b: readonly string[]): string[] {
  // best[j] is the longest for the ids of `a` seen so far and the first j of `b`.
  let best: string[][] = Array.from({ length: b.length + 1 }, () => [])
  for (const id of a) {
    const next: string[][] = [[]]
    b.forEach((other, at) => {
      const without = best[at + 1]!.length > next[at]!.length ? best[at + 1]! : next[at]!
      next.push(other === id ? [...best[at]!, id] : without)
    })
    best = next
  }
  return best.at(-1) ?? []
}
