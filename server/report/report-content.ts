import { z } from 'zod'
import { CalendarDate } from '#engine/calendar-date.ts'
import { EVENTS } from '#engine/ledger-event.ts'

const Count = z.int().min(0)
const Instant = z.iso.datetime()
const Named = z.strictObject({ id: z.string(), name: z.string() })

/** What a morning report tells, from the report before it up to the moment it was made. */
export const ReportContent = z.strictObject({
  day: CalendarDate,
  since: Instant,
  until: Instant,
  mode: z.enum(['test', 'live']),
  ran: z.array(
    z.strictObject({
      run: z.string(),
      asOf: CalendarDate,
      startedAt: Instant,
      state: z.string(),
      startedBy: z.string(),
      rules: z.array(Named),
      problem: z.string().nullable(),
    }),
  ),
  /** Due times that led to no run, each with the reason. */
  didNotRun: z.array(z.strictObject({ rule: Named, dueAt: Instant, why: z.string() })),
  /** Events that came while the rule waiting for them was paused. Reports made before these were counted have none. */
  missedEvents: z.array(z.strictObject({ rule: Named, event: z.enum(EVENTS), count: Count })).default([]),
  /** What was done, by kind of act. */
  acted: z.array(z.strictObject({ kind: z.string(), count: Count })),
  heldBack: z.array(z.strictObject({ reason: z.string(), count: Count })),
  /** Rules that could not decide for somebody because data is missing; a task is open for each. */
  missingData: z.array(z.strictObject({ rule: Named, subjects: Count, examples: z.array(Named) })),
  /** Actions that failed, or of which nobody knows whether they arrived. */
  failures: z.array(
    z.strictObject({
      action: z.string(),
      kind: z.string(),
      customer: Named,
      state: z.string(),
      why: z.string().nullable(),
    }),
  ),
  holdsPlaced: z.array(Named),
  holdsReleased: z.array(Named),
  approvals: z.strictObject({ waiting: Count, oldest: CalendarDate.nullable() }),
  /** Runs that wait for a person to release or discard them. */
  stoppedRuns: z.array(
    z.strictObject({ run: z.string(), asOf: CalendarDate, sentences: z.array(z.string()) }),
  ),
  alerts: z.array(z.string()),
  /** What the rules would do on the next business day as things stand. */
  tomorrow: z.strictObject({
    day: CalendarDate,
    customers: Count,
    acts: z.array(z.strictObject({ kind: z.string(), count: Count })),
    heldBack: z.array(z.strictObject({ reason: z.string(), count: Count })),
  }),
})
export type ReportContent = z.infer<typeof ReportContent>
