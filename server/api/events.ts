import { and, asc, eq, gt, max } from 'drizzle-orm'
import type { Principal } from '#server/auth/principal.ts'
import { audit } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { seesOnlySome } from './row-access.ts'
import type { EventView } from './views/events.ts'

/** What only those may hear of who see every customer: these subjects name one. */
const ABOUT_CUSTOMERS: readonly string[] = [
  'action',
  'customer',
  'contact',
  'promise',
  'dispute',
  'block',
  'hold',
  'task',
]

/** The number of the newest event of a company; what is asked for after it has not happened yet. */
export async function latestEvent(db: Queryable, companyId: string): Promise<number> {
  const [found] = await db
    .select({ newest: max(audit.sequence) })
    .from(audit)
    .where(eq(audit.companyId, companyId))
  return found?.newest ?? 0
}

/**
 * What has happened since an event. Everything that changes anything is in the audit, whichever process did it, so its tail is
 * the stream of events and its numbers are where a listener that was cut off goes on.
 */
export async function eventsAfter(db: Queryable, principal: Principal, after: number): Promise<EventView[]> {
  const found = await db
    .select({
      id: audit.sequence,
      at: audit.at,
      actor: audit.actor,
      act: audit.act,
      type: audit.subjectType,
      subject: audit.subjectId,
    })
    .from(audit)
    .where(and(eq(audit.companyId, principal.companyId), gt(audit.sequence, after)))
    .orderBy(asc(audit.sequence))
    .limit(500)
  return found.map(({ id, at, actor, act, type, subject }) => {
    const isHidden = seesOnlySome(principal) && ABOUT_CUSTOMERS.includes(type)
    return { id, at: at.toISOString(), actor, act, subject: { type, id: isHidden ? null : subject } }
  })
}
