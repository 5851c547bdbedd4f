import {
  addBusinessDays,
  type BusinessCalendar,
  type CalendarDate,
  type EpochDay,
  fromEpochDay,
  isBusinessDay,
  toEpochDay,
} from './calendar-date.ts'

const WEEK = [1, 2, 3, 4, 5, 6, 7]

/** The calendar of somebody who works on these days of the week (Monday is 1) except on these holidays. */
export function calendarOf(
  businessDays: readonly number[],
  holidays: readonly CalendarDate[],
): BusinessCalendar {
  return {
    weekend: WEEK.filter((day) => !businessDays.includes(day)),
    holidays: new Set(holidays.map(toEpochDay)),
  }
}

/** A calendar in which a day is off only when it is off in every one of these: while one of them works, there is work. */
export function sharedCalendar(
  businessDays: readonly number[],
  holidays: readonly (readonly CalendarDate[])[],
): BusinessCalendar {
  const [first = [], ...others] = holidays
  return calendarOf(
    businessDays,
    first.filter((day) => others.every((other) => other.includes(day))),
  )
}

/** The first business day after a day. */
export function nextBusinessDay(day: CalendarDate, calendar: BusinessCalendar): CalendarDate {
  return fromEpochDay(addBusinessDays(toEpochDay(day), 1, calendar))
}

/** How many business days have passed since a day: 1 on the next business day, 0 before it. */
export function businessDaysSince(from: CalendarDate, to: CalendarDate, calendar: BusinessCalendar): number {
  let passed = 0
  for (let day: EpochDay = toEpochDay(from) + 1; day <= toEpochDay(to); day += 1)
    if (isBusinessDay(day, calendar)) passed += 1
  return passed
}
