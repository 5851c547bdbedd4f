/**
 * A text of somebody else's on one line: line ends have no place in a header and would begin a paragraph of a letter, and marks
 * that hide text or turn it around make it look like another.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** The text as it stands between tags or inside quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
