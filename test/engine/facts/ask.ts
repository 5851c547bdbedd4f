import { calendarDate, fromEpochDay } from '#engine/calendar-date.ts'
import type { FactParams } from '#engine/condition.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import type { Subject } from '#engine/fact-spec.ts'
import type { Column, FactTable } from '#engine/fact-table.ts'
import { createFactTable, type DoneAct } from '#engine/facts/fact-table-of.ts'
import type { Ledger } from '#engine/ledger.ts'
import { decimalAmount } from '#engine/money.ts'
import { takeSnapshot } from '#engine/snapshot.ts'

/** A figure as a person writes it: amounts as decimal text, days as text, booleans; null is unknown. */
export type Figure = number | string | boolean | readonly string[] | null

export type Question = {
  readonly fact: string
  readonly asOf: string
  readonly params?: FactParams
  readonly subject?: Subject
  /** The customer or document asked about; `acme`, or the only open document, when left out. */
  readonly id?: string
  readonly doneActs?: readonly DoneAct[]
}

/** The figure of one fact for one subject of a ledger; `undefined` when the table has no such row. */
export function ask(ledger: Ledger, question: Question): Figure | undefined {
  const { fact, asOf, params, subject = 'customer', doneActs = [] } = question
  const snapshot = takeSnapshot(ledger)
  const table = createFactTable({ snapshot, subject, asOf: calendarDate(asOf), doneActs })
  const wanted = question.id ?? (subject === 'customer' ? 'acme' : undefined)
  for (let row = 0; row < table.rows; row++)
    if (wanted === undefined || table.idOf(row) === wanted) {
      const spec = catalogueOf({ customFields: discoverCustomFields(snapshot) }).spec(fact)
      if (!spec) throw new Error(`The test asks for "${fact}", which is in no catalogue.`)
      const value = valueAt(table, table.column({ fact, ...(params && { params }) }), row)
      if (value === null || typeof value !== 'number') return value
      if (spec.type === 'money') return decimalAmount(value, String(params?.currency))
      if (spec.type === 'day') return fromEpochDay(value)
      return spec.type === 'boolean' ? value === 1 : value
    }
  return undefined
}

/** What stands in a column at a row; null is unknown. */
export function valueAt(
  { dictionary }: FactTable,
  column: Column,
  row: number,
): number | string | string[] | null {
  if (column.kind === 'number') return Number.isNaN(column.values[row]!) ? null : column.values[row]!
  if (column.kind === 'text') return column.codes[row] === -1 ? null : dictionary.texts[column.codes[row]!]!
  if (column.known[row] === 0) return null
  return [...column.codes.subarray(column.starts[row]!, column.starts[row + 1]!)].map(
    (code) => dictionary.texts[code]!,
  )
}
