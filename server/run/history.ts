import { and, eq, inArray } from 'drizzle-orm'
import { calendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { RuleHistory } from '#engine/decide-rule.ts'
import type { DoneAct } from '#engine/facts/fact-table-of.ts'
import type { CycleHistory, StepMark } from '#engine/walk.ts'
import { action } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { DONE_STATES, PENDING_STATES } from './action-states.ts'

/** What rules have done so far: the memory a run decides from. */
export type RulesHistory = {
  /** Open cycles by rule, then by subject. */
  readonly cycles: ReadonlyMap<string, RuleHistory>
  readonly doneActs: readonly DoneAct[]
  /** The highest cycle number of every (rule, subject), open or closed. */
  readonly lastCycle: ReadonlyMap<string, number>
}

/** The key under which `lastCycle` holds a number. */
export function cycleKey(ruleId: string, subjectId: string): string {
  return `${ruleId}\n${subjectId}`
}

/** Reads the cycles of a company and what became of their steps. */
export async function readHistory(db: Queryable, companyId: string): Promise<RulesHistory> {
  const stored = await db.select().from(cycle).where(eq(cycle.companyId, companyId))
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
    .where(and(eq(action.companyId, companyId), inArray(action.state, [...DONE_STATES, ...PENDING_STATES])))
  const marks = new Map<string, Map<string, { doneOn: number[]; pending: boolean }>>()
  const doneActs: DoneAct[] = []
  for (const { ruleId, stepId, subjectType, subjectId, cycle: number, state, doneOn } of settled) {
    const key = `${cycleKey(ruleId, subjectId)}\n${number}`
    const steps = marks.get(key) ?? new Map<string, { doneOn: number[]; pending: boolean }>()
    marks.set(key, steps)
    const mark = steps.get(stepId) ?? { doneOn: [], pending: false }
    steps.set(stepId, mark)
    if (PENDING_STATES.includes(state)) mark.pending = true
    else if (doneOn !== null) {
      mark.doneOn.push(toEpochDay(calendarDate(doneOn)))
      doneActs.push({ rule: ruleId, step: stepId, subjectType, subjectId, on: calendarDate(doneOn) })
    }
  }
  const cycles = new Map<string, Map<string, CycleHistory>>()
  const lastCycle = new Map<string, number>()
  for (const { ruleId, subjectId, number, openedOn, state } of stored) {
    const key = cycleKey(ruleId, subjectId)
    lastCycle.set(key, Math.max(number, lastCycle.get(key) ?? 0))
    if (state !== 'open') continue
    const own = cycles.get(ruleId) ?? new Map<string, CycleHistory>()
    cycles.set(ruleId, own)
    const steps: ReadonlyMap<string, StepMark> = marks.get(`${key}\n${number}`) ?? new Map()
    own.set(subjectId, { number, openedOn: toEpochDay(calendarDate(openedOn)), marks: steps })
  }
  return { cycles, doneActs, lastCycle }
}
