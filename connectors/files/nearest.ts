/** Names close enough to a name found to be what was meant, nearest first, at most three. */
export function nearestNames(found: string, names: readonly string[]): string[] {
  const plain = simplify(found)
  return names
    .map((name) => ({ name, distance: distanceOf(plain, simplify(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(simplify(name).length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** A sentence naming the nearest names, or all of them when none is near. */
export function suggestNames(found: string, names: readonly string[]): string {
  const near = nearestNames(found, names)
  if (near.length > 0) return `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
  return `Choose one of ${names.map((name) => `"${name}"`).join(', ')}.`
}

function simplify(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 80)
}

/** Levenshtein distance, except that a name contained in the other is next to it. */
function distanceOf(a: string, b: string): number {
  if (a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 1
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const swap = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(swap, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[b.length]!
}
