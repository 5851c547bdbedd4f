import { ALWAYS, type EpochDay } from '../calendar-date.ts'
import { ON_PLAN, PLAN_BEHIND } from '../chase-stops.ts'
import type { FactParams } from '../condition.ts'
import { planStandings } from '../payment-plan.ts'
import { type PromiseStatus, promiseStandings } from '../promise-to-pay.ts'
import {
  type FactComputation,
  type FactContext,
  numberAsked,
  valuesByRow,
  zeros,
} from './fact-computation.ts'

/** Promises to pay and payment plans. */
export const PROMISES = {
  promisedAmount: {
    kind: 'number',
    values: (context, { currency }) => {
      const sums = zeros(context)
      eachPromise(context, 'open', ({ promise, customer }) => {
        if (promise.currency === currency) sums[customer]! += promise.minor
      })
      return sums
    },
  },
  openPromises: { kind: 'number', values: (context, params) => countPromises(context, params, 'open') },
  keptPromises: { kind: 'number', values: (context, params) => countPromises(context, params, 'kept') },
  brokenPromises: { kind: 'number', values: (context, params) => countPromises(context, params, 'broken') },
  planOnTrack: {
    kind: 'number',
    values: (context) =>
      context.subject === 'customer' ? plansOfCustomers(context) : plansOfInvoices(context),
  },
} as const satisfies Record<string, FactComputation>

type PromiseSeen = {
  readonly promise: FactContext['snapshot']['promises'][number]
  readonly customer: number
  readonly since: EpochDay
}

function eachPromise(context: FactContext, status: PromiseStatus, see: (seen: PromiseSeen) => void): void {
  const standings = promiseStandings(context.snapshot, context.asOf)
  context.snapshot.promises.forEach((promise, at) => {
    const standing = standings[at]
    if (standing?.status === status) see({ promise, customer: promise.customer, since: standing.since })
  })
}

function countPromises(context: FactContext, params: FactParams, status: PromiseStatus): Float64Array {
  const after = params.days === undefined ? ALWAYS : context.asOf - numberAsked(params, 'days', 0)
  const counts = zeros(context)
  eachPromise(context, status, ({ customer, since }) => {
    if (since > after) counts[customer]! += 1
  })
  return counts
}

/** On track when every running plan of the customer is; unknown without one. */
function plansOfCustomers(context: FactContext): Float64Array {
  const values = zeros(context).fill(Number.NaN)
  planStandings(context.snapshot, context.asOf).forEach((standing, at) => {
    if (!standing) return
    const { customer } = context.snapshot.plans[at]!
    values[customer] = standing.onTrack && values[customer] !== 0 ? 1 : 0
  })
  return values
}

function plansOfInvoices(context: FactContext): Float64Array {
  return valuesByRow(context, (row) => {
    const stops = context.items.stops[context.firstItemOf[row]!]!
    if (stops & PLAN_BEHIND) return 0
    return stops & ON_PLAN ? 1 : Number.NaN
  })
}
