import { CalendarDate } from '#engine/calendar-date.ts'
import { UsageError } from './errors.ts'

/** A day given for an option; throws `UsageError` for one that does not exist. */
export function dayOption(option: string, text: string): CalendarDate {
  const day = CalendarDate.safeParse(text)
  if (day.success) return day.data
  throw new UsageError(`${option} is "${text}". Write an existing day as YYYY-MM-DD, such as 2026-01-31.`)
}
