import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { PastAct } from '#engine/already-past.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { actionKey } from '#server/run/action-key.ts'
import { cycleKey, type RulesHistory } from '#server/run/history.ts'

/** Rows a statement. */
const CHUNK = 500

/**
 * Marks acts as done for those already past them, dated the day of publication: the rule acts from now on, and waits count from
 * that day (`semantics.md` 3.2 and 3.5). A subject without an open cycle gets one, since marks belong to a cycle. Answers how many.
 */
export async function writeBaseline(
  tx: Transaction,
  {
    companyId,
    ruleId,
    version,
    subject,
    past,
    history,
    today,
    now,
  }: {
    companyId: string
    ruleId: string
    version: number
    subject: Subject
    past: readonly PastAct[]
    history: RulesHistory
    today: CalendarDate
    now: Date
  },
): Promise<number> {
  const opened = new Map<string, typeof cycle.$inferInsert>()
  const reason = `Baseline: already past this act when version ${version} was published on ${today}.`
  const marks = past.flatMap(({ act, subjects }) =>
    subjects.map(({ subject: { id, customerId, cycle: open }, repeat }): typeof action.$inferInsert => {
      const number = open?.number ?? (history.lastCycle.get(cycleKey(ruleId, id)) ?? 0) + 1
      if (open === null)
        opened.set(id, { companyId, ruleId, subjectType: subject, subjectId: id, number, openedOn: today })
      return {
        companyId,
        id: randomUUID(),
        key: actionKey({
          ruleId,
          stepId: act.id,
          subject: { type: subject, id },
          cycle: number,
          repeat,
        }),
        ruleId,
        ruleVersion: version,
        stepId: act.id,
        subjectType: subject,
        subjectId: id,
        cycle: number,
        repeat,
        customerId,
        kind: act.action,
        params: act.params,
        state: 'skipped',
        stateReason: reason,
        reason,
        because: [],
        plannedOn: today,
        decidedAt: now,
        doneOn: today,
        settledAt: now,
      }
    }),
  )
  const cycles = [...opened.values()]
  for (let from = 0; from < cycles.length; from += CHUNK)
    await tx.insert(cycle).values(cycles.slice(from, from + CHUNK))
  let written = 0
  for (let from = 0; from < marks.length; from += CHUNK) {
    const inserted = await tx
      .insert(action)
      .values(marks.slice(from, from + CHUNK))
      // An act that failed holds its key and is a person's to settle; it is not tried again without being asked.
      .onConflictDoNothing({
        target: [action.companyId, action.key],
        where: sql`state not in ('cancelled', 'expired') or attempts > 0`,
      })
      .returning({ id: action.id })
    written += inserted.length
  }
  return written
}
