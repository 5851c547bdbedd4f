import { chaseStops, DISPUTED } from '../chase-stops.ts'
import {
  ANY_CURRENCY,
  currencyAsked,
  type FactComputation,
  sumItems,
  valuesByRow,
  zeros,
} from './fact-computation.ts'

/** What is contested. */
export const DISPUTES = {
  disputedAmount: {
    kind: 'number',
    values: (context, params) =>
      sumItems(context, { amounts: context.items.disputed, currency: currencyAsked(context, params) }),
  },
  disputedCount: {
    kind: 'number',
    values: (context, params) => {
      const { items, rowOfItem } = context
      const currency = currencyAsked(context, params)
      const counts = zeros(context)
      for (let at = 0; at < items.count; at++) {
        if ((items.stops[at]! & DISPUTED) === 0) continue
        if (at > 0 && items.document[at] === items.document[at - 1]) continue
        if (currency !== ANY_CURRENCY && items.currency[at] !== currency) continue
        counts[rowOfItem[at]!]! += Number.isNaN(items.open[at]!) ? Number.NaN : 1
      }
      return counts
    },
  },
  disputeAge: {
    kind: 'number',
    values: (context) => {
      const { items, rowOfItem, asOf } = context
      const { disputedSince } = chaseStops(context.snapshot, asOf)
      const ages = zeros(context).fill(Number.NEGATIVE_INFINITY)
      for (let at = 0; at < items.count; at++) {
        if ((items.stops[at]! & DISPUTED) === 0) continue
        const row = rowOfItem[at]!
        ages[row] = Math.max(ages[row]!, asOf - disputedSince[items.document[at]!]!)
      }
      return ages
    },
  },
  disputed: {
    kind: 'number',
    values: (context) =>
      valuesByRow(context, (row) => (context.items.stops[context.firstItemOf[row]!]! & DISPUTED ? 1 : 0)),
  },
} as const satisfies Record<string, FactComputation>
