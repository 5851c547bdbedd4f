import { oncePerDay } from './once-per-day.ts'
import { countsOn } from './open-amount.ts'
import { isCleared } from './payments-of-customer.ts'

/**
 * What is left of every payment at the end of a day, by its row: received, cleared, not returned, and not yet applied. A
 * payment of 500.00 of which 350.00 pays an invoice leaves 150.00. Applying more than there is leaves 0.
 */
export const unappliedCash = oncePerDay((snapshot, asOf): Float64Array => {
  const { payments, applications } = snapshot
  const left = new Float64Array(payments.count)
  for (let payment = 0; payment < payments.count; payment++)
    if (isCleared(snapshot, payment, asOf)) left[payment] = payments.minor[payment]!
  for (let at = 0; at < applications.count; at++) {
    const payment = applications.payment[at]!
    if (payment !== -1 && countsOn(applications, at, asOf))
      left[payment] = Math.max(0, left[payment]! - applications.minor[at]!)
  }
  return left
})
