import { addDays, type BusinessCalendar, isBusinessDay, toEpochDay } from './calendar-date.ts'
import { instantAt, wallClockAt } from './wall-clock.ts'

const MS_PER_HOUR = 3_600_000

/** So many days are long enough for every limit, and keep the count short where the first instant lies years back. */
const LONGEST_DAYS = 400

/**
 * How many hours of business days lie between two instants, by the clock of a time zone; 0 when the second is not later. Nights
 * count and days off do not: what was read on Friday at 17:00 is 17 hours old on Monday at 10:00.
 */
export function businessHoursBetween(
  from: Date,
  to: Date,
  { calendar, timeZone }: { calendar: BusinessCalendar; timeZone: string },
): number {
  let passedMs = 0
  const { day: first } = wallClockAt(from, timeZone)
  for (let passed = 0; passed <= LONGEST_DAYS; passed += 1) {
    const day = addDays(first, passed)
    const start = instantAt({ day, minutes: 0 }, timeZone).getTime()
    if (start >= to.getTime()) break
    if (!isBusinessDay(toEpochDay(day), calendar)) continue
    const end = instantAt({ day: addDays(day, 1), minutes: 0 }, timeZone).getTime()
    passedMs += Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()))
  }
  return passedMs / MS_PER_HOUR
}
