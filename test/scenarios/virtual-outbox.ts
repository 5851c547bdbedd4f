import { ACTS, type ActName } from '#engine/acts.ts'
import { type CalendarDate, type EpochDay, toEpochDay } from '#engine/calendar-date.ts'
import { type ClosedCycle, closesCycle } from '#engine/cycle.ts'
import type { RuleHistory } from '#engine/decide-rule.ts'
import type { DecidedAct, Decision } from '#engine/decision.ts'
import type { Subject } from '#engine/fact-spec.ts'
import type { DoneAct } from '#engine/facts/fact-table-of.ts'
import type { Plan } from '#engine/plan.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { CycleHistory, StepMark } from '#engine/walk.ts'

/** An intended act, as the table of actions of the server keeps it. */
export type ActionRow = {
  readonly key: string
  readonly rule: string
  readonly step: string
  readonly subjectType: Subject
  readonly subjectId: string
  readonly cycle: number
  readonly kind: ActName
  readonly words: string
  readonly needsApproval: boolean
  readonly plannedOn: CalendarDate
  state: 'awaiting-approval' | 'queued' | 'unknown' | 'sent' | 'skipped' | 'cancelled'
  doneOn: CalendarDate | null
}

/** A cycle of a rule for one subject, as the table of cycles of the server keeps it. */
export type CycleRow = {
  readonly rule: string
  readonly subjectType: Subject
  readonly subjectId: string
  readonly number: number
  readonly openedOn: CalendarDate
  closedOn: CalendarDate | null
}

const PENDING: readonly ActionRow['state'][] = ['awaiting-approval', 'queued', 'unknown']
const DONE: readonly ActionRow['state'][] = ['sent', 'skipped']

/** True while nothing has been tried yet, so that it may still be decided otherwise. */
export function isWaiting({ state }: ActionRow): boolean {
  return state === 'awaiting-approval' || state === 'queued'
}

/** What the rules have done so far, in plain objects: the memory the server keeps in its tables. */
export type VirtualOutbox = {
  readonly actions: ActionRow[]
  readonly cycles: CycleRow[]
}

type History = {
  readonly history: ReadonlyMap<string, RuleHistory>
  readonly closedCycles: ReadonlyMap<string, ReadonlyMap<string, ClosedCycle>>
  readonly doneActs: readonly DoneAct[]
}

/** The memory as `plan` reads it. */
export function historyOf({ actions, cycles }: VirtualOutbox): History {
  const history = new Map<string, Map<string, CycleHistory>>()
  const closedCycles = new Map<string, Map<string, ClosedCycle>>()
  for (const row of cycles) {
    const { rule, subjectId, number, openedOn, closedOn } = row
    const cycle: CycleHistory = { number, openedOn: toEpochDay(openedOn), marks: marksOf(actions, row) }
    // Rows stand in the order of their numbers, so the latest closed one stays.
    if (closedOn === null) entry(history, rule).set(subjectId, cycle)
    else entry(closedCycles, rule).set(subjectId, { ...cycle, closedOn: toEpochDay(closedOn) })
  }
  const doneActs = actions.flatMap(({ rule, step, subjectType, subjectId, state, doneOn }): DoneAct[] =>
    doneOn !== null && DONE.includes(state) ? [{ rule, step, subjectType, subjectId, on: doneOn }] : [],
  )
  return { history, closedCycles, doneActs }
}

function entry<V>(of: Map<string, Map<string, V>>, rule: string): Map<string, V> {
  const known = of.get(rule) ?? new Map<string, V>()
  of.set(rule, known)
  return known
}

function marksOf(actions: readonly ActionRow[], cycle: CycleRow): ReadonlyMap<string, StepMark> {
  const marks = new Map<string, { doneOn: EpochDay[]; pending: boolean; attempted: boolean }>()
  for (const { rule, subjectId, cycle: number, step, state, doneOn } of actions) {
    if (rule !== cycle.rule || subjectId !== cycle.subjectId || number !== cycle.number) continue
    const mark = marks.get(step) ?? { doneOn: [], pending: false, attempted: false }
    marks.set(step, mark)
    mark.attempted ||= state === 'unknown'
    if (PENDING.includes(state)) mark.pending = true
    else if (doneOn !== null && DONE.includes(state)) mark.doneOn.push(toEpochDay(doneOn))
  }
  return marks
}

/** Gives every matched subject its cycle: the open one, the one a returned payment brings back, or a new one. */
export function openCycles({ cycles }: VirtualOutbox, { rules }: Plan, on: CalendarDate): void {
  for (const { rule, decisions } of rules)
    for (const { subject, cycle } of decisions) {
      const own = cycles.filter((row) => row.rule === rule.id && row.subjectId === subject.id)
      if (own.some(({ closedOn }) => closedOn === null)) continue
      const back = own.find(({ number }) => number === cycle)
      if (back) back.closedOn = null
      else
        cycles.push({
          rule: rule.id,
          subjectType: subject.type,
          subjectId: subject.id,
          number: own.length + 1,
          openedOn: on,
          closedOn: null,
        })
    }
}

/** Closes the cycles of subjects known to have left their rule. */
export function closeCycles({ cycles }: VirtualOutbox, { rules }: Plan, on: CalendarDate): void {
  for (const ruled of rules) {
    const isOver = closesCycle(ruled)
    for (const row of cycles)
      if (row.rule === ruled.rule.id && row.closedOn === null && isOver(row.subjectId)) row.closedOn = on
  }
}

export type Wanted = { readonly decision: Decision; readonly act: DecidedAct; readonly row: ActionRow }

/** Every act the rules ask for today, gone, waiting or held back, as the action it is. */
export function wantedActions(
  { cycles }: VirtualOutbox,
  { decisions }: Plan,
  {
    on,
    wordsOf,
    soloMode,
  }: { on: CalendarDate; wordsOf: (decision: Decision, act: DecidedAct) => string; soloMode: boolean },
): Wanted[] {
  return decisions.flatMap((decision) =>
    decision.acts
      .filter(({ status }) => status === 'due' || status === 'pending')
      .map((act): Wanted => {
        const { rule, subject } = decision
        const open = cycles.find(
          (row) => row.rule === rule.id && row.subjectId === subject.id && row.closedOn === null,
        )
        if (!open) throw new Error(`No cycle of ${rule.id} is open for ${subject.id}.`)
        const cycle = open.number
        const key = JSON.stringify([rule.id, act.act.id, subject.type, subject.id, cycle, act.repeat])
        const needsApproval =
          act.act.approval === 'required' || (ACTS[act.act.action].kind === 'credit-hold' && !soloMode)
        const row: ActionRow = {
          key,
          rule: rule.id,
          step: act.act.id,
          subjectType: subject.type,
          subjectId: subject.id,
          cycle,
          kind: act.act.action,
          words: wordsOf(decision, act),
          needsApproval,
          plannedOn: on,
          state: needsApproval ? 'awaiting-approval' : 'queued',
          doneOn: null,
        }
        return { decision, act, row }
      }),
  )
}

/** For reports of a scenario: which cycles a rule has had with a subject. */
export function cyclesOf({ cycles }: VirtualOutbox, rule: RuleDocument, subjectId: string): CycleRow[] {
  return cycles.filter((row) => row.rule === rule.id && row.subjectId === subjectId)
}
