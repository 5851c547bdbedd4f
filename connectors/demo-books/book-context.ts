import { type CalendarDate, type EpochDay, fromEpochDay, weekday } from '#engine/calendar-date.ts'
import type { emptyLedger } from '#engine/ledger.ts'

/** A ledger being filled. */
export type Books = ReturnType<typeof emptyLedger>

/** What every part of the generator needs: the day it is, where the books begin, and the next free numbers. */
export type BookContext = {
  readonly seed: string
  readonly today: EpochDay
  /** The first day on which anything is invoiced. */
  readonly firstDay: EpochDay
  /** The calendar date of a day; dates are made once each, since a million records share some two thousand of them. */
  readonly day: (day: EpochDay) => CalendarDate
  /** The next id of a kind, `pay-0000001`. */
  readonly nextId: (kind: string) => string
  /** The next document number of a day, `US-260417-003`: numbers of one entity never repeat. */
  readonly nextNumber: (prefix: string, day: EpochDay) => string
}

/** How far back the demo books go. */
export const HISTORY_DAYS = 730

/** A context with all its counters at the start. */
export function bookContext(seed: string, today: EpochDay): BookContext {
  const dates = new Map<EpochDay, CalendarDate>()
  const counters = new Map<string, number>()
  const count = (name: string): number => {
    const value = (counters.get(name) ?? 0) + 1
    counters.set(name, value)
    return value
  }
  const day = (epoch: EpochDay): CalendarDate => {
    let date = dates.get(epoch)
    if (date === undefined) {
      date = fromEpochDay(epoch)
      dates.set(epoch, date)
    }
    return date
  }
  return {
    seed,
    today,
    firstDay: today - HISTORY_DAYS,
    day,
    nextId: (kind) => `${kind}-${String(count(kind)).padStart(7, '0')}`,
    nextNumber: (prefix, epoch) => {
      const stem = `${prefix}-${day(epoch).slice(2).replaceAll('-', '')}`
      return `${stem}-${String(count(stem)).padStart(3, '0')}`
    },
  }
}

/** The day itself, or the Monday after when it falls on a weekend. */
export function weekdayFrom(day: EpochDay): EpochDay {
  const at = weekday(day)
  return at <= 5 ? day : day + 8 - at
}

/** The day itself, or the Friday before when it falls on a weekend. */
export function weekdayUntil(day: EpochDay): EpochDay {
  const at = weekday(day)
  return at <= 5 ? day : day + 5 - at
}
