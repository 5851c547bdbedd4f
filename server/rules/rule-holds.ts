import { and, asc, eq, isNull } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { holdStore } from '#server/run/hold-store.ts'
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
  const store = holdStore(tx, companyId)
  for (const { id } of holds) await store.release(id, today)
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
