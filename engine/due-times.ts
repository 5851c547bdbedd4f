import {
  type BusinessCalendar,
  type EpochDay,
  fromEpochDay,
  isBusinessDay,
  toEpochDay,
} from './calendar-date.ts'
import type { BusinessDayTrigger, Trigger } from './rule.ts'
import { nextDue } from './schedule.ts'
import { instantAt, minutesOf, wallClockAt } from './wall-clock.ts'

type Asked = {
  readonly after: Date
  /** IANA name. */
  readonly timeZone: string
  /** The company's business days; it must know the holidays of the days looked at. */
  readonly calendar: BusinessCalendar
  readonly count: number
}

/**
 * The next instants at which a rule comes due after an instant, in order; none for one that waits for an event. Fewer than asked
 * for only where the calendar of a company has no such business day within two years.
 */
export function nextTimes(trigger: Trigger, asked: Asked): Date[] {
  if ('on' in trigger) return []
  return 'schedule' in trigger ? nextDue(trigger.schedule, asked) : nextOnBusinessDays(trigger, asked)
}

const LONGEST_DAYS = 2 * 366

function nextOnBusinessDays(
  { businessDays, at }: BusinessDayTrigger,
  { after, timeZone, calendar, count }: Asked,
): Date[] {
  const minutes = minutesOf(at)
  const today = toEpochDay(wallClockAt(after, timeZone).day)
  const found: Date[] = []
  // From the day before: where clocks skip midnight, its last times come due on the next day.
  for (let day = today - 1; day < today + LONGEST_DAYS && found.length < count; day++) {
    if (!isBusinessDay(day, calendar)) continue
    if (businessDays !== 'every' && !isCounted(businessDays, day, calendar)) continue
    const due = instantAt({ day: fromEpochDay(day), minutes }, timeZone)
    if (due > (found.at(-1) ?? after)) found.push(due)
  }
  return found
}

/** Whether a business day is one of those counted from the start or the end of its month. */
function isCounted(counted: readonly number[], day: EpochDay, calendar: BusinessCalendar): boolean {
  const month = monthOf(day)
  const sameMonth = (step: 1 | -1) => {
    let number = 1
    for (let other = day + step; monthOf(other) === month; other += step)
      if (isBusinessDay(other, calendar)) number += 1
    return number
  }
  return (
    (counted.some((nth) => nth > 0) && counted.includes(sameMonth(-1))) ||
    (counted.some((nth) => nth < 0) && counted.includes(-sameMonth(1)))
  )
}

function monthOf(day: EpochDay): string {
  return fromEpochDay(day).slice(0, 7)
}
