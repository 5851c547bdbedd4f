import type { FactParams } from '../condition.ts'
import { DEFAULT_MIN_SAMPLE, type PaymentBehaviour, paymentBehaviour } from '../payment-behaviour.ts'
import { isCleared } from '../payments-of-customer.ts'
import {
  ANY_CURRENCY,
  currencyAsked,
  type FactComputation,
  type FactContext,
  numberAsked,
  valuesByRow,
  zeros,
} from './fact-computation.ts'

/** How customers have paid. */
export const BEHAVIOUR = {
  lastPaymentAmount: {
    kind: 'number',
    values: (context, params) => {
      const { payments } = context.snapshot
      const currency = currencyAsked(context, params)
      const latest = latestPaymentDay(context, currency)
      const sums = zeros(context).fill(Number.NaN)
      for (let payment = 0; payment < payments.count; payment++) {
        const customer = payments.customer[payment]!
        if (payments.currency[payment] !== currency || payments.received[payment] !== latest[customer])
          continue
        if (!isCleared(context.snapshot, payment, context.asOf)) continue
        // Several payments on one day are one remittance in parts.
        sums[customer] = (Number.isNaN(sums[customer]!) ? 0 : sums[customer]!) + payments.minor[payment]!
      }
      return sums
    },
  },
  daysSinceLastPayment: {
    kind: 'number',
    values: (context) => {
      const days = latestPaymentDay(context, ANY_CURRENCY)
      for (let row = 0; row < days.length; row++) days[row] = context.asOf - days[row]!
      return days
    },
  },
  averageDaysLate: {
    kind: 'number',
    values: (context, params) => mean(context, params, ({ daysLate, samples }) => [daysLate, samples]),
  },
  weightedDaysLate: {
    kind: 'number',
    values: (context, params) =>
      mean(context, params, ({ amountDaysLate, amount }) => [amountDaysLate, amount]),
  },
  weightedDaysToPay: {
    kind: 'number',
    values: (context, params) =>
      mean(context, params, ({ amountDaysToPay, amount }) => [amountDaysToPay, amount]),
  },
  paymentSampleSize: {
    kind: 'number',
    values: (context) => {
      const { samples } = paymentBehaviour(context.snapshot, context.asOf)
      return valuesByRow(context, (row) => samples[row]!)
    },
  },
} as const satisfies Record<string, FactComputation>

type Fraction = (behaviour: PaymentBehaviour) => readonly [Float64Array, Float64Array]

/** Unknown below the minimum sample: one late payment is no habit. */
function mean(context: FactContext, params: FactParams, fraction: Fraction): Float64Array {
  const behaviour = paymentBehaviour(context.snapshot, context.asOf)
  const [sums, weights] = fraction(behaviour)
  const least = Math.max(1, numberAsked(params, 'minSample', DEFAULT_MIN_SAMPLE))
  return valuesByRow(context, (row) =>
    behaviour.samples[row]! < least ? Number.NaN : sums[row]! / weights[row]!,
  )
}

/** Per customer the day the latest cleared payment was received; -Infinity for never. */
function latestPaymentDay(context: FactContext, currency: number): Float64Array {
  const { payments } = context.snapshot
  const latest = zeros(context).fill(Number.NEGATIVE_INFINITY)
  for (let payment = 0; payment < payments.count; payment++) {
    if (currency !== ANY_CURRENCY && payments.currency[payment] !== currency) continue
    if (!isCleared(context.snapshot, payment, context.asOf) || payments.received[payment]! > context.asOf)
      continue
    const customer = payments.customer[payment]!
    latest[customer] = Math.max(latest[customer]!, payments.received[payment]!)
  }
  return latest
}
