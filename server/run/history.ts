import { and, asc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { CalendarDate, calendarDate, type EpochDay, toEpochDay } from '#engine/calendar-date.ts'
import type { ClosedCycle } from '#engine/cycle.ts'
import type { RuleHistory } from '#engine/decide-rule.ts'
import type { EventCycle } from '#engine/event-table.ts'
import type { DoneAct } from '#engine/facts/fact-table-of.ts'
import { LedgerEvent } from '#engine/ledger-event.ts'
import type { CycleHistory, StepMark } from '#engine/walk.ts'
import { action } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Queryable } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import { rows } from '#server/database/rows.ts'
import { cycle, ledgerEvent } from '#server/database/rule-tables.ts'
import { DONE_STATES, PENDING_STATES, WAITING_STATES } from './action-states.ts'

/** What rules have done so far: the memory a run decides from. */
export type RulesHistory = {
  /** Open cycles by rule, then by subject. */
  readonly cycles: ReadonlyMap<string, RuleHistory>
  /** The latest cycle of every subject that has none open, by rule, then by subject: a returned payment may bring it back. */
  readonly closedCycles: ReadonlyMap<string, ReadonlyMap<string, ClosedCycle>>
  /** The open cycles of events by the rule that waits for them, in the order in which they happened. */
  readonly eventCycles: ReadonlyMap<string, readonly EventCycle[]>
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
  const events = await openEvents(db, companyId)
  const outcomes = await letterOutcomes(db, companyId)
  const taskClosings = await closedTasks(db, companyId)
  const openCycles = new Set(
    stored.flatMap(({ ruleId, subjectId, number, state }) =>
      state === 'open' ? [`${cycleKey(ruleId, subjectId)}\n${number}`] : [],
    ),
  )
  const settled = await db
    .select({
      id: action.id,
      plannedOn: action.plannedOn,
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
        inArray(action.state, [...DONE_STATES, ...PENDING_STATES, 'failed']),
        customerIds === null ? undefined : amongIds(action.customerId, customerIds),
      ),
    )
  const marks = new Map<string, Map<string, Mark>>()
  const doneActs: DoneAct[] = []
  for (const row of settled) {
    const { id, ruleId, stepId, subjectType, subjectId, cycle: number, state, doneOn } = row
    const key = `${cycleKey(ruleId, subjectId)}\n${number}`
    const steps = marks.get(key) ?? new Map<string, Mark>()
    marks.set(key, steps)
    const mark = steps.get(stepId) ?? { doneOn: [], pending: false, attempted: false }
    steps.set(stepId, mark)
    // Beyond the waiting states something was tried: it cannot be held back any more.
    mark.attempted ||= PENDING_STATES.includes(state) && !WAITING_STATES.includes(state)
    if (PENDING_STATES.includes(state)) {
      mark.pending = true
      continue
    }
    const outcome = state === 'failed' ? ('failed' as const) : outcomes.get(id)
    const on = calendarDate(state === 'failed' ? row.plannedOn : (doneOn ?? row.plannedOn))
    if (state !== 'failed' && doneOn === null) continue
    if (outcome !== undefined) mark.outcome = outcome
    const closedOn = taskClosings.get(id)
    if (closedOn !== undefined) mark.taskClosedOn = toEpochDay(closedOn)
    if (state !== 'failed') mark.doneOn.push(toEpochDay(on))
    const past = openCycles.has(key) ? {} : { isPast: true as const }
    const act = { rule: ruleId, step: stepId, subjectType, subjectId, on, ...past }
    doneActs.push(outcome === undefined ? act : { ...act, outcome })
  }
  const cycles = new Map<string, Map<string, CycleHistory>>()
  const closedCycles = new Map<string, Map<string, ClosedCycle>>()
  const lastCycle = new Map<string, number>()
  const eventCycles = new Map<string, EventCycle[]>()
  for (const { ruleId, subjectId, number, openedOn, closedOn, event: eventId } of stored) {
    const key = cycleKey(ruleId, subjectId)
    lastCycle.set(key, number)
    const steps: ReadonlyMap<string, StepMark> = marks.get(`${key}\n${number}`) ?? new Map()
    const own = { number, openedOn: toEpochDay(calendarDate(openedOn)), marks: steps }
    if (eventId !== null) {
      const event = events.get(eventId)
      if (closedOn === null && event)
        eventCycles.set(ruleId, [...(eventCycles.get(ruleId) ?? []), { event, cycle: own }])
      continue
    }
    if (closedOn === null) entry(cycles, ruleId).set(subjectId, own)
    // Cycles come in the order of their numbers, so the latest closed one stays.
    else entry(closedCycles, ruleId).set(subjectId, { ...own, closedOn: toEpochDay(calendarDate(closedOn)) })
  }
  return { cycles, closedCycles, eventCycles, doneActs, lastCycle }
}

type Mark = {
  doneOn: number[]
  pending: boolean
  attempted: boolean
  taskClosedOn?: EpochDay
  outcome?: 'delivered' | 'bounced' | 'failed'
}

/** The events whose cycles are open, by their id. */
async function openEvents(db: Queryable, companyId: string): Promise<ReadonlyMap<string, LedgerEvent>> {
  const found = await db
    .selectDistinctOn([ledgerEvent.id], {
      id: ledgerEvent.id,
      kind: ledgerEvent.kind,
      customerId: ledgerEvent.customerId,
      documentId: ledgerEvent.documentId,
      happenedOn: ledgerEvent.happenedOn,
      values: ledgerEvent.values,
    })
    .from(ledgerEvent)
    .innerJoin(cycle, and(eq(cycle.companyId, ledgerEvent.companyId), eq(cycle.event, ledgerEvent.id)))
    .where(and(eq(ledgerEvent.companyId, companyId), eq(cycle.state, 'open')))
    .orderBy(asc(ledgerEvent.id))
  return new Map(found.map((each) => [each.id, LedgerEvent.parse(each)]))
}

const Closing = z.object({ id: z.string(), on: CalendarDate })

/** On which day of the company the tasks that rules have made were closed, by the action that made them. */
async function closedTasks(db: Queryable, companyId: string): Promise<ReadonlyMap<string, CalendarDate>> {
  const found = rows(
    Closing,
    await db.execute(sql`
      select task.action_id as id, max((task.closed_at at time zone company.time_zone)::date)::text as "on"
      from task join company on company.id = task.company_id
      where task.company_id = ${companyId} and task.action_id is not null and task.closed_at is not null
      group by task.action_id`),
  )
  return new Map(found.map(({ id, on }) => [id, on]))
}

const Outcome = z.object({ id: z.string(), bounced: z.boolean() })

/** What mail services have told of the letters of actions: of several, one that came back counts, and all have to arrive. */
async function letterOutcomes(
  db: Queryable,
  companyId: string,
): Promise<ReadonlyMap<string, 'delivered' | 'bounced'>> {
  const found = rows(
    Outcome,
    await db.execute(sql`
      select link.action_id as id, bool_or(letter.bounced_at is not null) as bounced
      from message_action link join message letter
        on letter.company_id = link.company_id and letter.id = link.message_id
      where link.company_id = ${companyId} and letter.state = 'sent'
      group by link.action_id
      having bool_or(letter.bounced_at is not null) or bool_and(letter.delivered_at is not null)`),
  )
  return new Map(found.map(({ id, bounced }) => [id, bounced ? 'bounced' : 'delivered']))
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
