import { and, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import { task } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'

/**
 * Opens a task for the owner of every customer to whom a letter should go and who has no contact it could go to: none was
 * entered, or their addresses bounced. While one is open no other is opened. Says how many are new.
 */
export async function openNoRecipientTasks(
  tx: Transaction,
  {
    companyId,
    decisions,
    asOf,
    now,
  }: { companyId: string; decisions: readonly Decision[]; asOf: CalendarDate; now: Date },
): Promise<number> {
  const without = new Map<string, Decision>()
  for (const decision of decisions)
    if (decision.acts.some(({ heldBack }) => heldBack?.reason === 'no-recipient'))
      if (!without.has(decision.customerId)) without.set(decision.customerId, decision)
  let opened = 0
  for (const [customerId, { rule }] of without) {
    const [found] = await tx
      .select({ name: customer.name, owner: customer.owner })
      .from(customer)
      .where(and(eq(customer.companyId, companyId), eq(customer.id, customerId)))
    const added = await tx
      .insert(task)
      .values({
        companyId,
        id: `no-recipient/${customerId}/${now.getTime()}`,
        customerId,
        title: 'Nobody to write to',
        detail: `The rule "${rule.name}" has a letter for ${found?.name ?? customerId}, who has no contact with an address that takes mail. Add a contact; the letter goes with the next run.`,
        dueOn: asOf,
        assignee: found?.owner ?? null,
        state: 'open',
        ruleId: rule.id,
        key: `no-recipient/${customerId}`,
        createdAt: now,
        createdBy: 'Dunlin',
      })
      .onConflictDoNothing()
      .returning({ id: task.id })
    opened += added.length
  }
  return opened
}
