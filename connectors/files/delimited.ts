import type { LedgerProblem } from '#engine/ledger.ts'
import { LedgerFileError } from './errors.ts'
import type { FileLimits } from './limits.ts'
import type { TableBatch, TableRow } from './table.ts'
import { LineTooLongError, type TextLine, textLines } from './text-lines.ts'

/**
 * Delimited text (CSV, TSV, semicolons) as rows. A row with broken quotes costs that row alone: reading goes on with the
 * next physical line. Parsers of the market skip to the next quote, lose good rows and count lines inside quotes wrongly,
 * which is why this one is our own.
 */

const DELIMITERS = [',', ';', '\t', '|'] as const
const SNIFFED_LINES = 25

type RowRead =
  | { readonly kind: 'row'; readonly cells: string[]; readonly lines: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'broken'; readonly value: string; readonly message: string }

/** The rows of delimited text with the physical line on which each starts. The delimiter is seen from the first lines. */
export async function* delimitedRows(
  chunks: AsyncIterable<string>,
  file: string,
  limits: FileLimits,
): AsyncGenerator<TableBatch> {
  let waiting: TextLine[] = []
  let delimiter: string | null = null
  let broken = 0
  const refuseTooMany = () => {
    throw new LedgerFileError(
      `Cannot read ${file}: more than ${limits.brokenRows} rows have broken quotes. Export it again as CSV with " around texts, or as XLSX.`,
    )
  }
  const drain = (atEnd: boolean): TableBatch => {
    const rows: TableRow[] = []
    const problems: LedgerProblem[] = []
    let at = 0
    while (at < waiting.length) {
      const read = readRow(waiting, at, delimiter ?? ',', atEnd, limits)
      if (read.kind === 'more') break
      const { number: line } = waiting[at]!
      if (read.kind === 'row') {
        if (read.cells.length > limits.columns) refuseColumns(file, line, read.cells.length, limits.columns)
        rows.push({ line, cells: read.cells })
        at += read.lines
      } else {
        problems.push({ line, column: null, value: read.value, message: read.message })
        broken += 1
        if (broken > limits.brokenRows) refuseTooMany()
        at += 1
      }
    }
    waiting = waiting.slice(at)
    return { rows, problems }
  }
  try {
    for await (const lines of textLines(chunks, limits.rowLength)) {
      waiting = waiting.length === 0 ? lines : waiting.concat(lines)
      if (delimiter === null) {
        if (waiting.length < SNIFFED_LINES) continue
        delimiter = startDelimiter(waiting)
      }
      yield drain(false)
    }
  } catch (error) {
    if (!(error instanceof LineTooLongError)) throw error
    throw new LedgerFileError(
      `Cannot read ${file}: line ${error.line} is longer than ${limits.rowLength} characters. Is it a file of rows and columns?`,
      { cause: error },
    )
  }
  delimiter ??= startDelimiter(waiting)
  yield drain(true)
}

/** The delimiter by which the first lines fall into the same number of columns. */
export function sniffDelimiter(lines: readonly string[]): string {
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const perCount = new Map<number, number>()
    for (const line of lines) {
      const count = line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1
      if (count > 0) perCount.set(count, (perCount.get(count) ?? 0) + 1)
    }
    for (const [count, times] of perCount) {
      const score = count * times * times
      if (score > best.score) best = { delimiter, score }
    }
  }
  return best.delimiter
}

/** Removes the line `sep=;` by which spreadsheets announce the delimiter, or sniffs it. */
function startDelimiter(lines: TextLine[]): string {
  const announced = /^sep=(.)$/i.exec(lines[0]?.text ?? '')
  if (!announced) return sniffDelimiter(lines.slice(0, SNIFFED_LINES).map(({ text }) => text))
  lines.shift()
  return announced[1]!
}

/** Reads the row that starts at `lines[at]`, over as many lines as its quotes hold. */
function readRow(
  lines: readonly TextLine[],
  at: number,
  delimiter: string,
  atEnd: boolean,
  limits: FileLimits,
): RowRead {
  let text = lines[at]!.text
  if (!text.includes('"')) return { kind: 'row', cells: text.split(delimiter), lines: 1 }
  const cells: string[] = []
  let taken = 1
  let from = 0
  let length = text.length
  for (;;) {
    if (text[from] !== '"') {
      const end = endOfCell(text, from, delimiter)
      const cell = text.slice(from, end)
      // Only a quote that begins a cell opens one; any other belongs to the text, as in the name of a house.
      cells.push(cell)
      if (end === text.length) return { kind: 'row', cells, lines: taken }
      from = end + 1
      continue
    }
    // A cell over several lines is kept as pieces: growing one text line by line would copy it each time.
    const opened = text.slice(from)
    const pieces: string[] = []
    let start = from + 1
    let close = closingQuote(text, start)
    while (close === -1) {
      pieces.push(text.slice(start))
      const next = lines[at + taken]
      if (!next && !atEnd) return { kind: 'more' }
      length += next?.text.length ?? 0
      if (!next || length > limits.rowLength) return broken(opened, UNCLOSED_QUOTE)
      text = next.text
      taken += 1
      start = 0
      close = closingQuote(text, start)
    }
    pieces.push(text.slice(start, close))
    cells.push(pieces.join('\n').replaceAll('""', '"'))
    if (close === text.length - 1) return { kind: 'row', cells, lines: taken }
    if (text[close + 1] !== delimiter) return broken(opened, TEXT_AFTER_QUOTE)
    from = close + 2
  }
}

function endOfCell(text: string, from: number, delimiter: string): number {
  const end = text.indexOf(delimiter, from)
  return end === -1 ? text.length : end
}

/** The quote that ends a cell; doubled quotes belong to it. -1 when it is not in the text yet. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at)) {
    if (text[at + 1] !== '"') return at
    at += 2
  }
  return -1
}

const UNCLOSED_QUOTE = 'A quote is opened here and never closed. Close it with " at the end of the cell.'
const TEXT_AFTER_QUOTE =
  'Text follows the quote that closes this cell. Close the cell at its end and double the quotes in it.'

function broken(value: string, message: string): RowRead {
  return { kind: 'broken', value: value.length > 60 ? `${value.slice(0, 60)}...` : value, message }
}

function refuseColumns(file: string, line: number, found: number, allowed: number): never {
  throw new LedgerFileError(
    `Cannot read ${file}: line ${line} has ${found} columns, more than the ${allowed} allowed. Is it a file of receivables?`,
  )
}
