import type { FactParams } from '../condition.ts'
import { unappliedCash } from '../unapplied-cash.ts'
import { currencyAsked, type FactContext, zeros } from './fact-computation.ts'

/** Per customer what was received and not yet applied, in one currency. */
export function unappliedCashOf(context: FactContext, params: FactParams): Float64Array {
  const { payments } = context.snapshot
  const currency = currencyAsked(context, params)
  const left = unappliedCash(context.snapshot, context.asOf)
  const sums = zeros(context)
  for (let payment = 0; payment < payments.count; payment++)
    if (payments.currency[payment] === currency) sums[payments.customer[payment]!]! += left[payment]!
  return sums
}

/** Per customer what was credited and not yet used, in one currency. */
export function openCreditMemos(context: FactContext, params: FactParams): Float64Array {
  const { documents } = context.snapshot
  const { credits } = context.items
  const currency = currencyAsked(context, params)
  const sums = zeros(context)
  credits.document.forEach((document, at) => {
    if (documents.currency[document] === currency) sums[documents.customer[document]!]! += credits.open[at]!
  })
  return sums
}
