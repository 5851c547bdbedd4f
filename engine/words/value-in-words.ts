import type { CalendarDate } from '../calendar-date.ts'
import type { Scalar } from '../condition.ts'
import type { FactType } from '../fact-spec.ts'
import type { EngineWords } from './engine-words.ts'

/** A written value by its type, in the words of a language: `30 days`, `5,000.00 USD`, `31 January 2026`, `"enterprise"`, `yes`. */
export function valueIn(
  values: EngineWords['values'],
  value: Scalar,
  type: FactType,
  currency: string | undefined,
): string {
  if (type === 'money' && currency !== undefined && typeof value !== 'boolean')
    return values.amount(value, currency)
  // The check of a condition has made sure that what is compared with a day is one.
  if (type === 'day') return values.day(value as CalendarDate)
  if (typeof value === 'boolean') return values.yesNo(value)
  if (typeof value === 'number') return type === 'days' ? values.days(value) : String(value)
  return values.quoted(value)
}
