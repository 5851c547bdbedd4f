import { randomUUID } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { reasonSentence } from '#engine/reason.ts'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { keyOf } from '#server/run/action-key.ts'
import { voidDraftsOf } from '#server/run/action-letters.ts'
import { changeAction, WAITING_STATES } from '#server/run/action-states.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { openCycles } from '#server/run/cycles.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { decideTomorrow, proposedActs } from './tomorrow.ts'

/**
 * Takes an act out of what is coming: its step counts as skipped in this cycle, so that it is not asked for again and what stands
 * after it goes on. Answers the id of the customer it was about.
 */
export async function removeFromTomorrow(
  db: Database,
  order: {
    companyId: string
    ruleId: string
    stepId: string
    subjectId: string
    actor: string
    now: Date
    why: string
    /** Refuses a customer who is not for this person to decide about. */
    allow: (tx: Transaction, customerId: string) => Promise<void>
  },
): Promise<string> {
  const { companyId, ruleId, stepId, subjectId, actor, now, why } = order
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    const company = await companyById(tx, companyId)
    const today = dayAt(now, company.timeZone)
    const { live, history, rules, catalogue } = await decideTomorrow(tx, { company, today, now })
    const decision = live.decisions.find(
      ({ rule, subject }) => rule.id === ruleId && subject.id === subjectId,
    )
    const act = decision && proposedActs(decision).find(({ act: { id } }) => id === stepId)
    if (!decision || !act)
      throw new NotFoundError(
        `The step "${stepId}" of the rule "${ruleId}" is not due for "${subjectId}" on the next business day. Look at the list again.`,
      )
    await order.allow(tx, decision.customerId)
    const cycleOf = await openCycles(tx, { companyId, runId: null, asOf: today }, [decision], history)
    const key = keyOf(decision, act, cycleOf(decision))
    const end = {
      state: 'skipped' as const,
      stateReason: `Removed before its day by ${actor}: ${why}`,
      doneOn: today,
      settledAt: now,
    }
    const [waiting] = await tx
      .select()
      .from(action)
      .where(
        and(eq(action.companyId, companyId), eq(action.key, key), inArray(action.state, [...WAITING_STATES])),
      )
      .for('update')
    if (waiting) {
      await changeAction(tx, waiting, end)
      await voidDraftsOf(tx, { companyId, actionId: waiting.id })
    } else {
      const inserted = await tx
        .insert(action)
        .values({
          ...end,
          companyId,
          id: randomUUID(),
          key,
          ruleId,
          ruleVersion: rules.find(({ document }) => document.id === ruleId)?.version ?? 0,
          stepId,
          subjectType: decision.subject.type,
          subjectId,
          cycle: cycleOf(decision),
          repeat: act.repeat,
          customerId: decision.customerId,
          kind: act.act.action,
          params: act.act.params,
          reason: reasonSentence(decision, catalogue),
          because: [],
          plannedOn: today,
          decidedAt: now,
        })
        .onConflictDoNothing({
          target: [action.companyId, action.key],
          where: sql`state not in ('cancelled', 'expired') or attempts > 0`,
        })
        .returning({ id: action.id })
      if (inserted.length === 0)
        throw new StateConflictError(
          'This act is being carried out already, or has been. Look at the outbox.',
        )
    }
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'remove from tomorrow',
        subject: { type: decision.subject.type, id: subjectId },
        after: { rule: ruleId, step: stepId, state: 'skipped' },
        why,
      },
    ])
    return decision.customerId
  })
}
