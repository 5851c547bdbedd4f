import type { DecidedAct, Decision } from '#engine/decision.ts'

/**
 * The unique key of an action: rule, step, subject, cycle number and repeat number; the company leads the index. Never the
 * version or the params, so an edited rule or a corrected date repeats nothing (`semantics.md` 5.1).
 */
export function keyOf({ rule, subject }: Decision, { act, repeat }: DecidedAct, cycle: number): string {
  return JSON.stringify([rule.id, act.id, subject.type, subject.id, cycle, repeat])
}

/** The key of the release of a hold by its own terms: once for each hold. */
export function releaseKey(holdId: string): string {
  return JSON.stringify(['release', holdId])
}
