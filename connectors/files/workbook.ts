import readXlsxFile from 'read-excel-file/node'
import { LedgerFileError } from './errors.ts'
import type { FileLimits } from './limits.ts'
import type { Cell, Table, TableRow } from './table.ts'
import { guardZip } from './zip-guard.ts'

const BATCH_ROWS = 5000

/** The sheets of an XLSX workbook as tables. Formulas are never computed: the values stored with them are read. */
export async function workbookTables(bytes: Buffer, file: string, limits: FileLimits): Promise<Table[]> {
  await guardZip(bytes, file, limits.memoryBytes)
  const sheets = await readSheets(bytes, file)
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    headed: false,
    batches: inBatches(
      data.map((cells: readonly unknown[], at: number): TableRow => {
        if (cells.length > limits.columns)
          throw new LedgerFileError(
            `Cannot read ${file}: sheet "${sheet}" has ${cells.length} columns, more than the ${limits.columns} allowed.`,
          )
        return { line: at + 1, cells: cells.map(cellOf) }
      }),
    ),
  }))
}

async function readSheets(bytes: Buffer, file: string) {
  try {
    // Numbers are taken as the text that is stored, so that an account number of 19 digits survives.
    return await readXlsxFile(bytes, { parseNumber: storedNumber })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerFileError(
      `Cannot read ${file} as an XLSX workbook (${reason}). Save it again as XLSX or CSV.`,
      { cause },
    )
  }
}

async function* inBatches(rows: readonly TableRow[]) {
  for (let at = 0; at < rows.length; at += BATCH_ROWS)
    yield { rows: rows.slice(at, at + BATCH_ROWS), problems: [] }
}

/** A stored number: 61.700000000000003 is what workbooks keep for 61.7 and shows as 61.7 (15 significant digits). */
function storedNumber(text: string): Cell {
  if (/^-?\d{16,}$/.test(text)) return text
  return Number(Number(text).toPrecision(15))
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'string') return value
  // A day in a workbook has no zone; the library hands it over as midnight UTC.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  return String(value)
}
