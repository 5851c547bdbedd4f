import { type EpochDay, toEpochDay } from './calendar-date.ts'
import type { PromiseToPay } from './ledger.ts'
import { oncePerDay } from './once-per-day.ts'
import { isCleared, paymentsOfCustomer } from './payments-of-customer.ts'
import type { Snapshot } from './snapshot.ts'

/*
 * A promise to pay is kept when what the customer paid in its currency reaches 95 % of the amount, counting payments that
 * were received from the day it was made to 2 days after the promised day and that have cleared. It is kept on the day that
 * happens. If it has not by the third day after the promised day, the promise is broken on that day.
 *
 *   Promised on 2026-03-01: 1,000.00 USD for 2026-03-10.
 *   600.00 received 2026-03-09, 350.00 received 2026-03-12: 950.00 = 95 %, kept on 2026-03-12.
 *   600.00 received 2026-03-09, 349.99 received 2026-03-12: broken on 2026-03-13.
 *
 * The two days are for money on its way over a weekend; the five percent are for bank charges and small deductions.
 * A payment that is returned later takes the promise with it.
 */
export const PROMISE_GRACE_DAYS = 2
export const PROMISE_KEPT_PERCENT = 95

export const PROMISE_STATUSES = ['open', 'kept', 'broken', 'cancelled'] as const
export type PromiseStatus = (typeof PROMISE_STATUSES)[number]

/** Where a promise stands, and since when. */
export type PromiseStanding = { readonly status: PromiseStatus; readonly since: EpochDay }

type PromiseRow = PromiseToPay & { readonly customer: number }

/** Where a promise stands at the end of a day; `null` before it was made. */
export function promiseStanding(
  snapshot: Snapshot,
  promise: PromiseRow,
  asOf: EpochDay,
): PromiseStanding | null {
  const madeOn = toEpochDay(promise.madeOn)
  if (madeOn > asOf) return null
  const lastDay = toEpochDay(promise.promisedFor) + PROMISE_GRACE_DAYS
  const keptOn = dayKept(snapshot, promise, { madeOn, lastDay, asOf })
  const standing: PromiseStanding =
    keptOn !== null
      ? { status: 'kept', since: keptOn }
      : asOf > lastDay
        ? { status: 'broken', since: lastDay + 1 }
        : { status: 'open', since: madeOn }
  if (promise.cancelledOn === undefined) return standing
  const cancelledOn = toEpochDay(promise.cancelledOn)
  // What was kept or broken before it was cancelled stays so: cancelling does not rewrite how the customer behaved.
  if (cancelledOn > asOf || (standing.status !== 'open' && standing.since < cancelledOn)) return standing
  return { status: 'cancelled', since: cancelledOn }
}

/** The standing of every promise of the snapshot, by its position there. */
export const promiseStandings = oncePerDay((snapshot, asOf): readonly (PromiseStanding | null)[] =>
  snapshot.promises.map((promise) => promiseStanding(snapshot, promise, asOf)),
)

type PromiseWindow = { readonly madeOn: EpochDay; readonly lastDay: EpochDay; readonly asOf: EpochDay }

function dayKept(snapshot: Snapshot, promise: PromiseRow, window: PromiseWindow): EpochDay | null {
  const { payments } = snapshot
  const currency = snapshot.currencies.indexOf(promise.currency)
  const counted = [...paymentsOfCustomer(snapshot, promise.customer)].filter((payment) => {
    const received = payments.received[payment]!
    return (
      payments.currency[payment] === currency &&
      received >= window.madeOn &&
      received <= window.lastDay &&
      isCleared(snapshot, payment, window.asOf)
    )
  })
  counted.sort((a, b) => payments.cleared[a]! - payments.cleared[b]!)
  let paid = 0
  for (const payment of counted) {
    paid += payments.minor[payment]!
    if (paid * 100 >= promise.minor * PROMISE_KEPT_PERCENT) return payments.cleared[payment]!
  }
  return null
}
