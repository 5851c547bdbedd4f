import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { columnId, type FactRef } from '#engine/condition.ts'
import { createDictionary, type FactTable, listColumn, numberColumn, textColumn } from '#engine/fact-table.ts'
import type { FactValue } from '#engine/leaf-truth.ts'
import { currencyExponent } from '#engine/money.ts'
import { type Row, specOf, type Written } from './random-conditions.ts'

/** A written value as a column holds it. Minor units are reached by another way than the engine's, on purpose. */
export function internalOf(ref: FactRef, written: Written): FactValue {
  if (written === null || Array.isArray(written)) return written as readonly string[] | null
  const { type } = specOf(ref)
  if (type === 'money')
    return Math.round(Number(written) * 10 ** currencyExponent(String(ref.params?.currency)))
  if (type === 'day') return toEpochDay(calendarDate(String(written)))
  if (typeof written === 'boolean') return written ? 1 : 0
  return written as number | string
}

/** A table of facts from written rows. */
export function tableOf(rows: readonly Row[]): FactTable {
  const dictionary = createDictionary()
  return {
    subject: 'customer',
    rows: rows.length,
    dictionary,
    idOf: (row) => `c${row}`,
    nameOf: (row) => `Customer ${row}`,
    column(ref) {
      const valueAt = (row: number) => internalOf(ref, rows[row]?.[columnId(ref)] ?? null)
      const { type } = specOf(ref)
      if (type === 'list')
        return listColumn(dictionary, rows.length, (row) => valueAt(row) as readonly string[] | null)
      if (type === 'text' || type === 'enum')
        return textColumn(dictionary, rows.length, (row) => valueAt(row) as string | null)
      return numberColumn(rows.length, (row) => valueAt(row) as number | null)
    },
  }
}
