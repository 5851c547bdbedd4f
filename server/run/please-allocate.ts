import { sql } from 'drizzle-orm'
import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { createStandings, isCoveredByCredits } from '#engine/standing.ts'
import { task } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'

/** A statement takes no more than 65,534 parameters. */
const TASKS_AT_ONCE = 500

/**
 * Opens a task for the owner of every customer of whom nothing is asked because credits nobody has applied cover what is overdue:
 * it stays like that until somebody applies them. While one is open no other is opened. Says how many are new.
 */
export async function openAllocationTasks(
  tx: Transaction,
  {
    companyId,
    decisions,
    snapshot,
    asOf,
    now,
  }: {
    companyId: string
    decisions: readonly Decision[]
    snapshot: Snapshot
    asOf: CalendarDate
    now: Date
  },
): Promise<number> {
  const asked = new Map<number, Decision>()
  for (const decision of decisions)
    if (decision.acts.some(({ heldBack }) => heldBack?.reason === 'nothing-overdue'))
      if (!asked.has(decision.customer)) asked.set(decision.customer, decision)
  if (asked.size === 0) return 0
  const standings = createStandings(snapshot, toEpochDay(asOf))
  const tasks = [...asked].flatMap(([row, { rule }]) => {
    const standing = standings.of(row)
    if (!isCoveredByCredits(standing)) return []
    const { id, name, owner } = standing.customer
    return {
      companyId,
      id: `allocate/${id}/${now.getTime()}`,
      customerId: id,
      title: 'Open credits are waiting to be applied',
      detail: `The rule "${rule.name}" asks ${name} for nothing: open credits cover what is overdue. Apply them in the books, and it goes on with what is left.`,
      dueOn: asOf,
      assignee: owner ?? null,
      state: 'open' as const,
      ruleId: rule.id,
      key: `allocate/${id}`,
      createdAt: now,
      createdBy: 'Dunlin',
    }
  })
  let opened = 0
  for (let from = 0; from < tasks.length; from += TASKS_AT_ONCE) {
    const added = await tx
      .insert(task)
      .values(tasks.slice(from, from + TASKS_AT_ONCE))
      .onConflictDoNothing({
        target: [task.companyId, task.key],
        where: sql`state = 'open' and key is not null`,
      })
      .returning({ id: task.id })
    opened += added.length
  }
  return opened
}
