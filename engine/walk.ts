import { addBusinessDays, type BusinessCalendar, type EpochDay, fromEpochDay } from './calendar-date.ts'
import type { Truth } from './leaf-truth.ts'
import type { Act, Branch, RuleStep, Wait } from './rule.ts'
import { actsOf } from './rule.ts'

/** What has become of a step for one subject in its open cycle. */
export type StepMark = {
  /** Days on which it was done: sent, applied, done by hand or skipped. */
  readonly doneOn: readonly EpochDay[]
  /** True while an action of it is planned, awaiting approval, queued, sending or unknown. */
  readonly pending: boolean
  /** True once something was tried: it is sending, or nobody knows whether it was sent, and cannot be held back any more. */
  readonly attempted?: boolean
  /** The day on which the task it made was closed. */
  readonly taskClosedOn?: EpochDay
  /** What is known of the latest time beyond that it was done; `failed` when it was tried in vain. */
  readonly outcome?: 'delivered' | 'bounced' | 'failed'
}

/** The history of one subject with one rule (`semantics.md` section 4). */
export type CycleHistory = {
  readonly number: number
  readonly openedOn: EpochDay
  readonly marks: ReadonlyMap<string, StepMark>
}

/** Where an act stands for a subject. */
export type ActStatus =
  | { readonly status: 'due' }
  | { readonly status: 'pending'; readonly attempted?: true }
  | { readonly status: 'done'; readonly on: EpochDay }
  /** An undone step standing before a done one of its list is not caught up on. */
  | { readonly status: 'passed-over' }
  /** Until a day, or (null) until what stands before it is done. */
  | { readonly status: 'waiting'; readonly until: EpochDay | null }

export type ReachedAct = {
  readonly act: Act
  /** The branch it stands in, null at the top of the rule. */
  readonly branch: Branch | null
  /** 1 for the first time, counting on for repeats. */
  readonly repeat: number
} & ActStatus

export type WalkInput = {
  readonly steps: readonly RuleStep[]
  readonly truthOf: (branch: Branch) => Truth
  readonly cycle: CycleHistory | null
  readonly asOf: EpochDay
  readonly calendar: BusinessCalendar
}

/**
 * Walks a rule for one subject from the top (`semantics.md` section 3). Gives every act its conditions reach, each with
 * where it stands; only those that are `due` are proposed. `decided` is false when an unknown branch ended the walk.
 */
export function walkRule(input: WalkInput): { acts: ReachedAct[]; branches: Branch[]; decided: boolean } {
  const walk: Walk = { input, acts: [], branches: [] }
  const decided = walkList(input.steps, null, { status: 'due' }, walk)
  return { acts: walk.acts, branches: walk.branches, decided }
}

type Walk = { readonly input: WalkInput; readonly acts: ReachedAct[]; readonly branches: Branch[] }
type Gate = Extract<ActStatus, { status: 'due' | 'waiting' }>

/** Walks one list; false when an unknown branch ends the whole walk. */
function walkList(steps: readonly RuleStep[], branch: Branch | null, entry: Gate, walk: Walk): boolean {
  let gate = entry
  let lastWait: EpochDay | null = null
  for (const [at, step] of steps.entries()) {
    if (step.do === 'act') walk.acts.push(reach(step, { steps, at, gate, branch, walk }))
    else if (step.do === 'wait') {
      if (gate.status === 'waiting') continue
      const end = endOfWait(step, steps.slice(0, at), lastWait, walk)
      lastWait = end
      if (end === null || walk.input.asOf < end) gate = { status: 'waiting', until: end }
    } else {
      const taken = takeBranch(step.branches, walk)
      if (taken === 'unknown') return false
      if (taken) walk.branches.push(taken)
      if (!walkList(taken ? taken.steps : (step.otherwise ?? []), taken ?? branch, gate, walk)) return false
    }
  }
  return true
}

function takeBranch(branches: readonly Branch[], { input }: Walk): Branch | 'unknown' | null {
  for (const branch of branches) {
    const truth = input.truthOf(branch)
    if (truth === true) return branch
    if (truth === null) return 'unknown'
  }
  return null
}

type Place = {
  readonly steps: readonly RuleStep[]
  readonly at: number
  readonly gate: Gate
  readonly branch: Branch | null
  readonly walk: Walk
}

function reach(act: Act, { steps, at, gate, branch, walk }: Place): ReachedAct {
  const { cycle, asOf } = walk.input
  const mark = cycle?.marks.get(act.id)
  const done = mark?.doneOn ?? []
  const repeat = done.length + 1
  const reached = (status: ActStatus): ReachedAct => ({ act, branch, repeat, ...status })
  if (mark?.pending) return reached({ status: 'pending', ...(mark.attempted && { attempted: true }) })
  const last = done.length === 0 ? null : Math.max(...done)
  if (last !== null) {
    if (!act.every || done.length >= (act.times ?? 1))
      return { ...reached({ status: 'done', on: last }), repeat: done.length }
    const again = last + act.every.days
    if (asOf < again) return reached({ status: 'waiting', until: again })
    return reached(gate)
  }
  if (steps.slice(at + 1).some((later) => later.do === 'act' && lastDone([later], walk) !== null))
    return reached({ status: 'passed-over' })
  return reached(gate)
}

/** The day a wait ends; null while what stands before it is not done. */
function endOfWait(
  wait: Wait,
  before: readonly RuleStep[],
  lastWait: EpochDay | null,
  walk: Walk,
): EpochDay | null {
  const { cycle, asOf, calendar } = walk.input
  const ids = new Set(actsOf(before).map((act) => act.id))
  const open = walk.acts.some(
    ({ act, status }) =>
      ids.has(act.id) && (status === 'due' || status === 'pending' || status === 'waiting'),
  )
  if (open) return null
  const start = Math.max(
    lastDone(before, walk) ?? cycle?.openedOn ?? asOf,
    lastWait ?? Number.NEGATIVE_INFINITY,
  )
  const end = wait.calendar === 'business' ? addBusinessDays(start, wait.days, calendar) : start + wait.days
  const closedOn = wait.until && cycle?.marks.get(wait.until.taskDone)?.taskClosedOn
  return closedOn === undefined ? end : Math.min(end, closedOn)
}

/** The latest day an act of these steps, however deep, was done; null when none was. */
function lastDone(steps: readonly RuleStep[], { input }: Walk): EpochDay | null {
  const days = actsOf(steps).flatMap((act) => input.cycle?.marks.get(act.id)?.doneOn ?? [])
  return days.length === 0 ? null : Math.max(...days)
}

/** Where an act stands, as a short phrase: `waiting until 2026-03-04`. */
export function statusInWords(status: ActStatus): string {
  if (status.status === 'done') return `done on ${fromEpochDay(status.on)}`
  if (status.status === 'passed-over') return 'passed over, since a later step was done first'
  if (status.status === 'pending') return 'already under way'
  if (status.status === 'due') return 'due now'
  return status.until === null
    ? 'waiting for the step before it'
    : `waiting until ${fromEpochDay(status.until)}`
}
