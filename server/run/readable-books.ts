import { calendarDate } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { currencyExponent } from '#engine/money.ts'
import type { Snapshot } from '#engine/snapshot.ts'

/**
 * Throws for a document whose amounts or days mean nothing: it would be counted as something else. Imports refuse such records;
 * what was changed in the database by other hands is found here.
 */
export function refuseUnreadable({ currencies, documents }: Snapshot): void {
  const unknown = new Set(currencies.filter((currency) => !isKnown(currency)))
  for (const { id, currency, instalments } of documents.records) {
    if (unknown.has(currency))
      throw new ReceivablesError(`The document ${id} is in "${currency}", which is no currency. Correct it.`)
    // These alone are not kept as days by the database.
    for (const { dueOn } of instalments ?? []) calendarDate(dueOn)
  }
}

function isKnown(currency: string): boolean {
  try {
    currencyExponent(currency)
    return true
  } catch (error) {
    if (error instanceof ReceivablesError) return false
    throw error
  }
}
