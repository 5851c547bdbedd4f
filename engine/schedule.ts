import { CronExpressionParser } from 'cron-parser'
import { type EpochDay, fromEpochDay, toEpochDay } from './calendar-date.ts'
import { type ScheduleField, type ScheduleFields, scheduleFields } from './schedule-fields.ts'
import { instantAt, wallClockAt } from './wall-clock.ts'

/**
 * Why a schedule cannot be used, or null when it can. Five fields (minute, hour, day of month, month, day of week); no
 * seconds, no macros, and it must come due at least once within five years.
 */
export function scheduleProblem(schedule: string): string | null {
  const example = 'Write five fields: minute, hour, day of month, month, day of week, as in "30 10 * * 1-5".'
  if (schedule.trim().split(/\s+/).length !== 5) return example
  try {
    const start = new Date('2026-01-01T00:00:00Z')
    const next = CronExpressionParser.parse(schedule, { currentDate: start, tz: 'UTC', strict: false }).next()
    const fiveYears = 5 * 366 * 86_400_000
    if (next.getTime() - start.getTime() > fiveYears)
      return `It would not come due within five years. ${example}`
    return null
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. ${example}`
  }
}

/** The rarest schedule there is, the 29th of February on one day of the week, comes due within so many days. */
const LONGEST_DAYS = 41 * 366

/**
 * The next instants at which a schedule comes due after an instant, by the clock on the wall of a time zone. A time that a clock
 * change leaves out comes due by the old clock (02:30 at 03:30), one that it shows twice the first time, and each day once.
 */
export function nextDue(
  schedule: string,
  { after, timeZone, count }: { after: Date; timeZone: string; count: number },
): Date[] {
  const fields = scheduleFields(schedule)
  // What only the library understands, such as the last day of a month. It is no good around clock changes at midnight.
  if (Object.values(fields).some(({ kind }) => kind === 'text')) {
    const due = CronExpressionParser.parse(schedule, { currentDate: after, tz: timeZone })
    return Array.from({ length: count }, () => due.next().toDate())
  }
  const times = valuesOf(fields.hour, 24).flatMap((hour) =>
    valuesOf(fields.minute, 60).map((minute) => hour * 60 + minute),
  )
  const found: Date[] = []
  const today = toEpochDay(wallClockAt(after, timeZone).day)
  // From the day before: where clocks skip midnight, its last times come due on the next day.
  for (let day = today - 1; day < today + LONGEST_DAYS && found.length < count; day++) {
    if (!isDueOn(fields, day)) continue
    const instants = times.map((minutes) =>
      instantAt({ day: fromEpochDay(day), minutes }, timeZone).getTime(),
    )
    for (const at of [...new Set(instants)].sort((a, b) => a - b))
      if (at > (found.at(-1) ?? after).getTime() && found.length < count) found.push(new Date(at))
  }
  return found
}

/** A schedule with both a day of the month and a weekday comes due on either. */
function isDueOn({ day, month, weekday }: ScheduleFields, at: EpochDay): boolean {
  const [, monthOf = 0, dayOf = 0] = fromEpochDay(at).split('-').map(Number)
  if (!has(month, monthOf)) return false
  // The first of January 1970 was a Thursday.
  const isWeekday = has(weekday, (((at + 4) % 7) + 7) % 7)
  if (day.kind === 'any') return isWeekday
  return has(day, dayOf) || (weekday.kind !== 'any' && isWeekday)
}

function has(field: ScheduleField, value: number): boolean {
  return field.kind === 'any' || (field.kind === 'values' && field.values.includes(value))
}

function valuesOf(field: ScheduleField, count: number): readonly number[] {
  return field.kind === 'values' ? field.values : Array.from({ length: count }, (_, value) => value)
}
