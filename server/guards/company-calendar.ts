import { and, eq, isNotNull } from 'drizzle-orm'
import { sharedCalendar } from '#engine/business-calendar.ts'
import type { BusinessCalendar, CalendarDate } from '#engine/calendar-date.ts'
import type { Queryable } from '#server/database/database.ts'
import { entity } from '#server/database/ledger-tables.ts'
import type { Company } from '#server/run/company.ts'
import { limitsOf } from './company-limits.ts'
import { holidaysAround } from './send-window.ts'

/**
 * The business days rules count in. A holiday counts when every legal entity of the company has it: rules decide for all of
 * them together, and each entity's letters wait for its own send window besides.
 */
export async function companyCalendar(
  db: Queryable,
  company: Pick<Company, 'id' | 'settings'>,
  around: CalendarDate,
): Promise<BusinessCalendar> {
  const limits = limitsOf(company.settings)
  const found = await db
    .selectDistinct({ country: entity.country })
    .from(entity)
    .where(and(eq(entity.companyId, company.id), isNotNull(entity.country)))
  const countries = found.length > 0 ? found.map(({ country }) => country) : [limits.country]
  return sharedCalendar(
    limits.businessDays,
    countries.map((country) => holidaysAround(country, around)),
  )
}
