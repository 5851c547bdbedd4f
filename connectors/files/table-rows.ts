import type { LedgerProblem } from '#engine/ledger.ts'
import { LedgerFileError } from './errors.ts'
import type { FileLimits } from './limits.ts'
import type { FileMapping } from './mapping.ts'
import { NOT_LOADED, type SourceRow } from './row-reader.ts'
import { type Cell, isBlankRow, type Table, type TableRow } from './table.ts'

/** The rows of a table reduced to their mapped cells. */
export type MappedRows = {
  readonly rows: SourceRow[]
  readonly problems: LedgerProblem[]
  /** Rows that say anything, header and what stands before it left aside. */
  readonly count: number
  /** Of these, rows `where` did not take. */
  readonly leftOut: number
}

/** Where the header stands in a table, and what it says. */
export type HeaderRow = { readonly at: number; readonly headers: readonly string[] }

/** Keeps of each row what the mapping names: memory is bounded by the records and not by the file. */
export async function collectRows(
  table: Table,
  header: HeaderRow,
  mapping: FileMapping,
  { file, limits }: { file: string; limits: FileLimits },
): Promise<MappedRows> {
  const places = Object.values(mapping.columns).map((name) => header.headers.indexOf(name.trim()))
  const filters = Object.entries(mapping.where ?? {}).map(([name, values]) => ({
    place: header.headers.indexOf(name.trim()),
    values: new Set(values),
  }))
  const rows: SourceRow[] = []
  const problems: LedgerProblem[] = []
  let passed = 0
  let count = 0
  let leftOut = 0
  for await (const batch of table.batches) {
    problems.push(...batch.problems.map((each) => ({ ...each, message: `${each.message} ${NOT_LOADED}` })))
    count += batch.problems.length
    for (const row of batch.rows) {
      passed += 1
      if (passed <= header.at + 1 || isBlankRow(row.cells)) continue
      count += 1
      if (count > limits.rows)
        throw new LedgerFileError(
          `Cannot read ${file}: it has more than ${limits.rows} rows. Export a shorter period or split the file.`,
        )
      const misfit = explainWidth(row, header.headers.length)
      if (misfit) {
        problems.push({
          line: row.line,
          column: row.path ?? null,
          value: firstCells(row.cells),
          message: misfit,
        })
      } else if (filters.every(({ place, values }) => values.has(String(row.cells[place]).trim())))
        rows.push({
          line: row.line,
          ...(row.path === undefined ? {} : { path: row.path }),
          cells: places.map((place) => ownText(row.cells[place] ?? '')),
        })
      else leftOut += 1
    }
  }
  return { rows, problems, count, leftOut }
}

/** A cut of a text keeps the whole of it in memory: a few columns of a large file would hold all of the file. */
function ownText(cell: Cell): Cell {
  return typeof cell === 'string' && cell.length > 12 ? Buffer.from(cell).toString() : cell
}

/** A row of another width cannot be trusted: its cells may have moved into other columns. */
function explainWidth({ cells }: TableRow, width: number): string | null {
  if (cells.length === width) return null
  if (cells.length > width && isBlankRow(cells.slice(width))) return null
  const hint =
    cells.length > width
      ? 'Put " around texts that hold the delimiter.'
      : 'Fill in the missing ones, or leave their cells blank.'
  return `The row has ${cells.length} columns and the header ${width}. ${hint} ${NOT_LOADED}`
}

function firstCells(cells: readonly Cell[]): string {
  const text = cells.slice(0, 4).join(', ')
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
