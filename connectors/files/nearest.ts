import { editDistance } from '#engine/nearest.ts'

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

/** How far two names are apart, except that a name contained in the other is next to it. */
function distanceOf(a: string, b: string): number {
  if (a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 1
  return editDistance(a, b)
}
