/*
 * Which task comes first: the money that is at stake, weighed by how likely it is to be lost.
 *
 *   urgency = overdue x (1 + days overdue / 90, at most 2 more + half for each broken promise, at most 1 more)
 *
 *   10,000.00 USD overdue for 90 days, one promise broken: 10,000.00 x (1 + 1 + 0.5) = 25,000.00.
 *   20,000.00 USD overdue for 9 days: 20,000.00 x (1 + 0.1) = 22,000.00, so it comes second.
 */
const DAYS_THAT_DOUBLE = 90
const MOST_FOR_DAYS = 2
const FOR_A_BROKEN_PROMISE = 0.5
const MOST_FOR_PROMISES = 1

/** What is known of the customer a task is about. */
export type AtStake = {
  /** In minor units of the currency the tasks are ranked in. */
  readonly overdueMinor: number
  readonly daysOverdue: number
  readonly brokenPromises: number
}

/** How urgent a task is, in the minor units of its money; rounded down to whole ones, since it only orders. */
export function taskUrgency({ overdueMinor, daysOverdue, brokenPromises }: AtStake): number {
  const forDays = Math.min(MOST_FOR_DAYS, daysOverdue / DAYS_THAT_DOUBLE)
  const forPromises = Math.min(MOST_FOR_PROMISES, brokenPromises * FOR_A_BROKEN_PROMISE)
  return Math.floor(Math.max(0, overdueMinor) * (1 + forDays + forPromises))
}
