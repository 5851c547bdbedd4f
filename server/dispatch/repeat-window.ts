import { and, eq } from 'drizzle-orm'
import type { Database } from '#server/database/database.ts'
import { entity } from '#server/database/ledger-tables.ts'
import type { Company } from '#server/run/company.ts'
import type { DispatchServices } from './dispatch-services.ts'
import type { LetterRow } from './letter-outcome.ts'

/**
 * True when a letter may leave now by the clock of the legal entity that writes it. A repeat is held to it like any letter, since
 * it may be the first one the customer gets.
 */
export async function isInSendWindow(
  db: Database,
  { company, letter, services }: { company: Company; letter: LetterRow; services: DispatchServices },
): Promise<boolean> {
  const now = services.clock.now()
  const [stored] = await db
    .select({
      id: entity.id,
      name: entity.name,
      currency: entity.currency,
      timeZone: entity.timeZone,
      country: entity.country,
    })
    .from(entity)
    .where(and(eq(entity.companyId, company.id), eq(entity.id, letter.entityId ?? '')))
  if (stored === undefined) return services.guards.sendTime({ company, entity: null, now }).now
  const { country, ...named } = stored
  const own = { ...named, ...(country !== null && { country }) }
  return services.guards.sendTime({ company, entity: own, now }).now
}
