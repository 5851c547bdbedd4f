import { and, asc, eq, inArray } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import type { ContactEvent } from '#engine/ledger.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import type { Company } from '#server/run/company.ts'

/**
 * The letters that are being sent, or of which nobody knows whether they were: the contact limit counts them as contacts, since
 * they may be in the customer's hands. One that is certain to have left is among the contacts of the ledger.
 */
export async function contactsUnderWay(
  db: Queryable,
  { id: companyId, timeZone }: Pick<Company, 'id' | 'timeZone'>,
): Promise<ContactEvent[]> {
  const found = await db
    .selectDistinct({
      id: message.id,
      customerId: message.customerId,
      firstAttemptAt: message.firstAttemptAt,
      createdAt: message.createdAt,
    })
    .from(message)
    .innerJoin(
      messageAction,
      and(eq(messageAction.companyId, message.companyId), eq(messageAction.messageId, message.id)),
    )
    .innerJoin(
      action,
      and(eq(action.companyId, messageAction.companyId), eq(action.id, messageAction.actionId)),
    )
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.kind, 'chase'),
        inArray(message.state, ['frozen', 'sending', 'unknown']),
        // An action that waits again, because nothing was accepted, must not stand in its own way.
        inArray(action.state, ['sending', 'unknown']),
      ),
    )
    .orderBy(asc(message.id))
  return found.map(({ id: messageId, customerId, firstAttemptAt, createdAt }) => ({
    id: `under way ${messageId}`,
    customerId,
    on: dayAt(firstAttemptAt ?? createdAt, timeZone),
    kind: 'chase',
  }))
}
