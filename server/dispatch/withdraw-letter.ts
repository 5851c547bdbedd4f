import { and, eq, inArray } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { message } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { askAPerson, type LetterRow, lockActionsOf, settleActions } from './letter-outcome.ts'

/**
 * Takes a letter that nobody has tried out of an act that is under way by another one, and settles the act by what is left of it. A person is told:
 * part of what was decided has not been done.
 */
export async function withdrawLetter(
  tx: Transaction,
  letter: LetterRow,
  { why, now, today }: { why: string; now: Date; today: CalendarDate },
): Promise<void> {
  const { companyId, id, fencing } = letter
  const actions = await lockActionsOf(tx, letter)
  const withdrawn = await tx
    .update(message)
    .set({ state: 'void', stateReason: why, leaseUntil: null, notBefore: null })
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.id, id),
        eq(message.fencing, fencing),
        inArray(message.state, ['draft', 'frozen']),
      ),
    )
    .returning({ id: message.id })
  if (withdrawn.length === 0) return
  await settleActions(tx, {
    actions,
    letter: { ...letter, state: 'void', notBefore: null },
    found: why,
    now,
    today,
  })
  await askAPerson(tx, letter, {
    now,
    title: 'One letter of an act was not sent',
    detail: `"${letter.subject}": ${why}`,
  })
}
