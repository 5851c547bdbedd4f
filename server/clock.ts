import { type CalendarDate, dayAt } from '#engine/calendar-date.ts'

/** The time. Only `main.ts` and what it starts know the real one. */
export type Clock = {
  now(): Date
  /** The day it is in a time zone (IANA name). */
  today(timeZone: string): CalendarDate
}

/** The clock on the wall of this machine. */
export const WALL_CLOCK: Clock = {
  now: () => new Date(),
  today: (timeZone) => dayAt(new Date(), timeZone),
}
