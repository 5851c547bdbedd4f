import { and, asc, eq, sql } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { entity } from '#server/database/ledger-tables.ts'
import type { Company } from '#server/run/company.ts'
import { visibleEntity } from '../row-access.ts'
import type { CompanyView, EntityView } from '../views.ts'

/** The company with its legal entities, as the frame of every page shows it. */
export async function viewCompany(
  db: Queryable,
  row: Company,
  { asOf, principal }: { asOf: CalendarDate; principal: Principal },
): Promise<CompanyView> {
  const { id, name, mode, timeZone, currency } = row
  const entities = (await listEntities(db, principal)).map((each) => ({
    id: each.id,
    name: each.name,
    currency: each.currency,
  }))
  return { id, name, mode, asOf, timeZone, currency, entities }
}

/** The legal entities whose books somebody sees, by name. */
export async function listEntities(db: Queryable, principal: Principal): Promise<EntityView[]> {
  return db
    .select({
      id: entity.id,
      name: entity.name,
      currency: entity.currency,
      timeZone: entity.timeZone,
      country: entity.country,
    })
    .from(entity)
    .where(and(eq(entity.companyId, principal.companyId), visibleEntity(principal, sql`${entity.id}`)))
    .orderBy(asc(entity.name), asc(entity.id))
}
