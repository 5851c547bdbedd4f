import { toEpochDay } from './calendar-date.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { type Bits, hasBit } from './mask.ts'
import { openItemsAt } from './open-items.ts'

/** Sums by currency in minor units; a sum nobody can know is left out. */
export type MoneyByCurrency = Readonly<Record<string, number>>

/** What is open of the subjects whose bits are set, whatever their rule asks for: the money behind a count. */
export function openMoney(table: SnapshotFactTable, subjects: Bits): MoneyByCurrency {
  const [sum] = sumsOf(table, 1, (row) => (hasBit(subjects, row) ? 0 : -1))
  return sum!
}

/** What is open of each of some rows, in one pass over all that is open. */
export function openMoneyOfEach(
  table: SnapshotFactTable,
  rows: readonly number[],
): ReadonlyMap<number, MoneyByCurrency> {
  const placeOf = new Map(rows.map((row, at) => [row, at]))
  const sums = sumsOf(table, rows.length, (row) => placeOf.get(row) ?? -1)
  return new Map(rows.map((row, at) => [row, sums[at]!]))
}

/** So many sums; `sumOf` says to which of them a row belongs, -1 for none. */
function sumsOf(table: SnapshotFactTable, count: number, sumOf: (row: number) => number): MoneyByCurrency[] {
  const { snapshot } = table
  const { currencies } = snapshot
  const items = openItemsAt(snapshot, toEpochDay(table.asOf))
  const rowOf = table.subject === 'invoice' ? rowsOfDocuments(table) : null
  const sums = new Float64Array(count * currencies.length)
  const present = new Uint8Array(count * currencies.length)
  for (let at = 0; at < items.count; at++) {
    const row = rowOf ? rowOf[items.document[at]!]! : items.customer[at]!
    const sum = row < 0 ? -1 : sumOf(row)
    if (sum < 0) continue
    const place = sum * currencies.length + items.currency[at]!
    sums[place]! += items.open[at]!
    present[place] = 1
  }
  return Array.from({ length: count }, (_, sum) =>
    Object.fromEntries(
      currencies
        .map((currency, at): [string, number] => [currency, sums[sum * currencies.length + at]!])
        .filter(([, minor], at) => present[sum * currencies.length + at] === 1 && !Number.isNaN(minor))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
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
