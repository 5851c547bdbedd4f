import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { MergedMessage } from '#engine/decision.ts'
import { action, message } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { actionIdsOf, type MessageRow } from './action-letters.ts'
import { WAITING_STATES } from './action-states.ts'
import type { RecordingOf } from './record-actions.ts'

/** A letter in a person's words, as it stood before today's lines, and the acts it carried out. */
export type KeptWording = MessageRow & { readonly actionIds: readonly string[] }

/**
 * The words people have put in place of templates, for letters that wait. They stay with a letter from the same entity to the
 * same contact by the same template: words for a friendly reminder do not take the place of a final one.
 */
export async function readWordings(
  tx: Transaction,
  { companyId, customerIds }: Pick<RecordingOf, 'companyId' | 'customerIds'>,
): Promise<{ of(merged: MergedMessage, actionIds: readonly string[]): KeptWording | undefined }> {
  const drafts = await tx
    .select()
    .from(message)
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.state, 'draft'),
        isNotNull(message.wording),
        customerIds === null ? undefined : amongIds(message.customerId, customerIds),
      ),
    )
  const linked = await actionIdsOf(tx, { companyId, messageIds: drafts.map(({ id }) => id) })
  const kept = drafts.map((draft): KeptWording => ({ ...draft, actionIds: linked.get(draft.id) ?? [] }))
  return {
    of: ({ entityId, recipient, template }, actionIds) =>
      kept.find(
        (each) =>
          each.entityId === entityId &&
          each.contactId === recipient.id &&
          each.template === template &&
          each.actionIds.some((id) => actionIds.includes(id)),
      ),
  }
}

/**
 * A letter in a person's words goes to a second person, whatever its rules ask for. Who agreed has agreed to the acts and amounts
 * they saw: another act in it or a larger amount is asked about again (`semantics.md` 5.6).
 */
export async function askAboutWording(
  tx: Transaction,
  kept: KeptWording,
  { actionIds, totals }: { actionIds: readonly string[]; totals: Readonly<Record<string, number>> },
): Promise<void> {
  const isMore =
    actionIds.some((id) => !kept.actionIds.includes(id)) ||
    Object.entries(totals).some(([currency, minor]) => minor > (kept.totals[currency] ?? 0))
  const own = and(eq(action.companyId, kept.companyId), inArray(action.id, [...actionIds]))
  await tx
    .update(action)
    .set({ needsApproval: true, ...(isMore && { approvedBy: null, approvedAt: null, approvedHash: null }) })
    .where(and(own, inArray(action.state, [...WAITING_STATES])))
  await tx
    .update(action)
    .set({ state: 'awaiting-approval' })
    .where(and(own, eq(action.state, 'queued'), isNull(action.approvedBy)))
}
