import { type CalendarDate, type EpochDay, fromEpochDay, toEpochDay } from './calendar-date.ts'
import type { RuleHistory } from './decide-rule.ts'
import { type Plan, type PlanInput, plan } from './plan.ts'
import type { CycleHistory, StepMark } from './walk.ts'

/** A look ahead stops after so many days on which something is done; beyond, nobody believes that no customer has paid. */
const MOST_DAYS = 8

/**
 * The history a rule would have on a later day if it went live on the day of `input`, did whatever may go on its day, and no
 * customer paid or answered: what makes its waits come due in a preview. Other rules keep the history they have.
 */
export async function historyAhead(
  input: PlanInput,
  { ruleId, until }: { ruleId: string; until: CalendarDate },
): Promise<ReadonlyMap<string, RuleHistory>> {
  const last = toEpochDay(until)
  let day = toEpochDay(input.asOf)
  let history = input.history ?? new Map<string, RuleHistory>()
  for (let count = 0; count < MOST_DAYS && day < last; count++) {
    const asOf = fromEpochDay(day)
    const decided = await plan({ ...input, asOf, history, explains: false })
    history = new Map([...history, [ruleId, doneOn(decided, ruleId, { day, history: history.get(ruleId) })]])
    // Only once its acts are done is it known until when the next ones wait.
    const after = await plan({
      ...input,
      asOf,
      history,
      rules: decided.rules.filter(isOf(ruleId)).map(({ rule }) => rule),
      explains: false,
    })
    const next = nextDue(after, ruleId, day)
    if (next === null) break
    day = next
  }
  return history
}

const isOf =
  (ruleId: string) =>
  ({ rule }: { rule: { id: string } }) =>
    rule.id === ruleId

/** The open cycles of a rule after what may go has been done on a day. */
function doneOn(
  decided: Plan,
  ruleId: string,
  { day, history }: { day: EpochDay; history: RuleHistory | undefined },
): RuleHistory {
  const cycles = new Map<string, CycleHistory>(history)
  for (const { subject, acts, cycle } of decided.rules.find(isOf(ruleId))?.decisions ?? []) {
    const before = cycles.get(subject.id)
    const marks = new Map<string, StepMark>(before?.marks)
    for (const { act, status, heldBack } of acts)
      if ((status === 'due' || status === 'pending') && !heldBack)
        marks.set(act.id, { doneOn: [...(marks.get(act.id)?.doneOn ?? []), day], pending: false })
    cycles.set(subject.id, { number: before?.number ?? cycle ?? 1, openedOn: before?.openedOn ?? day, marks })
  }
  return cycles
}

/** The next day on which an act of the rule comes due; null when none waits for a day. */
function nextDue(planned: Plan, ruleId: string, after: EpochDay): EpochDay | null {
  let next: EpochDay | null = null
  for (const { acts } of planned.rules.find(isOf(ruleId))?.decisions ?? [])
    for (const act of acts)
      if (
        act.status === 'waiting' &&
        act.until !== null &&
        act.until > after &&
        (next === null || act.until < next)
      )
        next = act.until
  return next
}
