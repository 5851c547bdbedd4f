/** What stands where personal data was. */
export const ERASED = '[erased]'

/** The same for whom a letter went to. */
export const ERASED_ADDRESS = { name: ERASED, address: ERASED }

/** Replaces every occurrence of the values in texts, however deep they stand, and leaves numbers and structure alone. */
export type Eraser = {
  readonly isIn: (value: unknown) => boolean
  readonly erase: (value: unknown) => unknown
}

/**
 * An eraser of these names, addresses and numbers. A value is found as whole words only, in any case: the name "Ann" is not taken
 * out of "annual".
 */
export function eraserOf(values: Iterable<string>): Eraser {
  const wanted = [...new Set([...values].map((value) => value.trim()))]
    .filter((value) => value.length > 1 && value !== ERASED)
    // The longest first, so that an address goes before the name that is a part of it.
    .sort((a, b) => b.length - a.length)
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s+/g, '\\s+'))
  if (wanted.length === 0) return { isIn: () => false, erase: (value) => value }
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
  const erase = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, ERASED)
    if (Array.isArray(value)) return value.map(erase)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, erase(each)]))
  }
  return { isIn: (value) => JSON.stringify(erase(value)) !== JSON.stringify(value), erase }
}
