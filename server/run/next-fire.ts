import { MONDAY_TO_FRIDAY } from '#engine/calendar-date.ts'
import { nextTimes } from '#engine/due-times.ts'
import type { Trigger } from '#engine/rule.ts'
import { wallClockAt } from '#engine/wall-clock.ts'
import type { Queryable } from '#server/database/database.ts'
import { companyCalendar } from '#server/guards/company-calendar.ts'
import type { Company } from './company.ts'

type Asked = {
  readonly company: Pick<Company, 'id' | 'settings' | 'timeZone'>
  readonly trigger: Trigger
  readonly after: Date
}

/** The next instants at which a rule of a company comes due, by its clock and its business days; none for one that waits for an event. */
export async function nextFires(
  db: Queryable,
  { company, trigger, after, count }: Asked & { count: number },
): Promise<Date[]> {
  const { timeZone } = company
  // Holidays take a while to work out, and nothing else asks for them.
  const calendar =
    'businessDays' in trigger
      ? await companyCalendar(db, company, wallClockAt(after, timeZone).day)
      : MONDAY_TO_FRIDAY
  return nextTimes(trigger, { after, timeZone, calendar, count })
}

/** The next instant at which a rule of a company comes due; null for one that waits for an event. */
export async function nextFire(db: Queryable, asked: Asked): Promise<Date | null> {
  const [next] = await nextFires(db, { ...asked, count: 1 })
  return next ?? null
}
