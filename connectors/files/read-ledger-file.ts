import { type CalendarDate, calendarDate } from '#engine/calendar-date.ts'
import type { Ledger, LedgerProblem } from '#engine/ledger.ts'
import type { FileSource } from './file-bytes.ts'
import { openFile } from './file-format.ts'
import { findHeader } from './header-row.ts'
import { ledgerFromJson } from './ledger-json.ts'
import { FILE_LIMITS, type FileLimits } from './limits.ts'
import type { FileMapping } from './mapping.ts'
import { readRecords } from './read-records.ts'
import { collectRows } from './table-rows.ts'

/** A file to read, and what is known about it. `exportedOn` in the mapping wins over the argument. */
export type LedgerFileRequest = FileSource & {
  readonly exportedOn: CalendarDate
  readonly mapping?: FileMapping | undefined
  readonly limits?: Partial<FileLimits> | undefined
}

/** What a file holds. Rows that cannot be read are in `problems`; the others are in `ledger`. */
export type LedgerFileContents = {
  readonly ledger: Ledger
  /** By line; a problem without a line concerns the file, and where it keeps a column from being read, no row was loaded. */
  readonly problems: readonly LedgerProblem[]
  /** What is worth knowing and no problem, such as invoices without a due date. */
  readonly notices: readonly string[]
  /** How the columns were read, to be kept as a mapping file; null for a ledger in our own JSON. */
  readonly recognised: FileMapping | null
  readonly headers: readonly string[]
  /** What stands first in each column, in the order of the headers. */
  readonly samples: readonly (readonly string[])[]
  /** Rows that say anything, the header left aside. */
  readonly rows: number
  readonly exportedOn: CalendarDate
  /** The numbers of documents that stand in the file and could not be read; null where not even the number could be. */
  readonly unread: readonly (string | null)[]
}

/**
 * Reads a file of receivables: CSV, TSV or semicolons, XLSX or JSON, each also gzipped; its bytes say which. Without a mapping the
 * columns are recognised by their headers. Throws `LedgerFileError` for a file that is refused as a whole.
 */
export async function readLedgerFile(request: LedgerFileRequest): Promise<LedgerFileContents> {
  const limits = { ...FILE_LIMITS, ...request.limits }
  const { mapping, name } = request
  const exportedOn = calendarDate(mapping?.exportedOn ?? request.exportedOn)
  const opened = await openFile(request, limits)
  if (opened.kind === 'ledger') {
    const ledger = ledgerFromJson(opened.value, name)
    const rows = Object.values(ledger).reduce((sum, records) => sum + records.length, 0)
    const none = { problems: [], notices: [], headers: [], samples: [], unread: [] }
    return { ledger, ...none, recognised: null, rows, exportedOn }
  }
  const found = await findHeader(opened.tables, { file: name, mapping, records: opened.records })
  const { table, header, mapping: used } = found
  const collected = await collectRows(table, header, used, { file: name, limits })
  const read = readRecords(collected.rows, used, exportedOn)
  const notices = [...found.notices, ...read.notices]
  if (collected.leftOut > 0) notices.push(`Rows left out by "where": ${collected.leftOut}.`)
  return {
    ledger: read.ledger,
    problems: byLine([...opened.problems, ...collected.problems, ...read.problems]),
    notices,
    recognised: used,
    headers: header.headers,
    samples: found.samples,
    rows: collected.count,
    exportedOn,
    // A row whose cells could not even be told apart may have named any document.
    unread: [
      ...read.unread,
      ...[...opened.problems, ...collected.problems].filter(({ line }) => line !== null).map(() => null),
    ],
  }
}

function byLine(problems: LedgerProblem[]): LedgerProblem[] {
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}
