import type { Decision } from './decision.ts'

/** How a matched subject ends on a day: exactly one of these (`semantics.md` 6.1). */
export const OUTCOMES = ['acted', 'waiting', 'held-back', 'done'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The outcome of a decision after arbitration. */
export function outcomeOf({ acts }: Pick<Decision, 'acts'>): Outcome {
  const proposed = acts.filter(({ status }) => status === 'due' || status === 'pending')
  if (proposed.some(({ heldBack }) => !heldBack)) return 'acted'
  if (proposed.length > 0) return 'held-back'
  return acts.some(({ status }) => status === 'waiting') ? 'waiting' : 'done'
}
