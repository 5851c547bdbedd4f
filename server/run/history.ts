import { and, asc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { ClosedCycle } from '#engine/cycle.ts'
import type { RuleHistory } from '#engine/decide-rule.ts'
import type { DoneAct } from '#engine/facts/fact-table-of.ts'
import type { CycleHistory, StepMark } from '#engine/walk.ts'
import { action } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Queryable } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { DONE_STATES, PENDING_STATES, WAITING_STATES } from './action-states.ts'

/** What rules have done so far: the memory a run decides from. */
export type RulesHistory = {
  /** Open cycles by rule, then by subject. */
  readonly cycles: ReadonlyMap<string, RuleHistory>
  /** The latest cycle of every subject that has none open, by rule, then by subject: a returned payment may bring it back. */
  readonly closedCycles: ReadonlyMap<string, ReadonlyMap<string, ClosedCycle>>
  readonly doneActs: readonly DoneAct[]
  /** The highest cycle number of every (rule, subject), open or closed. */
  readonly lastCycle: ReadonlyMap<string, number>
}

/** The key under which `lastCycle` holds a number. */
export function cycleKey(ruleId: string, subjectId: string): string {
  return `${ruleId}\n${subjectId}`
}

/** Reads the cycles of a company, or of some of its customers, and what became of their steps. */
export async function readHistory(
  db: Queryable,
  companyId: string,
  customerIds: readonly string[] | null = null,
): Promise<RulesHistory> {
  const stored = await db
    .select()
    .from(cycle)
    .where(
      and(
        eq(cycle.companyId, companyId),
        customerIds === null ? undefined : cyclesOf(companyId, customerIds),
      ),
    )
    .orderBy(asc(cycle.number))
  const settled = await db
    .select({
      ruleId: action.ruleId,
      stepId: action.stepId,
      subjectType: action.subjectType,
      subjectId: action.subjectId,
      cycle: action.cycle,
      state: action.state,
      doneOn: action.doneOn,
    })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.state, [...DONE_STATES, ...PENDING_STATES]),
        customerIds === null ? undefined : amongIds(action.customerId, customerIds),
      ),
    )
  const marks = new Map<string, Map<string, { doneOn: number[]; pending: boolean; attempted: boolean }>>()
  const doneActs: DoneAct[] = []
  for (const { ruleId, stepId, subjectType, subjectId, cycle: number, state, doneOn } of settled) {
    const key = `${cycleKey(ruleId, subjectId)}\n${number}`
    const steps =
      marks.get(key) ?? new Map<string, { doneOn: number[]; pending: boolean; attempted: boolean }>()
    marks.set(key, steps)
    const mark = steps.get(stepId) ?? { doneOn: [], pending: false, attempted: false }
    steps.set(stepId, mark)
    // Beyond the waiting states something was tried: it cannot be held back any more.
    mark.attempted ||= PENDING_STATES.includes(state) && !WAITING_STATES.includes(state)
    if (PENDING_STATES.includes(state)) mark.pending = true
    else if (doneOn !== null) {
      mark.doneOn.push(toEpochDay(calendarDate(doneOn)))
      doneActs.push({ rule: ruleId, step: stepId, subjectType, subjectId, on: calendarDate(doneOn) })
    }
  }
  const cycles = new Map<string, Map<string, CycleHistory>>()
  const closedCycles = new Map<string, Map<string, ClosedCycle>>()
  const lastCycle = new Map<string, number>()
  for (const { ruleId, subjectId, number, openedOn, closedOn } of stored) {
    const key = cycleKey(ruleId, subjectId)
    lastCycle.set(key, number)
    const steps: ReadonlyMap<string, StepMark> = marks.get(`${key}\n${number}`) ?? new Map()
    const own = { number, openedOn: toEpochDay(calendarDate(openedOn)), marks: steps }
    if (closedOn === null) entry(cycles, ruleId).set(subjectId, own)
    // Cycles come in the order of their numbers, so the latest closed one stays.
    else entry(closedCycles, ruleId).set(subjectId, { ...own, closedOn: toEpochDay(calendarDate(closedOn)) })
  }
  return { cycles, closedCycles, doneActs, lastCycle }
}

function cyclesOf(companyId: string, customerIds: readonly string[]): SQL | undefined {
  return or(
    and(eq(cycle.subjectType, 'customer'), amongIds(cycle.subjectId, customerIds)),
    and(
      eq(cycle.subjectType, 'invoice'),
      sql`${cycle.subjectId} in (select id from ${document}
        where ${document.companyId} = ${companyId} and ${amongIds(document.customerId, customerIds)})`,
    ),
  )
}

function entry<V>(of: Map<string, Map<string, V>>, ruleId: string): Map<string, V> {
  const known = of.get(ruleId) ?? new Map<string, V>()
  of.set(ruleId, known)
  return known
}
