import type { EpochDay } from './calendar-date.ts'
import type { Decision } from './decision.ts'
import type { EventCycle } from './event-table.ts'
import { hasBit } from './mask.ts'
import type { RulePlan } from './plan.ts'

/** So long an act is waited for that is held back, or whose conditions cannot be decided, before an event is let go. */
export const EVENT_PATIENCE_DAYS = 30

/**
 * The cycles of events that have ended, of those a rule was just decided for: nothing of them is due, under way or waited for
 * (`semantics.md` 4.3). What cannot go, or cannot be decided, is looked at again on every day for 30 days.
 */
export function endedEventCycles(
  { table, match, decisions }: RulePlan,
  { cycles, asOf, isMonitored }: { cycles: readonly EventCycle[]; asOf: EpochDay; isMonitored: boolean },
): EventCycle[] {
  const decisionOf = new Map(decisions.flatMap((each) => (each.event ? [[each.event.id, each]] : [])))
  const unknown = new Set<string>()
  for (let row = 0; row < table.rows; row++) {
    const event = table.eventAt?.(row).event
    if (event && hasBit(match.unknown, row)) unknown.add(event.id)
  }
  return cycles.filter(({ event, cycle }) => {
    const decision = decisionOf.get(event.id)
    const isOld = asOf - cycle.openedOn >= EVENT_PATIENCE_DAYS
    if (decision === undefined) return !unknown.has(event.id) || isOld
    // In monitor mode nothing is ever done, so nothing that follows would ever be waited for.
    return isMonitored || !isUnderWay(decision) || (isOld && isOnlyHeldBack(decision))
  })
}

function isUnderWay({ acts }: Decision): boolean {
  return acts.some(({ status }) => ['due', 'pending', 'waiting'].includes(status))
}

function isOnlyHeldBack({ acts }: Decision): boolean {
  return acts.every((act) => act.status === 'done' || act.status === 'passed-over' || act.heldBack !== null)
}
