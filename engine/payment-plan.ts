import { type EpochDay, toEpochDay } from './calendar-date.ts'
import type { PaymentPlan } from './ledger.ts'
import { oncePerDay } from './once-per-day.ts'
import { isCleared, paymentsOfCustomer } from './payments-of-customer.ts'
import { PROMISE_GRACE_DAYS } from './promise-to-pay.ts'
import type { Snapshot } from './snapshot.ts'

/*
 * A payment plan is on track while what the customer has paid in its currency since it started, and has cleared, covers every
 * rate that was due more than 2 days ago; a rate has the same grace as a promise to pay.
 *
 *   Rates of 500.00 USD due 2026-03-01 and 2026-04-01, 500.00 received: on track up to 2026-04-03, not on 2026-04-04.
 */

type PlanRow = PaymentPlan & { readonly customer: number }

/** Where every plan of the snapshot stands, by its position there; `null` for one that is not running on the day. */
export const planStandings = oncePerDay((snapshot, asOf): readonly ({ readonly onTrack: boolean } | null)[] =>
  snapshot.plans.map((plan) =>
    isRunning(plan, asOf) ? { onTrack: paidSinceStart(snapshot, plan, asOf) >= owedBy(plan, asOf) } : null,
  ),
)

function isRunning(plan: PaymentPlan, asOf: EpochDay): boolean {
  return toEpochDay(plan.startedOn) <= asOf && (plan.endedOn === undefined || asOf < toEpochDay(plan.endedOn))
}

function owedBy(plan: PaymentPlan, asOf: EpochDay): number {
  return plan.rates.reduce(
    (sum, rate) => (toEpochDay(rate.dueOn) + PROMISE_GRACE_DAYS < asOf ? sum + rate.minor : sum),
    0,
  )
}

function paidSinceStart(snapshot: Snapshot, plan: PlanRow, asOf: EpochDay): number {
  const { payments } = snapshot
  const currency = snapshot.currencies.indexOf(plan.currency)
  const startedOn = toEpochDay(plan.startedOn)
  let paid = 0
  for (const payment of paymentsOfCustomer(snapshot, plan.customer)) {
    if (payments.currency[payment] !== currency || payments.received[payment]! < startedOn) continue
    if (isCleared(snapshot, payment, asOf)) paid += payments.minor[payment]!
  }
  return paid
}
