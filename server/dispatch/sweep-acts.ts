import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import { action, attempt } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import type { DispatchServices } from './dispatch-services.ts'

/** How many acts are looked after in one sweep. */
const MOST = 100

/**
 * Gives up acts that are being carried out by somebody who has not answered within the time of their claim: nobody knows what became
 * of them. Answers how many.
 */
export async function giveUpLostActs(db: Database, { clock }: DispatchServices): Promise<number> {
  const now = clock.now()
  let lost = 0
  const acts = await db
    .select()
    .from(action)
    .where(and(eq(action.state, 'sending'), lte(action.leaseUntil, now)))
    .orderBy(asc(action.companyId), asc(action.id))
    .limit(MOST)
  for (const row of acts)
    lost += await db.transaction(async (tx) => {
      const changed = await tx
        .update(action)
        .set({
          state: 'unknown',
          leaseUntil: null,
          stateReason: 'The process that was writing it stopped answering.',
        })
        .where(
          and(
            eq(action.companyId, row.companyId),
            eq(action.id, row.id),
            eq(action.state, 'sending'),
            eq(action.fencing, row.fencing),
          ),
        )
        .returning({ id: action.id })
      await tx
        .update(attempt)
        .set({ endedAt: now, result: 'unknown', found: 'It stopped answering.' })
        .where(
          and(
            eq(attempt.companyId, row.companyId),
            eq(attempt.subjectType, 'action'),
            eq(attempt.subjectId, row.id),
            eq(attempt.number, row.fencing),
            isNull(attempt.endedAt),
          ),
        )
      return changed.length
    })
  return lost
}

/** Acts on the books of which nobody knows and whose turn to be looked up has come. Those with letters are settled by their letters. */
export async function unknownActs(db: Database, { clock, leases }: DispatchServices): Promise<ActionRow[]> {
  // What was on its way when nobody waited for it any more may still arrive.
  const quietSince = new Date(clock.now().getTime() - leases.lookUpAfterMs)
  return db
    .select()
    .from(action)
    .where(
      and(
        eq(action.state, 'unknown'),
        inArray(action.kind, ['place-credit-hold', 'release-credit-hold']),
        sql`${action.attempts} > 0`,
        sql`not exists (select from ${attempt} where ${attempt.companyId} = ${action.companyId}
          and ${attempt.subjectType} = 'action' and ${attempt.subjectId} = ${action.id}
          and ${attempt.endedAt} > ${quietSince.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(asc(action.companyId), asc(action.id))
    .limit(MOST)
}
