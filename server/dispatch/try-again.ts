import { and, eq, inArray } from 'drizzle-orm'
import { message, messageAction } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'

/**
 * Makes way for new letters of an action that a person wants tried again: those that were refused, and those of which they have
 * found out that they did not arrive, are written anew and leave under a new key. Answers true when another letter of the action
 * has left, which stays as it is.
 */
export async function reopenLetters(
  tx: Transaction,
  { companyId, actionId }: { companyId: string; actionId: string },
): Promise<{ readonly hasLeft: boolean }> {
  const linked = tx
    .select({ id: messageAction.messageId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.actionId, actionId)))
  const letters = await tx
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), inArray(message.id, linked)))
    .for('update')
  for (const { id, state, fencing } of letters)
    if (state === 'failed' || state === 'unknown')
      await tx
        .update(message)
        .set({
          state: 'void',
          // Whoever still waits for an answer to the old attempt writes nothing any more.
          fencing: fencing + 1,
          leaseUntil: null,
          notBefore: null,
          firstAttemptAt: null,
        })
        .where(and(eq(message.companyId, companyId), eq(message.id, id)))
  return { hasLeft: letters.some(({ state }) => state === 'sent') }
}
