import { getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { LEDGER_SCHEMAS, type Ledger, type LedgerStream } from '#engine/ledger.ts'
import { LEDGER_TABLES } from './ledger-tables.ts'

/** A column of a record: its key in the engine, its name and its type in SQL. */
export type RecordColumn = { readonly key: string; readonly name: string; readonly type: string }

/** The columns of a stream that hold what the engine knows of a record, in the engine's order. */
export function recordColumns(stream: LedgerStream): RecordColumn[] {
  const table: PgTable = LEDGER_TABLES[stream]
  const columns = getTableColumns(table)
  return Object.keys(LEDGER_SCHEMAS[stream].shape).map((key) => {
    const column = columns[key]
    if (column === undefined)
      throw new Error(`The table of ${stream} has no column for "${key}". Add it to ledger-tables.ts.`)
    return { key, name: snakeCase(key), type: column.getSQLType() }
  })
}

/** The name a key has in SQL, as drizzle's casing writes it. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The id a record is stored under: its own, or for a rate its currencies and day. */
export function recordId(record: Ledger[LedgerStream][number]): string {
  return 'id' in record ? record.id : `${record.from}/${record.to}/${record.on}`
}
