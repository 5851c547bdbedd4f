/**
 * JSON with its keys in order and nothing undefined: the same text for the same value, also after a round trip through
 * `jsonb`, which keeps no order of keys.
 */
export function canonicalJson(value: unknown): string {
  if (value === undefined) return 'null'
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
