import { stripVTControlCharacters } from 'node:util'

/** A column of a printed table. */
export type TableColumn = { readonly title: string; readonly align?: 'left' | 'right' }

const GAP = '  '
/** Below this a column is not cut any further. */
const LEAST = 8

/**
 * Rows under their titles, aligned. The last column gives way where the table is wider than the terminal. Cells may carry colours;
 * line breaks and control characters in them become spaces, so that no name from a file can move the cursor.
 */
export function printTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, indent = '' }: { width?: number; indent?: string } = {},
): string {
  const cells = rows.map((row) => columns.map((_, at) => oneLine(row[at] ?? '')))
  const widths = columns.map(({ title }, at) =>
    cells.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), displayWidth(title)),
  )
  const last = widths.length - 1
  const others = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, indent.length)
  if (last >= 0 && others + widths[last]! > width) widths[last] = Math.max(LEAST, width - others)
  const line = (row: readonly string[]) =>
    `${indent}${columns
      .map(({ align }, at) => pad(cut(row[at] ?? '', widths[at]!), widths[at]!, align ?? 'left'))
      .join(GAP)}`.trimEnd()
  return `${[line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n')}\n`
}

/** A text in lines of at most so many columns, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines
}

/** A text from elsewhere made safe for one line of a terminal. */
export function oneLine(text: string): string {
  // Colours of our own are kept (ESC [ ... m); every other control character goes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u001a\u001c-\u001f\u007f-\u009f]+|\u001b(?!\[[\d;]*m)/g, ' ')
}

function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  let width = 0
  for (const character of plain) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

/** The letters of East Asia and pictures take two columns. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
  )
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'right' ? space + text : text + space
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const plain = [...stripVTControlCharacters(text)]
  let kept = ''
  for (const character of plain) {
    if (displayWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}
