import { ColumnsUnknownError, LedgerFileError } from './errors.ts'
import { checkMappedHeaders, explainMissing, type FileMapping, missingTargets } from './mapping.ts'
import { mapHeaders, recogniseColumns } from './recognise.ts'
import { isBlankRow, peekRows, type Table, type TableRow } from './table.ts'
import type { HeaderRow } from './table-rows.ts'
import { RECORD_KINDS, type RecordKind } from './targets.ts'

/** The table that holds the records, its header, and the mapping by which it is read. */
export type FoundHeader = {
  readonly table: Table
  readonly header: HeaderRow
  readonly mapping: FileMapping
  /** What stands first in each column. */
  readonly samples: readonly (readonly string[])[]
  readonly notices: readonly string[]
}

type Wanted = {
  readonly file: string
  readonly mapping: FileMapping | undefined
  readonly records: RecordKind | undefined
}

/** Reports put titles before the header; it is looked for in this many rows. */
const SEARCHED_ROWS = 25
/** So many values show what a column holds. */
const SAMPLES = 3
const MOST_LETTERS = 60

/** Finds the first sheet and row whose headers fit; throws `LedgerFileError` when none does, saying what is missing. */
export async function findHeader(tables: readonly Table[], wanted: Wanted): Promise<FoundHeader> {
  const candidates = tables.filter(
    ({ name }) => wanted.mapping?.sheet === undefined || name === wanted.mapping.sheet,
  )
  if (candidates.length === 0)
    throw new LedgerFileError(
      `${wanted.file} has no sheet "${wanted.mapping?.sheet}". It has ${tables.map(({ name }) => `"${name}"`).join(', ')}.`,
    )
  let unknown: Pick<ColumnsUnknownError, 'headers' | 'samples'> | null = null
  for (const candidate of candidates) {
    const { first, table } = await peekRows(candidate, SEARCHED_ROWS)
    for (const [at, row] of first.entries()) {
      if (isBlankRow(row.cells)) continue
      const headers = headersOf(row)
      const samples = samplesOf(first.slice(at + 1), headers.length)
      unknown ??= { headers, samples }
      const mapping = fittingMapping(headers, wanted)
      if (mapping) {
        checkMappedHeaders(mapping, headers, wanted.file)
        const notices = noticesFor(tables, candidate, at, first)
        return { table, header: { at, headers }, mapping, samples, notices }
      }
      if (candidate.headed) break
    }
  }
  if (unknown === null) throw new LedgerFileError(`Cannot read ${wanted.file}: it has no rows.`)
  if (wanted.mapping) checkMappedHeaders(wanted.mapping, unknown.headers, wanted.file)
  throw new ColumnsUnknownError(explainUnknown(unknown.headers, wanted), unknown)
}

/** The first different values of each column. */
function samplesOf(rows: readonly TableRow[], columns: number): string[][] {
  return Array.from({ length: columns }, (_, column) => {
    const values = rows.map(({ cells }) => String(cells[column] ?? '').trim()).filter(Boolean)
    return [...new Set(values)].slice(0, SAMPLES).map((value) => value.slice(0, MOST_LETTERS))
  })
}

function fittingMapping(headers: readonly string[], { mapping, records }: Wanted): FileMapping | null {
  if (!mapping) return recogniseColumns(headers, records)
  const needed = [...Object.values(mapping.columns), ...Object.keys(mapping.where ?? {})]
  return needed.every((header) => headers.includes(header.trim())) ? mapping : null
}

function headersOf({ cells }: TableRow): string[] {
  return cells.map((cell) => String(cell).trim())
}

function explainUnknown(headers: readonly string[], { file, records }: Wanted): string {
  const shown = headers
    .filter(Boolean)
    .slice(0, 40)
    .map((header) => `"${header}"`)
  const kinds = records
    ? [records]
    : RECORD_KINDS.filter((kind) => kind === 'invoices' || kind === 'customers')
  const missing = kinds.flatMap((kind) =>
    missingTargets({ records: kind, columns: mapHeaders(headers, kind).columns }).map(
      (group) => `  ${explainMissing(kind, group)}`,
    ),
  )
  return `Cannot tell what the columns of ${file} are: ${shown.join(', ') || 'the first row is blank'}.\n${missing.join('\n')}\nWrite a mapping file with "records" and "columns".`
}

function noticesFor(tables: readonly Table[], read: Table, at: number, first: readonly TableRow[]): string[] {
  const others = tables.filter((table) => table !== read).map(({ name }) => `"${name}"`)
  const line = first[at]?.line
  return [
    ...(others.length > 0 ? [`Sheet "${read.name}" was read, and not ${others.join(', ')}.`] : []),
    ...(at > 0 && line
      ? [`The header was found on line ${line}; what stands before it was passed over.`]
      : []),
  ]
}
