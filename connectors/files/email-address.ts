/**
 * True for exactly one plain address. Mail libraries parse lists and display names out of an address, so that a comma or an
 * angle bracket in a file could send a reminder to a stranger.
 */
export function isOneEmailAddress(text: string): boolean {
  if (text.length > 320 || /[\s<>,;:"()[\]\\\p{C}]/u.test(text)) return false
  return /^[^@]+@[^@.]+(\.[^@.]+)+$/.test(text) && !text.includes('..') && !/^\.|\.@/.test(text)
}
