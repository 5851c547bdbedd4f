import { type AgingBucket, dueDaysOf } from '../aging.ts'
import type { FactParams } from '../condition.ts'
import type { EXPOSURE_FACTS } from '../fact-catalogue-exposure.ts'
import { openCreditMemos, unappliedCashOf } from './cash.ts'
import {
  ANY_CURRENCY,
  currencyAsked,
  type FactComputation,
  type FactContext,
  sumItems,
  zeros,
} from './fact-computation.ts'

/** What is open, how old it is, and what may be asked for today. */
export const EXPOSURE = {
  balance: { kind: 'number', values: balance },
  overdueBalance: {
    kind: 'number',
    values: (context, params) =>
      sumItems(context, {
        amounts: context.items.open,
        currency: currencyAsked(context, params),
        dueTo: context.asOf - 1,
      }),
  },
  chaseableOverdue: { kind: 'number', values: chaseableOverdue },
  netBalance: { kind: 'number', values: netBalance },
  notDueBalance: {
    kind: 'number',
    values: (context, params) =>
      sumItems(context, {
        amounts: context.items.open,
        currency: currencyAsked(context, params),
        dueFrom: context.asOf,
      }),
  },
  unappliedCash: { kind: 'number', values: unappliedCashOf },
  openCreditMemos: { kind: 'number', values: openCreditMemos },
  largestOverdue: { kind: 'number', values: largestOverdue },
  agingAmount: {
    kind: 'number',
    values: (context, params) => {
      const { from, to } = dueDaysOf(params.bucket as AgingBucket, context.asOf)
      return sumItems(context, {
        amounts: context.items.open,
        currency: currencyAsked(context, params),
        dueFrom: from,
        dueTo: to,
      })
    },
  },
  daysOverdue: { kind: 'number', values: daysOverdue },
  signedDaysDue: {
    kind: 'number',
    values: (context, params) => {
      const days = oldestDueDay(context, params)
      for (let row = 0; row < days.length; row++) days[row] = context.asOf - days[row]!
      return days
    },
  },
  oldestDueDay: { kind: 'number', values: oldestDueDay },
  openCount: { kind: 'number', values: (context, params) => countDocuments(context, params, false) },
  overdueCount: { kind: 'number', values: (context, params) => countDocuments(context, params, true) },
} as const satisfies Record<(typeof EXPOSURE_FACTS)[number]['name'], FactComputation>

/** Everything open. */
export function balance(context: FactContext, params: FactParams): Float64Array {
  return sumItems(context, { amounts: context.items.open, currency: currencyAsked(context, params) })
}

function chaseableOverdue(context: FactContext, params: FactParams): Float64Array {
  const overdue = sumItems(context, {
    amounts: context.items.chaseable,
    currency: currencyAsked(context, params),
    dueTo: context.asOf - 1,
  })
  if (context.subject === 'invoice') return overdue
  const credits = openCreditMemos(context, params)
  const cash = unappliedCashOf(context, params)
  // Where nothing is chaseable, a credit nobody can know of leaves nothing uncertain.
  for (let row = 0; row < overdue.length; row++)
    if (overdue[row] !== 0) overdue[row] = Math.max(0, overdue[row]! - credits[row]! - cash[row]!)
  return overdue
}

function netBalance(context: FactContext, params: FactParams): Float64Array {
  const net = balance(context, params)
  const credits = openCreditMemos(context, params)
  const cash = unappliedCashOf(context, params)
  for (let row = 0; row < net.length; row++) net[row]! -= credits[row]! + cash[row]!
  return net
}

function largestOverdue(context: FactContext, params: FactParams): Float64Array {
  const { items, rowOfItem, asOf } = context
  const currency = currencyAsked(context, params)
  const largest = zeros(context)
  let ofDocument = 0
  for (let at = 0; at < items.count; at++) {
    if (at === 0 || items.document[at] !== items.document[at - 1]) ofDocument = 0
    if (items.due[at]! >= asOf || (currency !== ANY_CURRENCY && items.currency[at] !== currency)) continue
    ofDocument += items.open[at]!
    const row = rowOfItem[at]!
    largest[row] = Math.max(largest[row]!, ofDocument)
  }
  return largest
}

/** An item nobody can know of makes the days unknown only where it would be overdue and the oldest. */
function daysOverdue(context: FactContext, params: FactParams): Float64Array {
  const { asOf } = context
  const { certain, possible } = oldestDue(context, params)
  for (let row = 0; row < certain.length; row++) {
    const due = certain[row]!
    const doubt = possible !== null && possible[row]! < due && possible[row]! < asOf
    certain[row] = doubt ? Number.NaN : due < asOf ? asOf - due : 0
  }
  return certain
}

function oldestDueDay(context: FactContext, params: FactParams): Float64Array {
  const { certain, possible } = oldestDue(context, params)
  if (possible === null) return certain
  for (let row = 0; row < certain.length; row++) if (possible[row]! < certain[row]!) certain[row] = Number.NaN
  return certain
}

type OldestDue = { readonly certain: Float64Array; readonly possible: Float64Array | null }

/**
 * Per row the due day of the oldest item that is certainly open, and of the oldest of those that may be, since nobody can know
 * what is open on them (`null` when there are none); Infinity for no such item.
 */
function oldestDue(context: FactContext, params: FactParams): OldestDue {
  const { items, rowOfItem } = context
  const currency = currencyAsked(context, params)
  const certain = zeros(context).fill(Number.POSITIVE_INFINITY)
  let possible: Float64Array | null = null
  for (let at = 0; at < items.count; at++) {
    if (currency !== ANY_CURRENCY && items.currency[at] !== currency) continue
    const row = rowOfItem[at]!
    const due = items.due[at]!
    if (Number.isNaN(items.open[at]!)) {
      possible ??= zeros(context).fill(Number.POSITIVE_INFINITY)
      if (due < possible[row]!) possible[row] = due
    } else if (due < certain[row]!) certain[row] = due
  }
  return { certain, possible }
}

function countDocuments(context: FactContext, params: FactParams, overdueOnly: boolean): Float64Array {
  const { items, rowOfItem, asOf } = context
  const currency = currencyAsked(context, params)
  const counts = zeros(context)
  for (let at = 0; at < items.count; at++) {
    // The first open item of a document is its oldest, so it alone says whether anything is overdue.
    if (at > 0 && items.document[at] === items.document[at - 1]) continue
    if (currency !== ANY_CURRENCY && items.currency[at] !== currency) continue
    if (overdueOnly && items.due[at]! >= asOf) continue
    counts[rowOfItem[at]!]! += Number.isNaN(items.open[at]!) ? Number.NaN : 1
  }
  return counts
}
