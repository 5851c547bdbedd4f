import { dayAt } from '#engine/calendar-date.ts'
import type { Clock } from '#server/clock.ts'

/** A clock that stands still: at an instant (`2026-03-01T14:30:00Z`), or on a day, at half past ten in New York in winter. */
export function clockAt(when: string): Clock {
  const instant = new Date(when.includes('T') ? when : `${when}T15:30:00Z`)
  if (Number.isNaN(instant.getTime()))
    throw new Error(`Cannot set a clock to "${when}". Give a day or an instant.`)
  return { now: () => new Date(instant), today: (timeZone) => dayAt(instant, timeZone) }
}
