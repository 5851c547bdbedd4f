import { toEpochDay } from '../calendar-date.ts'
import { documentAt } from './attributes.ts'
import { currencyAsked, type FactComputation, valuesByRow } from './fact-computation.ts'

/** What is on record about a single document. */
export const INVOICES = {
  invoiceTotal: {
    kind: 'number',
    values: (context, params) => {
      const { documents } = context.snapshot
      const currency = currencyAsked(context, params)
      return valuesByRow(context, (row) => {
        const document = context.documentOf[row]!
        return documents.currency[document] === currency ? documents.total[document]! : 0
      })
    },
  },
  discountAmount: {
    kind: 'number',
    values: (context, params) =>
      valuesByRow(context, (row) => {
        const { discountMinor, currency } = documentAt(context, row)
        if (discountMinor === undefined) return Number.NaN
        return currency === params.currency ? discountMinor : 0
      }),
  },
  discountDay: {
    kind: 'number',
    values: (context) =>
      valuesByRow(context, (row) => {
        const { discountOn } = documentAt(context, row)
        return discountOn === undefined ? Number.NaN : toEpochDay(discountOn)
      }),
  },
  dueDay: {
    kind: 'number',
    values: (context) => valuesByRow(context, (row) => context.items.due[context.firstItemOf[row]!]!),
  },
  issueDay: {
    kind: 'number',
    values: (context) =>
      valuesByRow(context, (row) => context.snapshot.documents.issued[context.documentOf[row]!]!),
  },
  daysSinceIssue: {
    kind: 'number',
    values: (context) =>
      valuesByRow(
        context,
        (row) => context.asOf - context.snapshot.documents.issued[context.documentOf[row]!]!,
      ),
  },
  documentType: { kind: 'text', textAt: (context) => (row) => documentAt(context, row).type },
  invoiceNumber: { kind: 'text', textAt: (context) => (row) => documentAt(context, row).number },
  purchaseOrder: {
    kind: 'text',
    textAt: (context) => (row) => documentAt(context, row).purchaseOrder ?? null,
  },
  entity: { kind: 'text', textAt: (context) => (row) => documentAt(context, row).entityId ?? null },
} as const satisfies Record<string, FactComputation>
