import { type CalendarDate, type EpochDay, toEpochDay } from './calendar-date.ts'
import {
  type Block,
  type Contact,
  type ContactEvent,
  type Customer,
  DEFAULT_TERMS_DAYS,
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

/** Stands for "never" where a column holds a day. */
export const NEVER: EpochDay = 0x7fffffff
/** Stands for "before all time". */
export const ALWAYS: EpochDay = -0x7fffffff

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

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const dayOr = (day: CalendarDate | undefined, otherwise: EpochDay) =>
  day === undefined ? otherwise : toEpochDay(day)

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
  const customers = [...ledger.customers].sort(byId)
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
  const payments = paymentColumns(
    withCustomer(ledger.payments, 'payment', { customerRow, orphans }),
    currencyCode,
  )
  const applications = applicationColumns(ledger, documents, payments, orphans)
  countRanges(documents.firstApplication, applications.document)
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
    entities: [...ledger.entities].sort(byId),
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
  return [...records].sort(byId).flatMap((record) => {
    const customer = customerRow.get(record.customerId)
    if (customer !== undefined) return [{ ...record, customer }]
    orphans.push(`${what} ${record.id} names the customer ${record.customerId}, who is not in the ledger`)
    return []
  })
}

function documentColumns(
  records: readonly Document[],
  customerRow: ReadonlyMap<string, number>,
  currencyCode: (currency: string) => number,
  orphans: string[],
): { documents: DocumentColumns; items: ItemColumns } {
  const known: Document[] = []
  const rows: number[] = []
  for (const record of records) {
    const customer = customerRow.get(record.customerId)
    if (customer === undefined)
      orphans.push(`document ${record.id} names the customer ${record.customerId}, who is not in the ledger`)
    else {
      known.push(record)
      rows.push(customer)
    }
  }
  const order = Uint32Array.from(known.keys()).sort(
    (a, b) => rows[a]! - rows[b]! || byId(known[a]!, known[b]!),
  )
  const sorted = Array.from(order, (at) => known[at]!)
  const count = sorted.length
  const itemCount = sorted.reduce((sum, document) => sum + (document.instalments?.length || 1), 0)
  const documents = {
    count,
    records: sorted,
    row: new Map(sorted.map((document, row) => [document.id, row])),
    customer: Int32Array.from(order, (at) => rows[at]!),
    type: new Uint8Array(count),
    currency: new Uint16Array(count),
    issued: new Int32Array(count),
    closed: new Int32Array(count),
    total: new Float64Array(count),
    open: new Float64Array(count),
    openOn: new Int32Array(count),
    firstItem: new Int32Array(count + 1),
    firstApplication: new Int32Array(count + 1),
  }
  const items = {
    count: itemCount,
    document: new Int32Array(itemCount),
    due: new Int32Array(itemCount),
    amount: new Float64Array(itemCount),
  }
  let item = 0
  sorted.forEach((document, row) => {
    documents.type[row] = DOCUMENT_TYPES.indexOf(document.type)
    documents.currency[row] = currencyCode(document.currency)
    documents.issued[row] = toEpochDay(document.issuedOn)
    documents.closed[row] = dayOr(document.closedOn, NEVER)
    documents.total[row] = document.totalMinor
    documents.open[row] = document.openMinor ?? Number.NaN
    documents.openOn[row] = dayOr(document.openOn, ALWAYS)
    documents.firstItem[row] = item
    const single = {
      // Terms of the customer are words we cannot count on; a document without a due date gets the default and is flagged.
      due: dayOr(document.dueOn, documents.issued[row]! + DEFAULT_TERMS_DAYS),
      minor: document.totalMinor,
    }
    const parts = document.instalments?.length
      ? document.instalments.map(({ dueOn, minor }) => ({ due: toEpochDay(dueOn), minor }))
      : [single]
    for (const part of parts.sort((a, b) => a.due - b.due)) {
      items.document[item] = row
      items.due[item] = part.due
      items.amount[item] = part.minor
      item += 1
    }
  })
  documents.firstItem[count] = item
  return { documents, items }
}

function paymentColumns(
  records: readonly (Payment & { customer: number })[],
  currencyCode: (currency: string) => number,
): PaymentColumns {
  return {
    count: records.length,
    records,
    customer: Int32Array.from(records, (payment) => payment.customer),
    currency: Uint16Array.from(records, (payment) => currencyCode(payment.currency)),
    minor: Float64Array.from(records, (payment) => payment.minor),
    received: Int32Array.from(records, (payment) => toEpochDay(payment.receivedOn)),
    cleared: Int32Array.from(records, (payment) => dayOr(payment.clearedOn, NEVER)),
    returned: Int32Array.from(records, (payment) => dayOr(payment.returnedOn, NEVER)),
  }
}

function applicationColumns(
  ledger: Ledger,
  documents: DocumentColumns,
  payments: PaymentColumns,
  orphans: string[],
): ApplicationColumns {
  const paymentRow = new Map(payments.records.map((payment, row) => [payment.id, row]))
  const found = [...ledger.applications].sort(byId).flatMap((application) => {
    const document = documents.row.get(application.documentId)
    const payment = application.from === 'payment' ? (paymentRow.get(application.fromId) ?? -1) : -1
    const creditMemo = application.from === 'credit-memo' ? (documents.row.get(application.fromId) ?? -1) : -1
    if (document === undefined || (payment === -1 && creditMemo === -1)) {
      const missing = document === undefined ? application.documentId : application.fromId
      orphans.push(`application ${application.id} names ${missing}, which is not in the ledger`)
      return []
    }
    const applied = toEpochDay(application.appliedOn)
    // Only a cleared payment pays, and a returned one counts as never made from the day it came back.
    const from = payment === -1 ? applied : Math.max(applied, payments.cleared[payment]!)
    const until = payment === -1 ? NEVER : payments.returned[payment]!
    return [{ document, payment, creditMemo, from, until, minor: application.minor }]
  })
  found.sort((a, b) => a.document - b.document)
  return {
    count: found.length,
    document: Int32Array.from(found, (application) => application.document),
    minor: Float64Array.from(found, (application) => application.minor),
    from: Int32Array.from(found, (application) => application.from),
    until: Int32Array.from(found, (application) => application.until),
    payment: Int32Array.from(found, (application) => application.payment),
    creditMemo: Int32Array.from(found, (application) => application.creditMemo),
  }
}

/** Fills `first` so that rows of `owner` (sorted) that belong to `i` are `first[i]` up to `first[i + 1]`. */
function countRanges(first: Int32Array, owner: Int32Array): void {
  for (const at of owner) first[at + 1]! += 1
  for (let i = 1; i < first.length; i++) first[i]! += first[i - 1]!
}
