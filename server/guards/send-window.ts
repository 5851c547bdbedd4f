import { calendarOf } from '#engine/business-calendar.ts'
import {
  addDays,
  type BusinessCalendar,
  type CalendarDate,
  isBusinessDay,
  toEpochDay,
} from '#engine/calendar-date.ts'
import { instantAt, minutesOf, wallClockAt } from '#engine/wall-clock.ts'
import type { CompanyLimits } from './company-limits.ts'
import { publicHolidays } from './holidays.ts'

/** Whether something may leave now, or from when on and why. */
export type SendTime =
  | { readonly now: true }
  | { readonly now: false; readonly at: Date; readonly why: string }

type Limits = Pick<CompanyLimits, 'sendWindow' | 'businessDays' | 'country'>

/** So many days without a business day would be a mistake in the settings, not a holiday. */
const LONGEST_REST_DAYS = 60

/**
 * When a letter of a legal entity may leave: on its business days, inside the send window, by the clock on its wall. What comes
 * outside is put off to the next opening and never dropped. `country` is the entity's own; without one the company's counts.
 */
export function nextSendTime({
  limits,
  timeZone,
  country,
  now,
}: {
  limits: Limits
  timeZone: string
  country: string | null
  now: Date
}): SendTime {
  const { from, to } = limits.sendWindow
  const { day, minutes } = wallClockAt(now, timeZone)
  const calendar = calendarFor({ limits, country, around: day })
  const isOpenToday = isBusinessDay(toEpochDay(day), calendar)
  // The window is open at its last minute: whoever writes "until 16:30" means a letter of 16:30 too.
  if (isOpenToday && minutesOf(from) <= minutes && minutes <= minutesOf(to)) return { now: true }
  const opening = isOpenToday && minutes < minutesOf(from) ? day : nextOpenDay(day, calendar)
  const why = isOpenToday
    ? `Letters leave between ${from} and ${to} in ${timeZone}.`
    : `${day} is no business day in ${country ?? limits.country ?? timeZone}.`
  return { now: false, at: instantAt({ day: opening, minutes: minutesOf(from) }, timeZone), why }
}

/** The business days of a legal entity in the year of a day and the next. */
export function calendarFor({
  limits,
  country,
  around,
}: {
  limits: Pick<CompanyLimits, 'businessDays' | 'country'>
  country: string | null
  around: CalendarDate
}): BusinessCalendar {
  return calendarOf(limits.businessDays, holidaysAround(country ?? limits.country, around))
}

/** The holidays of a country from the year before a day to the year after it; none without a country. */
export function holidaysAround(country: string | null, around: CalendarDate): readonly CalendarDate[] {
  if (country === null) return []
  const year = Number(around.slice(0, 4))
  return [year - 1, year, year + 1].flatMap((each) => publicHolidays(country, each))
}

function nextOpenDay(after: CalendarDate, calendar: BusinessCalendar): CalendarDate {
  for (let days = 1; days <= LONGEST_REST_DAYS; days += 1) {
    const day = addDays(after, days)
    if (isBusinessDay(toEpochDay(day), calendar)) return day
  }
  throw new RangeError(
    `There is no business day in the ${LONGEST_REST_DAYS} days after ${after}. Look at the business days in the settings.`,
  )
}
