import { CronExpressionParser } from 'cron-parser'

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

/** The next instants at which a schedule comes due after an instant, by the clock on the wall of a time zone. */
export function nextDue(
  schedule: string,
  { after, timeZone, count }: { after: Date; timeZone: string; count: number },
): Date[] {
  const due = CronExpressionParser.parse(schedule, { currentDate: after, tz: timeZone })
  return Array.from({ length: count }, () => due.next().toDate())
}
