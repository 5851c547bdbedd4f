import type { LedgerProblem } from '#engine/ledger.ts'
import { delimitedRows } from './delimited.ts'
import { LedgerFileError } from './errors.ts'
import { type FileSource, fileBytes, firstBytes, wholeFile } from './file-bytes.ts'
import { jsonRows, jsonTable, parseJson } from './json-table.ts'
import { isLedgerJson } from './ledger-json.ts'
import type { FileLimits } from './limits.ts'
import type { Table, TableBatch } from './table.ts'
import type { RecordKind } from './targets.ts'
import {
  announcedEncoding,
  decodeText,
  decodeWhole,
  NotUtf8Error,
  type TextEncoding,
} from './text-encoding.ts'
import { workbookTables } from './workbook.ts'

/** A file as tables, or as a ledger in our own JSON that has still to be parsed. */
export type OpenedFile =
  | { readonly kind: 'ledger'; readonly value: unknown }
  | {
      readonly kind: 'tables'
      readonly tables: readonly Table[]
      readonly records: RecordKind | undefined
      readonly problems: readonly LedgerProblem[]
    }

const SEEN_BYTES = 64 * 1024

/** Opens a file as what its first bytes say it is; its name decides nothing. */
export async function openFile(source: FileSource, limits: FileLimits): Promise<OpenedFile> {
  const start = await firstBytes(source, SEEN_BYTES)
  if (start.byteLength === 0) throw new LedgerFileError(`Cannot read ${source.name}: it is empty.`)
  if (startsWith(start, [0x50, 0x4b])) {
    const bytes = await wholeFile(source, limits.memoryBytes)
    return tablesOf(await workbookTables(bytes, source.name, limits))
  }
  refuseForeign(start, source.name)
  const encoding = announcedEncoding(start)
  const firstText = new TextDecoder(encoding).decode(start).trimStart()
  if (/^[[{]/.test(firstText)) return openJson(source, limits)
  return openDelimited(source, encoding, limits)
}

async function openJson(source: FileSource, limits: FileLimits): Promise<OpenedFile> {
  const { text, encoding } = decodeWhole(await wholeFile(source, limits.memoryBytes))
  const value = parseJson(text, source.name)
  if (isLedgerJson(value)) return { kind: 'ledger', value }
  const { records, rows } = jsonRows(value, source.name)
  const tables = [jsonTable(rows, source.name, limits)]
  return tablesOf(tables, { records, problems: encoding === 'windows-1252' ? [oldEncoding()] : [] })
}

/** A file without a byte order mark is UTF-8 when all of it is, else Windows-1252, as old programs export it. */
async function openDelimited(
  source: FileSource,
  encoding: TextEncoding,
  limits: FileLimits,
): Promise<OpenedFile> {
  const real = encoding === 'utf-8' && !(await isReadableAs(source, limits)) ? 'windows-1252' : encoding
  const batches = (): AsyncGenerator<TableBatch> =>
    delimitedRows(decodeText(fileBytes(source, limits.textBytes), real), source.name, limits)
  return tablesOf([{ name: source.name, headed: false, batches: batches() }], {
    problems: real === 'windows-1252' ? [oldEncoding()] : [],
  })
}

/** Reading twice is cheap beside parsing, and keeps half a file from being read in the wrong encoding. */
async function isReadableAs(source: FileSource, limits: FileLimits): Promise<boolean> {
  try {
    for await (const _ of decodeText(fileBytes(source, limits.textBytes), 'utf-8'));
    return true
  } catch (error) {
    if (error instanceof NotUtf8Error) return false
    throw error
  }
}

function tablesOf(
  tables: readonly Table[],
  rest: { records?: RecordKind | undefined; problems?: readonly LedgerProblem[] } = {},
): OpenedFile {
  return { kind: 'tables', tables, records: rest.records, problems: rest.problems ?? [] }
}

function oldEncoding(): LedgerProblem {
  return {
    line: null,
    column: null,
    value: '',
    message:
      'The file is not UTF-8 and was read as Windows-1252. Check names with accents, or save it as UTF-8.',
  }
}

function refuseForeign(start: Buffer, file: string): void {
  const refuse = (what: string) => {
    throw new LedgerFileError(`Cannot read ${file}: ${what}. Save it as CSV, XLSX or JSON.`)
  }
  if (startsWith(start, [0xd0, 0xcf, 0x11, 0xe0])) refuse('it is a workbook in the old XLS format')
  if (startsWith(start, [0x25, 0x50, 0x44, 0x46])) refuse('it is a PDF')
  if (announcedEncoding(start) === 'utf-8' && start.includes(0)) refuse('it is not text')
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte)
}
