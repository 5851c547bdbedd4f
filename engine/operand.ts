import { type CalendarDate, fromEpochDay, toEpochDay } from './calendar-date.ts'
import type { FactParams, Scalar } from './condition.ts'
import type { FactSpec, FactType } from './fact-spec.ts'
import { decimalAmount, writtenMinor } from './money.ts'

/** The form in which evaluators compare a value: minor units, epoch days, 1 and 0, or a text. */
export type Internal = number | string

/** A written value in the form in which columns hold it. Money shifts its decimal mark on the text, never by multiplication. */
export function internalValue(value: Scalar, type: FactType, params: FactParams | undefined): Internal {
  // The check has refused a boolean where an amount belongs.
  if (type === 'money') return writtenMinor(value as number | string, currencyOf(params))
  if (type === 'day') return toEpochDay(value as CalendarDate)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value
}

/** The inverse for a single value, as it is printed: amounts as decimal text, days as `2026-01-31`; null is unknown. */
export function writtenValue(
  value: Internal | readonly string[] | null,
  spec: FactSpec,
  params: FactParams | undefined,
): Scalar | readonly string[] | null {
  if (value === null || typeof value !== 'number') return value as string | readonly string[] | null
  if (spec.type === 'money') return decimalAmount(value, currencyOf(params))
  if (spec.type === 'day') return fromEpochDay(value)
  if (spec.type === 'boolean') return value === 1
  return value
}

/** The currency an amount's params name; the check has made sure that there is one. */
export function currencyOf(params: FactParams | undefined): string {
  const currency = params?.currency
  if (typeof currency !== 'string')
    throw new TypeError('An amount without a currency passed the check of its rule.')
  return currency
}
