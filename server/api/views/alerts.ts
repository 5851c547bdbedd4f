import { z } from 'zod'

/** Something somebody has to look at. */
export const AlertView = z.strictObject({
  id: z.string(),
  /** `brake`, `missed-run`, `fell-to-zero`, `release-undecided`, `payment-returned`, `run-failed`, `stale-books` and others. */
  kind: z.string(),
  text: z.string(),
  raisedAt: z.iso.datetime(),
  rule: z.string().nullable(),
  run: z.string().nullable(),
  customer: z.string().nullable(),
  seen: z.strictObject({ by: z.string(), at: z.iso.datetime() }).nullable(),
})
export type AlertView = z.infer<typeof AlertView>
export const AlertsView = z.strictObject({ alerts: z.array(AlertView), next: z.string().nullable() })
export type AlertsView = z.infer<typeof AlertsView>
