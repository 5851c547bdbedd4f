import { z } from 'zod'
import { LedgerFileError } from './errors.ts'
import type { FileLimits } from './limits.ts'
import type { Cell, Table, TableRow } from './table.ts'
import { RECORD_KINDS } from './targets.ts'

/** A list of records as JSON: the kind may be named, and the keys are targets or headers as in any other file. */
export const JsonRows = z.strictObject({
  records: z.enum(RECORD_KINDS).exactOptional(),
  rows: z.array(z.record(z.string(), z.unknown())),
})
export type JsonRows = z.infer<typeof JsonRows>

/** The value of a JSON text; a whole number too long to be exact becomes text, so that ids keep their digits. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? (context?.source ?? value)
        : value,
    )
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerFileError(`Cannot read ${file} as JSON: ${reason}.`, { cause })
  }
}

/** The rows of a JSON file; throws `LedgerFileError` when it is neither a list of objects nor `{ records, rows }`. */
export function jsonRows(value: unknown, file: string): JsonRows {
  const parsed = JsonRows.safeParse(Array.isArray(value) ? { rows: value } : value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new LedgerFileError(
    `Cannot read ${file}: ${issue.path.join('.') || 'the file'}: ${issue.message}. Write a list of objects, { "records": "invoices", "rows": [...] }, or a ledger { "customers": [...], "documents": [...] }.`,
  )
}

/** Objects as a table whose header is every key in use; nested objects have dotted keys. */
export function jsonTable(rows: JsonRows['rows'], file: string, limits: FileLimits): Table {
  const columns = new Map<string, number>()
  const flat = rows.map((row) => flatten(row, ''))
  for (const row of flat) for (const [key] of row) if (!columns.has(key)) columns.set(key, columns.size)
  if (columns.size > limits.columns)
    throw new LedgerFileError(
      `Cannot read ${file}: its objects have ${columns.size} different keys, more than the ${limits.columns} allowed.`,
    )
  async function* batches() {
    yield {
      rows: [
        { line: null, cells: [...columns.keys()] },
        ...flat.map((entries, at): TableRow => {
          const cells: Cell[] = new Array(columns.size).fill('')
          for (const [key, cell] of entries) cells[columns.get(key)!] = cell
          return { line: null, path: `rows[${at}]`, cells }
        }),
      ],
      problems: [],
    }
  }
  return { name: file, headed: true, batches: batches() }
}

function flatten(value: Record<string, unknown>, prefix: string): [string, Cell][] {
  return Object.entries(value).flatMap(([key, entry]): [string, Cell][] => {
    const name = prefix + key
    if (entry === null || entry === undefined) return [[name, '']]
    if (typeof entry === 'string' || typeof entry === 'number') return [[name, entry]]
    if (Array.isArray(entry)) return [[name, entry.map(String).join(';')]]
    if (typeof entry === 'object') return flatten(Object.fromEntries(Object.entries(entry)), `${name}.`)
    return [[name, String(entry)]]
  })
}
