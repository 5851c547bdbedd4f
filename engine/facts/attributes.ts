import type { ATTRIBUTE_FACTS } from '../fact-catalogue-attributes.ts'
import type { Customer, Document } from '../ledger.ts'
import { type FactComputation, type FactContext, valuesByRow } from './fact-computation.ts'

/** What is on record about the customer. */
export const ATTRIBUTES = {
  customerId: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).id },
  parent: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).parentId ?? null },
  accountStatus: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).status ?? 'active' },
  internal: {
    kind: 'number',
    values: (context) => yesOrNo(context, (customer) => customer.internal ?? false),
  },
  autopay: { kind: 'number', values: (context) => yesOrNo(context, (customer) => customer.autopay) },
  currency: {
    kind: 'text',
    textAt: (context) => (row) =>
      (context.subject === 'invoice' ? documentAt(context, row) : customerAt(context, row)).currency ?? null,
  },
  segment: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).segment ?? null },
  tags: { kind: 'list', listAt: (context) => (row) => customerAt(context, row).tags ?? null },
  entities: { kind: 'list', listAt: entitiesWithSomethingOpen },
  country: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).country ?? null },
  language: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).language ?? null },
  terms: {
    kind: 'text',
    textAt: (context) => (row) => {
      const own = context.subject === 'invoice' ? documentAt(context, row).terms : undefined
      return own ?? customerAt(context, row).terms ?? null
    },
  },
  owner: { kind: 'text', textAt: (context) => (row) => customerAt(context, row).owner ?? null },
} as const satisfies Record<(typeof ATTRIBUTE_FACTS)[number]['name'], FactComputation>

/** The record of the customer of a table row. */
export function customerAt(context: FactContext, row: number): Customer {
  return context.snapshot.customers[context.customerOf[row]!]!
}

/** The record of the document of a row in a table of invoices. */
export function documentAt(context: FactContext, row: number): Document {
  return context.snapshot.documents.records[context.documentOf[row]!]!
}

function yesOrNo(context: FactContext, answer: (customer: Customer) => boolean | undefined): Float64Array {
  return valuesByRow(context, (row) => {
    const said = answer(customerAt(context, row))
    return said === undefined ? Number.NaN : Number(said)
  })
}

function entitiesWithSomethingOpen({
  snapshot,
  items,
  rows,
}: FactContext): (row: number) => readonly string[] {
  const found: string[][] = Array.from({ length: rows }, () => [])
  for (let at = 0; at < items.count; at++) {
    const entity = snapshot.documents.records[items.document[at]!]!.entityId
    const list = found[items.customer[at]!]!
    if (entity !== undefined && !list.includes(entity)) list.push(entity)
  }
  return (row) => found[row]!.sort()
}
