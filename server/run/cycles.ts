import { and, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import { hasBit } from '#engine/mask.ts'
import type { RulePlan } from '#engine/plan.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Transaction } from '#server/database/database.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { cycleKey, type RulesHistory } from './history.ts'

type CycleOrder = { readonly companyId: string; readonly runId: string; readonly asOf: CalendarDate }

/** Opens a cycle for every matched subject that has none; answers the number of each decision's cycle. */
export async function openCycles(
  tx: Transaction,
  { companyId, runId, asOf }: CycleOrder,
  decisions: readonly Decision[],
  history: RulesHistory,
): Promise<(decision: Decision) => number> {
  const opened = new Map<string, number>()
  const rows: (typeof cycle.$inferInsert)[] = []
  for (const { rule, subject } of decisions) {
    if (history.cycles.get(rule.id)?.has(subject.id)) continue
    const key = cycleKey(rule.id, subject.id)
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
    await tx.insert(cycle).values(rows.slice(from, from + 1000))
  return ({ rule, subject }) => {
    const number =
      history.cycles.get(rule.id)?.get(subject.id)?.number ?? opened.get(cycleKey(rule.id, subject.id))
    if (number === undefined) throw new TypeError(`No cycle was opened for ${subject.type} ${subject.id}.`)
    return number
  }
}

/** When a step may act again, as the rule says or by the default of its subject (`semantics.md` 4.1). */
function againOf({ policy, subject }: RuleDocument): 'unmatched' | 'cleared' | 'never' {
  return policy.again ?? (subject === 'customer' ? 'unmatched' : 'never')
}

/** Closes the open cycles of subjects known to have left the rule. Answers how many. */
export async function closeCycles(
  tx: Transaction,
  { companyId, runId, asOf }: CycleOrder,
  plans: readonly RulePlan[],
  history: RulesHistory,
): Promise<number> {
  let closed = 0
  for (const { rule, match, table } of plans) {
    const open = history.cycles.get(rule.id)
    const again = againOf(rule)
    if (!open || again === 'never') continue
    const rowOf = new Map(Array.from({ length: table.rows }, (_, row) => [table.idOf(row), row]))
    for (const [subjectId, { number }] of open) {
      const row = rowOf.get(subjectId)
      // An invoice that is not among the open ones has nothing overdue; about anybody else nothing is known.
      const isOver =
        row === undefined
          ? rule.subject === 'invoice'
          : again === 'unmatched'
            ? hasBit(match.notMatched, row)
            : hasNothingOverdue(table, row)
      if (!isOver) continue
      await tx
        .update(cycle)
        .set({ state: 'closed', closedOn: asOf, closedRun: runId })
        .where(
          and(
            eq(cycle.companyId, companyId),
            eq(cycle.ruleId, rule.id),
            eq(cycle.subjectType, rule.subject),
            eq(cycle.subjectId, subjectId),
            eq(cycle.number, number),
          ),
        )
      closed += 1
    }
  }
  return closed
}

function hasNothingOverdue(table: RulePlan['table'], row: number): boolean {
  const column = table.column({ fact: table.subject === 'customer' ? 'overdueCount' : 'daysOverdue' })
  return column.kind === 'number' && column.values[row] === 0
}
