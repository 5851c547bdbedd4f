import { z } from 'zod'
import { CalendarDateInvalidError } from './errors.ts'

/** A day, not an instant: `'2026-01-31'`. Sorts and compares as text. */
export const CalendarDate = z.iso.date().brand<'CalendarDate'>()
export type CalendarDate = z.infer<typeof CalendarDate>

/** Days since 1970-01-01, the form in which columns hold a day. */
export type EpochDay = number

/** Stands for "never" where a column holds a day. */
export const NEVER: EpochDay = 0x7fffffff
/** Stands for "before all time". */
export const ALWAYS: EpochDay = -0x7fffffff

const MS_PER_DAY = 86_400_000
const FIRST_DAY: EpochDay = Date.parse('0000-01-01') / MS_PER_DAY
const LAST_DAY: EpochDay = Date.parse('9999-12-31') / MS_PER_DAY

/** The day as a `CalendarDate`; throws `CalendarDateInvalidError` for a day that does not exist. */
export function calendarDate(text: string): CalendarDate {
  const parsed = CalendarDate.safeParse(text)
  if (!parsed.success)
    throw new CalendarDateInvalidError(
      `Cannot read "${text}" as a day. Write an existing day as YYYY-MM-DD, such as 2026-01-31.`,
    )
  return parsed.data
}

/** Days since 1970-01-01, by the Gregorian calendar and no time zone. */
export function toEpochDay(day: CalendarDate): EpochDay {
  // Counted in years that begin in March, so that a leap day is the last of its year. A million documents have four million
  // days between them, and reading each as a Date takes many times as long.
  const month = digits(day, 5, 2)
  const year = digits(day, 0, 4) - (month <= 2 ? 1 : 0)
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + digits(day, 8, 2) - 1
  return (
    365 * year +
    Math.floor(year / 4) -
    Math.floor(year / 100) +
    Math.floor(year / 400) +
    dayOfYear -
    MARCH_0000_TO_1970
  )
}

/** Days from 1 March of the year 0 to 1 January 1970. */
const MARCH_0000_TO_1970 = 719_468

function digits(text: string, from: number, count: number): number {
  let number = 0
  for (let at = from; at < from + count; at++) number = number * 10 + text.charCodeAt(at) - 48
  return number
}

/** The inverse of `toEpochDay`; throws `CalendarDateInvalidError` outside the years 0 to 9999. */
export function fromEpochDay(day: EpochDay): CalendarDate {
  if (!(day >= FIRST_DAY && day <= LAST_DAY))
    throw new CalendarDateInvalidError(
      `Cannot name the day ${day} days from 1970-01-01. Days lie between 0000-01-01 and 9999-12-31.`,
    )
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as CalendarDate
}

/** The day `days` later (earlier when negative). */
export function addDays(day: CalendarDate, days: number): CalendarDate {
  return fromEpochDay(toEpochDay(day) + days)
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return toEpochDay(to) - toEpochDay(from)
}

/** ISO day of the week: Monday 1 to Sunday 7. */
export function weekday(day: EpochDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** Which days people work: neither weekend nor holiday. */
export type BusinessCalendar = {
  readonly weekend: readonly number[]
  readonly holidays: ReadonlySet<EpochDay>
}
export const MONDAY_TO_FRIDAY: BusinessCalendar = { weekend: [6, 7], holidays: new Set() }

/** True on a day people work. */
export function isBusinessDay(day: EpochDay, calendar: BusinessCalendar): boolean {
  return !calendar.weekend.includes(weekday(day)) && !calendar.holidays.has(day)
}

/** The day on which `count` business days have passed since `from`; `from` itself is not counted. */
export function addBusinessDays(from: EpochDay, count: number, calendar: BusinessCalendar): EpochDay {
  let day = from
  for (let left = count; left > 0; ) {
    day += 1
    if (isBusinessDay(day, calendar)) left -= 1
  }
  return day
}

/** The day it is at an instant in a time zone (IANA name). */
export function dayAt(instant: Date, timeZone: string): CalendarDate {
  return calendarDate(formOfDay(timeZone).format(instant))
}

const formsOfDay = new Map<string, Intl.DateTimeFormat>()

/** Making one takes a hundred times as long as using it. */
function formOfDay(timeZone: string): Intl.DateTimeFormat {
  const known = formsOfDay.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  formsOfDay.set(timeZone, made)
  return made
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A day written in a given form. Forms are made of `YYYY`, `YY` (20xx), `MMM` (English month name), `MM`, `M`, `DD`, `D`
 * and literal marks, as in `M/D/YYYY` or `MMM D YYYY`. Null when the text does not have that form or the day does not exist.
 */
export function parseDayInForm(text: string, form: string): CalendarDate | null {
  const names: string[] = []
  const pattern = form.replace(/YYYY|YY|MMM|MM|M|DD|D|[^A-Za-z0-9]+|./g, (token) => {
    if (/^(YYYY|YY|MMM|MM|M|DD|D)$/.test(token)) names.push(token)
    if (token === 'YYYY') return '(\\d{4})'
    if (token === 'YY' || token === 'MM' || token === 'DD') return '(\\d{2})'
    if (token === 'M' || token === 'D') return '(\\d{1,2})'
    if (token === 'MMM') return '([A-Za-z]{3,9})\\.?'
    return token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  })
  const match = new RegExp(`^${pattern}$`).exec(text.trim())
  if (!match) return null
  let year = 0
  let month = 0
  let day = 0
  names.forEach((name, at) => {
    const part = match[at + 1] ?? ''
    if (name === 'YYYY') year = Number(part)
    else if (name === 'YY') year = 2000 + Number(part)
    else if (name === 'MMM') month = MONTHS.indexOf(part.slice(0, 3).toLowerCase()) + 1
    else if (name.startsWith('M')) month = Number(part)
    else day = Number(part)
  })
  const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const parsed = CalendarDate.safeParse(iso)
  return parsed.success ? parsed.data : null
}
