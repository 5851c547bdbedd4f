/** What one cell of a table may hold. A decimal amount is text; a number is one of ours and never a formula. */
export type CsvCell = string | number | boolean | null | undefined

/**
 * What a spreadsheet takes for the beginning of a formula, also in full width. A tab, a line feed or a NUL in front is
 * skipped by some of them, so text that begins with one is guarded too.
 */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n\0]/

/** An amount or a whole number as we write them: it begins with a minus and is still no formula. */
const PLAIN_NUMBER = /^-\d+(\.\d+)?$/

/**
 * One line of a CSV file with its line end (RFC 4180). Text that a spreadsheet would run as a formula gets a quote in front,
 * so that a customer's name cannot act on the machine of whoever opens the export.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell
  return /[",\r\n\0\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
