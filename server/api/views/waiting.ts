import { z } from 'zod'

const Count = z.int().min(0)

/** How much waits for somebody, by where it waits. */
export const WaitingView = z.strictObject({
  /** Actions that wait for an approval. */
  approvals: Count,
  /** Actions that failed, or of which nobody knows whether they went out. */
  unsettled: Count,
  /** Rules that wait for a second person to publish them. */
  publishRequests: Count,
  openTasks: Count,
  /** Runs that decided more than their limits let out, and wait to be released. */
  stoppedRuns: Count,
  unseenAlerts: Count,
})
export type WaitingView = z.infer<typeof WaitingView>
