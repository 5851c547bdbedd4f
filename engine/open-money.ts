import { toEpochDay } from './calendar-date.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { type Bits, hasBit } from './mask.ts'
import { openItemsAt } from './open-items.ts'

/** Sums by currency in minor units; a sum nobody can know is left out. */
export type MoneyByCurrency = Readonly<Record<string, number>>

/** What is open of the subjects whose bits are set, whatever their rule asks for: the money behind a count. */
export function openMoney(table: SnapshotFactTable, subjects: Bits): MoneyByCurrency {
  const { snapshot } = table
  const items = openItemsAt(snapshot, toEpochDay(table.asOf))
  const rowOf = table.subject === 'invoice' ? rowsOfDocuments(table) : null
  const sums = new Float64Array(snapshot.currencies.length)
  const present = new Uint8Array(snapshot.currencies.length)
  for (let at = 0; at < items.count; at++) {
    const row = rowOf ? rowOf[items.document[at]!]! : items.customer[at]!
    if (row < 0 || !hasBit(subjects, row)) continue
    const currency = items.currency[at]!
    sums[currency]! += items.open[at]!
    present[currency] = 1
  }
  return Object.fromEntries(
    snapshot.currencies
      .map((currency, at): [string, number] => [currency, sums[at]!])
      .filter(([, minor], at) => present[at] === 1 && !Number.isNaN(minor))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

const documentRows = new WeakMap<SnapshotFactTable, Int32Array>()

/** The row of each document in a table of invoices, -1 for those that are not in it. */
function rowsOfDocuments(table: SnapshotFactTable): Int32Array {
  const known = documentRows.get(table)
  if (known) return known
  const rows = new Int32Array(table.snapshot.documents.count).fill(-1)
  for (let row = 0; row < table.rows; row++) rows[table.documentOf(row)] = row
  documentRows.set(table, rows)
  return rows
}
