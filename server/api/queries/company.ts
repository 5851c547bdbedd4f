import { asc, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { company } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { entity } from '#server/database/ledger-tables.ts'
import { NoCompanyError } from '../errors.ts'
import type { CompanyView } from '../views.ts'

export type CompanyRow = typeof company.$inferSelect

/** The company this server shows. Until there are users, who belong to companies, it is the first one. */
export async function theCompany(db: Queryable): Promise<CompanyRow> {
  const [first] = await db.select().from(company).orderBy(asc(company.createdAt), asc(company.id)).limit(1)
  if (first === undefined) throw new NoCompanyError()
  return first
}

/** The company with its legal entities, as the frame of every page shows it. */
export async function viewCompany(db: Queryable, row: CompanyRow, asOf: CalendarDate): Promise<CompanyView> {
  const entities = await db
    .select({ id: entity.id, name: entity.name, currency: entity.currency })
    .from(entity)
    .where(eq(entity.companyId, row.id))
    .orderBy(asc(entity.name), asc(entity.id))
  const { id, name, mode, timeZone, currency } = row
  return { id, name, mode, asOf, timeZone, currency, entities }
}
