import type { DecidedAct, Decision, SubjectRef } from '#engine/decision.ts'

/**
 * The unique key of an action: rule, step, subject, cycle number and repeat number; the company leads the index. Never the
 * version or the params, so an edited rule or a corrected date repeats nothing (`semantics.md` 5.1).
 */
export function keyOf(
  { rule, subject, event }: Decision,
  { act, repeat }: DecidedAct,
  cycle: number,
): string {
  return actionKey({ ruleId: rule.id, stepId: act.id, subject, cycle: event?.id ?? cycle, repeat })
}

/** The same from its parts, for what is written down without having been decided by a run. */
export function actionKey(of: {
  readonly ruleId: string
  readonly stepId: string
  readonly subject: Pick<SubjectRef, 'type' | 'id'>
  /** The number of the cycle, or the event that opened it. */
  readonly cycle: number | string
  readonly repeat: number
}): string {
  return JSON.stringify([of.ruleId, of.stepId, of.subject.type, of.subject.id, of.cycle, of.repeat])
}

/** The key of the release of a hold by its own terms: once for each hold. */
export function releaseKey(holdId: string): string {
  return JSON.stringify(['release', holdId])
}
