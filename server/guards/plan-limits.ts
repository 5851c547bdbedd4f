import type { CalendarDate } from '#engine/calendar-date.ts'
import type { PlanInput } from '#engine/plan.ts'
import type { Queryable } from '#server/database/database.ts'
import type { Company } from '#server/run/company.ts'
import { companyCalendar } from './company-calendar.ts'
import { limitsOf } from './company-limits.ts'
import { type StaleSource, staleSources } from './stale-books.ts'
import { staleCustomers } from './stale-customers.ts'

/** What a company's settings and the age of its books say to every plan, so that run, plan and preview hold back the same. */
export type PlanLimits = {
  readonly input: Required<Pick<PlanInput, 'calendar' | 'contactLimit' | 'releaseGraceDays' | 'staleBooks'>>
  readonly stale: readonly StaleSource[]
}

/** The limits of a company for a plan of a day; the age of the books is asked as of now, whatever the day. */
export async function planLimits(
  db: Queryable,
  { company, asOf, now }: { company: Company; asOf: CalendarDate; now: Date },
): Promise<PlanLimits> {
  const { contactLimit, releaseGraceDays } = limitsOf(company.settings)
  const stale = await staleSources(db, { companyId: company.id, now })
  const calendar = await companyCalendar(db, company, asOf)
  const staleBooks = await staleCustomers(db, { companyId: company.id, stale })
  return { input: { calendar, contactLimit, releaseGraceDays, staleBooks }, stale }
}
