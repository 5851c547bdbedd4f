import { createRequire } from 'node:module'
import type HolidaysClass from 'date-holidays'
import { type CalendarDate, calendarDate } from '#engine/calendar-date.ts'

/**
 * The public holidays of a country (`US`) or a part of one (`DE-BY`) in a year. A country the library does not know has none:
 * better a letter on a holiday than none ever.
 */
export function publicHolidays(country: string, year: number): readonly CalendarDate[] {
  const key = `${country} ${year}`
  const known = years.get(key)
  if (known) return known
  const days = holidaysOf(country)
    .getHolidays(year)
    .filter(({ type }) => type === 'public')
    .map(({ date }) => calendarDate(date.slice(0, 10)))
  const found = [...new Set(days)].sort()
  years.set(key, found)
  return found
}

/** True for a country, or a part of one, whose holidays are known. */
export function knowsHolidaysOf(country: string): boolean {
  const found = /^([A-Z]{2})(?:-([A-Z0-9]{1,3}))?$/.exec(country)
  if (!found) return false
  const [, land = '', part] = found
  const own = library()
  return (
    Object.hasOwn(own.getCountries(), land) &&
    (part === undefined || Object.hasOwn(own.getStates(land) ?? {}, part))
  )
}

const years = new Map<string, readonly CalendarDate[]>()

function holidaysOf(country: string): HolidaysClass {
  const [land = '', part] = country.split('-')
  return part === undefined ? library(land) : library(land, part)
}

const require = createRequire(import.meta.url)

/** The library takes a third of a second to load, which a command that sends nothing should not wait for. */
function library(...place: string[]): HolidaysClass {
  const Holidays: typeof HolidaysClass = require('date-holidays')
  const [land, part] = place
  return land === undefined
    ? new Holidays()
    : part === undefined
      ? new Holidays(land)
      : new Holidays(land, part)
}
