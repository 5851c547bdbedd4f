import { and, eq, isNull, lte, notExists, or, sql } from 'drizzle-orm'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'

/**
 * Takes frozen letters out that nobody asks for any more. A frozen letter has not been accepted by anybody: the service put it off,
 * and meanwhile its acts were cancelled or have expired. Left frozen it would wake a process at every sweep.
 */
export async function voidEndedLetters(db: Database, now: Date): Promise<void> {
  const open = db
    .select({ one: sql`1` })
    .from(messageAction)
    .innerJoin(
      action,
      and(eq(action.companyId, messageAction.companyId), eq(action.id, messageAction.actionId)),
    )
    .where(
      and(
        eq(messageAction.companyId, message.companyId),
        eq(messageAction.messageId, message.id),
        sql`${action.state} in ('planned', 'awaiting-approval', 'queued', 'sending', 'unknown')`,
      ),
    )
  await db
    .update(message)
    .set({ state: 'void', notBefore: null })
    .where(
      and(
        eq(message.state, 'frozen'),
        or(isNull(message.leaseUntil), lte(message.leaseUntil, now)),
        notExists(open),
      ),
    )
}
