import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { SUBJECTS } from '#engine/fact-spec.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import { OUTCOMES } from '#engine/outcome.ts'
import { BecauseLeaf } from '../views.ts'

/** What the live rules say of one customer today. */
export const CustomerTodayView = z.strictObject({
  asOf: CalendarDate,
  sendingStopped: z.boolean(),
  rules: z.array(
    z.strictObject({
      rule: z.strictObject({ id: z.string(), name: z.string() }),
      subject: z.strictObject({ type: z.enum(SUBJECTS), id: z.string(), name: z.string() }),
      /** `kept-out`: the rule's policy does not let it touch this customer. */
      outcome: z.enum([...OUTCOMES, 'not-matched', 'unknown', 'kept-out']),
      /** Why it matches, in one sentence; null where it does not. */
      reason: z.string().nullable(),
      because: z.array(BecauseLeaf),
      /** The fewest conditions that would have to change for the rule to match. */
      lacking: z.array(BecauseLeaf),
      acts: z.array(
        z.strictObject({
          step: z.string(),
          title: z.string(),
          kind: z.string(),
          status: z.enum(['due', 'waiting', 'pending', 'done', 'passed-over']),
          /** When it was done, or until when it waits. */
          day: CalendarDate.nullable(),
          heldBack: z.strictObject({ reason: z.enum(HELD_BACK_REASONS), sentence: z.string() }).nullable(),
        }),
      ),
    }),
  ),
})
export type CustomerTodayView = z.infer<typeof CustomerTodayView>
