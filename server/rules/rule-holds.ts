import { and, asc, eq, isNull } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { amongIds } from '#server/database/among-ids.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import type { Actor } from './actor.ts'
import type { OpenHold } from './errors.ts'
import type { RuleKey } from './rule-row.ts'

/** The credit holds a rule has placed that are still in force, the oldest first. */
export async function openHoldsOf(db: Queryable, { companyId, ruleId }: RuleKey): Promise<OpenHold[]> {
  return db
    .select({ id: hold.id, customerId: hold.customerId, placedOn: hold.placedOn, reason: hold.reason })
    .from(hold)
    .where(and(eq(hold.companyId, companyId), eq(hold.ruleId, ruleId), isNull(hold.releasedOn)))
    .orderBy(asc(hold.placedOn), asc(hold.id))
}

/** Ends holds by a person's word, within a transaction that holds the ledger's lock. */
export async function releaseByHand(
  tx: Transaction,
  {
    companyId,
    holds,
    actor,
    now,
    today,
    why,
  }: {
    companyId: string
    holds: readonly OpenHold[]
    actor: Actor
    now: Date
    today: CalendarDate
    why: string
  },
): Promise<void> {
  const ids = holds.map(({ id }) => id)
  // It is a person's word, after which no rule places another for some days.
  await tx
    .update(hold)
    .set({ releasedOn: today, releasedBy: 'person' })
    .where(and(eq(hold.companyId, companyId), amongIds(hold.id, ids)))
  await raiseLedgerVersion(tx, companyId, 1, { records: { holds: ids } })
  await appendAudit(
    tx,
    holds.map(({ id, customerId, placedOn, reason }) => ({
      companyId,
      at: now,
      actor: actor.name,
      act: 'release hold',
      subject: { type: 'hold', id },
      before: { customerId, placedOn, reason, releasedOn: null },
      after: { customerId, releasedOn: today },
      why,
    })),
  )
}
