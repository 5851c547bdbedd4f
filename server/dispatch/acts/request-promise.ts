import { ACTS } from '#engine/acts.ts'
import { addDays, type CalendarDate } from '#engine/calendar-date.ts'
import { task } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { assigneeOf } from '#server/run/colleagues.ts'
import { DISPATCHER } from '../dispatch-services.ts'

/** Once the letter that asks for a promise has left: a task for the owner to enter the day the customer names. One while it is open. */
export async function taskForPromise(
  tx: Transaction,
  row: ActionRow,
  { now, today }: { now: Date; today: CalendarDate },
): Promise<void> {
  const { companyId, customerId, ruleId, stepId } = row
  const { dueInDays } = ACTS['request-promise'].params.parse(row.params)
  await tx
    .insert(task)
    .values({
      companyId,
      id: `promise/${row.id}`,
      customerId,
      title: 'Enter the promise to pay',
      detail:
        'The customer was asked by when they will pay. Enter the day and the amount they name, or call them.',
      dueOn: addDays(today, dueInDays),
      assignee: await assigneeOf(tx, { companyId, customerId, who: 'owner' }),
      state: 'open',
      ruleId,
      stepId,
      actionId: row.id,
      key: JSON.stringify(['promise', customerId]),
      createdAt: now,
      createdBy: DISPATCHER,
    })
    .onConflictDoNothing()
}
