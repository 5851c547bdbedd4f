/** How deep a document may be nested. Far beyond what anybody draws, far within what recursion over it can bear. */
export const MAX_JSON_DEPTH = 400

/** True when a JSON value is nested deeper than `limit`. It needs no recursion, so it can look at a document nobody trusts. */
export function isNestedDeeper(json: unknown, limit: number): boolean {
  let level: unknown[] = [json]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null
        ? Object.values(value).filter((inner) => typeof inner === 'object')
        : [],
    )
  }
  return false
}
