import { DISPUTED } from '../chase-stops.ts'
import type { FactParams } from '../condition.ts'
import { DOCUMENT_TYPES } from '../ledger.ts'
import {
  ANY_CURRENCY,
  currencyAsked,
  type FactComputation,
  type FactContext,
  numberAsked,
  zeros,
} from './fact-computation.ts'

/** A customer's open documents taken together under a filter. */
export const AGGREGATES = {
  invoiceSum: {
    kind: 'number',
    values: (context, params) => fold(context, params, (sum, value) => sum + value),
  },
  invoiceMax: { kind: 'number', values: (context, params) => fold(context, params, Math.max) },
  invoiceCount: {
    kind: 'number',
    values: (context, params) =>
      fold(context, params, (count, value) => (Number.isNaN(value) ? value : count + 1)),
  },
} as const satisfies Record<string, FactComputation>

/** One open document as the filter and the field see it. Where nobody can know what is open, `open` is NaN. */
type OpenDocument = {
  row: number
  document: number
  open: number
  overdue: number
  disputed: boolean
  /** Days overdue of its oldest item; the least it may be where nobody can know which are open. */
  days: number
  leastDays: number
}

function fold(
  context: FactContext,
  params: FactParams,
  join: (before: number, value: number) => number,
): Float64Array {
  const { items, rowOfItem, asOf } = context
  const results = zeros(context)
  const passes = filterOf(context, params)
  const amountOf = fieldOf(context, params)
  // One object is filled again and again: a million documents must not become a million objects.
  const seen: OpenDocument = {
    row: 0,
    document: -1,
    open: 0,
    overdue: 0,
    disputed: false,
    days: 0,
    leastDays: 0,
  }
  const finish = () => {
    if (seen.document !== -1 && passes(seen)) results[seen.row] = join(results[seen.row]!, amountOf(seen))
  }
  for (let at = 0; at < items.count; at++) {
    const days = Math.max(0, asOf - items.due[at]!)
    const open = items.open[at]!
    if (items.document[at] !== seen.document) {
      finish()
      seen.document = items.document[at]!
      seen.row = rowOfItem[at]!
      seen.open = 0
      seen.overdue = 0
      seen.disputed = (items.stops[at]! & DISPUTED) !== 0
      seen.days = days
      seen.leastDays = days
    }
    seen.open += open
    if (days > 0) seen.overdue += open
    if (Number.isNaN(open)) seen.leastDays = days
  }
  finish()
  return results
}

function fieldOf({ snapshot }: FactContext, { field }: FactParams): (seen: OpenDocument) => number {
  if (field === 'overdue') return (seen) => seen.overdue
  // A document that may be closed has a total that may not count.
  if (field === 'total')
    return (seen) => (Number.isNaN(seen.open) ? Number.NaN : snapshot.documents.total[seen.document]!)
  return (seen) => seen.open
}

function filterOf(context: FactContext, params: FactParams): (seen: OpenDocument) => boolean {
  const { documents } = context.snapshot
  const currency = currencyAsked(context, params)
  const least = numberAsked(params, 'minDaysOverdue', 0)
  const most = numberAsked(params, 'maxDaysOverdue', Number.POSITIVE_INFINITY)
  const { entity, excludeDisputed, documentType } = params
  return ({ document, disputed, days, leastDays }) =>
    (currency === ANY_CURRENCY || documents.currency[document] === currency) &&
    days >= least &&
    leastDays <= most &&
    !(excludeDisputed === true && disputed) &&
    (documentType === undefined || DOCUMENT_TYPES[documents.type[document]!] === documentType) &&
    (entity === undefined || documents.records[document]!.entityId === entity)
}
