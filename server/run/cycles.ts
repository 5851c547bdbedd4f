import { and, eq } from 'drizzle-orm'
import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import { closesCycle } from '#engine/cycle.ts'
import type { Decision, SubjectRef } from '#engine/decision.ts'
import { endedEventCycles } from '#engine/event-cycle.ts'
import type { RulePlan } from '#engine/plan.ts'
import type { Transaction } from '#server/database/database.ts'
import { insertRows } from '#server/database/insert-rows.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { cycleKey, type RulesHistory } from './history.ts'

/** `runId` is null for what a person has done outside any run. */
type CycleOrder = {
  readonly companyId: string
  readonly runId: string | null
  readonly asOf: CalendarDate
}

/**
 * Opens a cycle for every matched subject that has none, under its old number where a returned payment brings one back
 * (`semantics.md` 4.2); answers the number of each decision's cycle.
 */
export async function openCycles(
  tx: Transaction,
  { companyId, runId, asOf }: CycleOrder,
  decisions: readonly Decision[],
  history: RulesHistory,
): Promise<(decision: Decision) => number> {
  const opened = new Map<string, number>()
  const rows: (typeof cycle.$inferInsert)[] = []
  for (const { rule, subject, cycle: brought, event } of decisions) {
    // The cycle of an event was opened when it was found.
    if (event) continue
    if (history.cycles.get(rule.id)?.has(subject.id)) continue
    const key = cycleKey(rule.id, subject.id)
    if (brought !== null) {
      opened.set(key, brought)
      await setState(tx, { companyId, ruleId: rule.id, subject, number: brought }, { state: 'open' })
      continue
    }
    const last = history.lastCycle.get(key) ?? 0
    const number = last + 1
    opened.set(key, number)
    rows.push({
      companyId,
      ruleId: rule.id,
      subjectType: subject.type,
      subjectId: subject.id,
      number,
      openedOn: asOf,
      openedRun: runId,
    })
  }
  for (let from = 0; from < rows.length; from += 1000)
    await tx.execute(insertRows(cycle, rows.slice(from, from + 1000)))
  return ({ rule, subject, cycle: own, event }) => {
    if (event && own !== null) return own
    const number =
      history.cycles.get(rule.id)?.get(subject.id)?.number ?? opened.get(cycleKey(rule.id, subject.id))
    if (number === undefined) throw new TypeError(`No cycle was opened for ${subject.type} ${subject.id}.`)
    return number
  }
}

/** Closes the open cycles of subjects known to have left the rule. Answers how many. */
export async function closeCycles(
  tx: Transaction,
  { companyId, runId, asOf }: CycleOrder,
  plans: readonly RulePlan[],
  history: RulesHistory,
): Promise<number> {
  let closed = 0
  for (const ruled of plans) {
    const { rule } = ruled
    const open = history.cycles.get(rule.id)
    if (!open) continue
    const isOver = closesCycle(ruled)
    for (const [id, { number }] of open) {
      if (!isOver(id)) continue
      const subject = { type: rule.subject, id }
      await setState(
        tx,
        { companyId, ruleId: rule.id, subject, number },
        { state: 'closed', closedOn: asOf, closedRun: runId },
      )
      closed += 1
    }
  }
  return closed
}

/** Closes the cycles of events that have ended, of the customers in these books. Answers how many. */
export async function closeEventCycles(
  tx: Transaction,
  { companyId, runId, asOf }: CycleOrder,
  plans: readonly { readonly plan: RulePlan; readonly isMonitored: boolean }[],
  { eventCycles }: RulesHistory,
): Promise<number> {
  let closed = 0
  for (const { plan, isMonitored } of plans) {
    const { rule, table } = plan
    const own = (eventCycles.get(rule.id) ?? []).filter(({ event }) =>
      table.snapshot.customerRow.has(event.customerId),
    )
    const ended = endedEventCycles(plan, { cycles: own, asOf: toEpochDay(asOf), isMonitored })
    for (const {
      event,
      cycle: { number },
    } of ended) {
      const id = rule.subject === 'customer' ? event.customerId : (event.documentId ?? '')
      const subject = { type: rule.subject, id }
      const change = { state: 'closed' as const, closedOn: asOf, closedRun: runId }
      await setState(tx, { companyId, ruleId: rule.id, subject, number }, change)
      closed += 1
    }
  }
  return closed
}

async function setState(
  tx: Transaction,
  of: { companyId: string; ruleId: string; subject: Pick<SubjectRef, 'type' | 'id'>; number: number },
  change: { state: 'open' } | { state: 'closed'; closedOn: CalendarDate; closedRun: string | null },
): Promise<void> {
  await tx
    .update(cycle)
    .set(change.state === 'open' ? { state: 'open', closedOn: null, closedRun: null } : change)
    .where(
      and(
        eq(cycle.companyId, of.companyId),
        eq(cycle.ruleId, of.ruleId),
        eq(cycle.subjectType, of.subject.type),
        eq(cycle.subjectId, of.subject.id),
        eq(cycle.number, of.number),
      ),
    )
}
