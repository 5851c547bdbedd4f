import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { BecauseLeaf } from '../views.ts'

export const DECISION_OUTCOMES = ['acted', 'waiting', 'held-back', 'unknown'] as const

/** What a rule wanted for one subject in one run. */
export const DecisionRow = z.strictObject({
  run: z.string(),
  asOf: CalendarDate,
  decidedAt: z.iso.datetime(),
  rule: z.strictObject({ id: z.string(), name: z.string(), version: z.int() }),
  /** An invoice is called by its number. */
  subject: z.strictObject({ type: z.enum(SUBJECTS), id: z.string(), name: z.string() }),
  customer: z.strictObject({ id: z.string(), name: z.string() }),
  outcome: z.enum(DECISION_OUTCOMES),
  branch: z.string().nullable(),
  /** The reason of the first act that is held back; null where none is. */
  heldBack: z.string().nullable(),
  acts: z.array(z.strictObject({ step: z.string(), title: z.string(), heldBack: z.string().nullable() })),
  because: z.array(BecauseLeaf),
})
export type DecisionRow = z.infer<typeof DecisionRow>
export const DecisionsView = z.strictObject({ decisions: z.array(DecisionRow), next: z.string().nullable() })
export type DecisionsView = z.infer<typeof DecisionsView>
