/** Every string and sentence of some words by its place, such as `frame.nav.home`. A sentence that names something stands as its source. */
export function stringsOf(words: object, place = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    // Phrases have English on their left in every language; test/server/words counts them.
    if (key === 'written') continue
    const at = place === '' ? key : `${place}.${key}`
    if (typeof value === 'string') found.set(at, value)
    else if (typeof value === 'function') found.set(at, String(value))
    else if (typeof value === 'object' && value !== null)
      for (const [inner, text] of stringsOf(value, at)) found.set(inner, text)
  }
  return found
}
