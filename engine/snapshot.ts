import {
  type Block,
  type Contact,
  type ContactEvent,
  type Customer,
  type Dispute,
  DOCUMENT_TYPES,
  type Document,
  type Entity,
  type ExchangeRate,
  type Hold,
  type Ledger,
  type Payment,
  type PaymentPlan,
  type PromiseToPay,
} from './ledger.ts'
import { applicationColumns, documentColumns, paymentColumns, sortedById } from './snapshot-columns.ts'

export const INVOICE_TYPE = DOCUMENT_TYPES.indexOf('invoice')
export const CREDIT_MEMO_TYPE = DOCUMENT_TYPES.indexOf('credit-memo')

/**
 * The ledger as of no day in particular, loaded once into columns; everything that decides reads it and nothing changes it.
 * Customers are sorted by id, documents by customer and id, items (instalments; one for a document with a single due date) by
 * document and due day, so that everything of one customer is one range.
 */
export type Snapshot = {
  readonly customers: readonly Customer[]
  readonly customerRow: ReadonlyMap<string, number>
  /** Row of the parent, -1 for none. */
  readonly parent: Int32Array
  readonly entities: readonly Entity[]
  readonly contactsOf: ReadonlyMap<number, readonly Contact[]>
  readonly currencies: readonly string[]
  readonly documents: DocumentColumns
  readonly items: ItemColumns
  readonly applications: ApplicationColumns
  readonly payments: PaymentColumns
  readonly disputes: readonly { readonly dispute: Dispute; readonly document: number }[]
  readonly promises: readonly (PromiseToPay & { readonly customer: number })[]
  readonly plans: readonly (PaymentPlan & { readonly customer: number })[]
  readonly holds: readonly (Hold & { readonly customer: number })[]
  readonly blocks: readonly (Block & { readonly customer: number; readonly document: number })[]
  readonly contactEvents: readonly (ContactEvent & { readonly customer: number })[]
  readonly rates: readonly ExchangeRate[]
  /** Records that point at something that is not there; they are left out of every fact and reported. */
  readonly orphans: readonly string[]
}

export type DocumentColumns = {
  readonly count: number
  readonly records: readonly Document[]
  readonly row: ReadonlyMap<string, number>
  readonly customer: Int32Array
  readonly type: Uint8Array
  readonly currency: Uint16Array
  readonly issued: Int32Array
  readonly closed: Int32Array
  readonly total: Float64Array
  /** What the source says is open, NaN where it says nothing. */
  readonly open: Float64Array
  readonly openOn: Int32Array
  /** Range of the document's items. */
  readonly firstItem: Int32Array
  /** Range of the applications that pay the document. */
  readonly firstApplication: Int32Array
}

export type ItemColumns = {
  readonly count: number
  readonly document: Int32Array
  readonly due: Int32Array
  readonly amount: Float64Array
}

/** Sorted by the document paid. `from` and `until` are the days between which the application counts. */
export type ApplicationColumns = {
  readonly count: number
  readonly document: Int32Array
  readonly minor: Float64Array
  readonly from: Int32Array
  readonly until: Int32Array
  /** Row of the payment it comes from, -1 when it comes from a credit memo. */
  readonly payment: Int32Array
  /** Row of the credit memo it comes from, -1 when it comes from a payment. */
  readonly creditMemo: Int32Array
}

export type PaymentColumns = {
  readonly count: number
  readonly records: readonly Payment[]
  readonly customer: Int32Array
  readonly currency: Uint16Array
  readonly minor: Float64Array
  readonly received: Int32Array
  readonly cleared: Int32Array
  readonly returned: Int32Array
}

/** The part of a snapshot that follows from customers, documents, payments and their applications: nearly all of the work. */
export type SnapshotColumns = Pick<
  Snapshot,
  | 'customers'
  | 'customerRow'
  | 'parent'
  | 'currencies'
  | 'documents'
  | 'items'
  | 'applications'
  | 'payments'
  | 'orphans'
>

/** The streams `takeColumns` reads; a change of any other leaves the columns as they are. */
export const COLUMN_STREAMS = ['customers', 'documents', 'payments', 'applications'] as const

/** Loads a ledger into columns. Days and amounts are taken as they are; nothing is decided here. */
export function takeSnapshot(ledger: Ledger): Snapshot {
  return withRecords(takeColumns(ledger), ledger)
}

/** The columns of a ledger alone, which can serve several snapshots. */
export function takeColumns(ledger: Ledger): SnapshotColumns {
  const orphans: string[] = []
  const customers = sortedById(ledger.customers)
  const customerRow = new Map(customers.map((customer, row) => [customer.id, row]))
  const parent = Int32Array.from(customers, (customer) =>
    customer.parentId === undefined ? -1 : (customerRow.get(customer.parentId) ?? -1),
  )
  const currencies: string[] = []
  const currencyCodes = new Map<string, number>()
  const currencyCode = (currency: string) => {
    const known = currencyCodes.get(currency)
    if (known !== undefined) return known
    currencyCodes.set(currency, currencies.length)
    currencies.push(currency)
    return currencies.length - 1
  }
  const { documents, items } = documentColumns(ledger.documents, customerRow, currencyCode, orphans)
  const payments = paymentColumns(ledger.payments, customerRow, currencyCode, orphans)
  const applications = applicationColumns(ledger, documents, payments, orphans)
  return { customers, customerRow, parent, currencies, documents, items, applications, payments, orphans }
}

/** A snapshot of columns and of everything else that the ledger holds. */
export function withRecords(columns: SnapshotColumns, ledger: Ledger): Snapshot {
  const { customerRow, documents } = columns
  const orphans = [...columns.orphans]
  const ofCustomer = <T extends { id: string; customerId: string }>(records: readonly T[], what: string) =>
    withCustomer(records, what, { customerRow, orphans })
  const contactsOf = new Map<number, Contact[]>()
  for (const { customer, ...contact } of ofCustomer(ledger.contacts, 'contact')) {
    const list = contactsOf.get(customer)
    if (list) list.push(contact)
    else contactsOf.set(customer, [contact])
  }
  return {
    ...columns,
    entities: sortedById(ledger.entities),
    contactsOf,
    disputes: ofCustomer(ledger.disputes, 'dispute').flatMap(({ customer: _, ...dispute }) => {
      const document = documents.row.get(dispute.documentId)
      if (document !== undefined) return [{ dispute, document }]
      orphans.push(
        `dispute ${dispute.id} names the document ${dispute.documentId}, which is not in the ledger`,
      )
      return []
    }),
    promises: ofCustomer(ledger.promises, 'promise'),
    plans: ofCustomer(ledger.plans, 'plan'),
    holds: ofCustomer(ledger.holds, 'hold'),
    blocks: ofCustomer(ledger.blocks, 'block').map((block) => ({
      ...block,
      document: block.documentId === undefined ? -1 : (documents.row.get(block.documentId) ?? -1),
    })),
    contactEvents: ofCustomer(ledger.contactEvents, 'contact event'),
    rates: ledger.rates,
    orphans,
  }
}

/** Records by id with the row of their customer; those that name nobody who is there are reported. */
function withCustomer<T extends { id: string; customerId: string }>(
  records: readonly T[],
  what: string,
  { customerRow, orphans }: { customerRow: ReadonlyMap<string, number>; orphans: string[] },
): (T & { customer: number })[] {
  return sortedById(records).flatMap((record) => {
    const customer = customerRow.get(record.customerId)
    if (customer !== undefined) return [{ ...record, customer }]
    orphans.push(`${what} ${record.id} names the customer ${record.customerId}, who is not in the ledger`)
    return []
  })
}
