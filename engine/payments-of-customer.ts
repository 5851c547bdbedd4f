import type { EpochDay } from './calendar-date.ts'
import type { Snapshot } from './snapshot.ts'

/** The rows of each customer's payments: those of customer `c` are `rows[first[c]]` up to `rows[first[c + 1]]`. */
type PaymentIndex = { readonly first: Int32Array; readonly rows: Int32Array }

const indexes = new WeakMap<Snapshot, PaymentIndex>()

/** The rows of all payments of a customer, in the order of their ids. */
export function paymentsOfCustomer(snapshot: Snapshot, customer: number): Int32Array {
  let index = indexes.get(snapshot)
  if (!index) {
    index = indexPayments(snapshot)
    indexes.set(snapshot, index)
  }
  return index.rows.subarray(index.first[customer]!, index.first[customer + 1]!)
}

/** True when the money of a payment is there at the end of a day: cleared, and not returned. */
export function isCleared({ payments }: Snapshot, payment: number, asOf: EpochDay): boolean {
  return payments.cleared[payment]! <= asOf && asOf < payments.returned[payment]!
}

/** True from the day a payment is received until it clears or is returned. */
export function isInFlight({ payments }: Snapshot, payment: number, asOf: EpochDay): boolean {
  return (
    payments.received[payment]! <= asOf &&
    asOf < payments.cleared[payment]! &&
    asOf < payments.returned[payment]!
  )
}

function indexPayments({ customers, payments }: Snapshot): PaymentIndex {
  const first = new Int32Array(customers.length + 1)
  for (const customer of payments.customer) first[customer + 1]! += 1
  for (let at = 1; at < first.length; at++) first[at]! += first[at - 1]!
  const next = first.slice()
  const rows = new Int32Array(payments.count)
  payments.customer.forEach((customer, payment) => {
    rows[next[customer]!++] = payment
  })
  return { first, rows }
}
