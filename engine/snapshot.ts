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

/** Loads a ledger into columns. Days and amounts are taken as they are; nothing is decided here. */
export function takeSnapshot(ledger: Ledger): Snapshot {
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
  const withCustomer = <T extends { id: string; customerId: string }>(records: readonly T[], what: string) =>
    sortedById(records).flatMap((record) => {
      const customer = customerRow.get(record.customerId)
      if (customer !== undefined) return [{ ...record, customer }]
      orphans.push(`${what} ${record.id} names the customer ${record.customerId}, who is not in the ledger`)
      return []
    })

  const { documents, items } = documentColumns(ledger.documents, customerRow, currencyCode, orphans)
  const payments = paymentColumns(ledger.payments, customerRow, currencyCode, orphans)
  const applications = applicationColumns(ledger, documents, payments, orphans)

  const contactsOf = new Map<number, Contact[]>()
  for (const { customer, ...contact } of withCustomer(ledger.contacts, 'contact')) {
    const list = contactsOf.get(customer)
    if (list) list.push(contact)
    else contactsOf.set(customer, [contact])
  }
  return {
    customers,
    customerRow,
    parent,
    entities: sortedById(ledger.entities),
    contactsOf,
    currencies,
    documents,
    items,
    applications,
    payments,
    disputes: withCustomer(ledger.disputes, 'dispute').flatMap(({ customer: _, ...dispute }) => {
      const document = documents.row.get(dispute.documentId)
      if (document !== undefined) return [{ dispute, document }]
      orphans.push(
        `dispute ${dispute.id} names the document ${dispute.documentId}, which is not in the ledger`,
      )
      return []
    }),
    promises: withCustomer(ledger.promises, 'promise'),
    plans: withCustomer(ledger.plans, 'plan'),
    holds: withCustomer(ledger.holds, 'hold'),
    blocks: withCustomer(ledger.blocks, 'block').map((block) => ({
      ...block,
      document: block.documentId === undefined ? -1 : (documents.row.get(block.documentId) ?? -1),
    })),
    contactEvents: withCustomer(ledger.contactEvents, 'contact event'),
    rates: ledger.rates,
    orphans,
  }
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
  records: readonly Payment[],
  customerRow: ReadonlyMap<string, number>,
  currencyCode: (currency: string) => number,
  orphans: string[],
): PaymentColumns {
  const known = sortedById(records).filter((payment) => {
    if (customerRow.has(payment.customerId)) return true
    orphans.push(`payment ${payment.id} names the customer ${payment.customerId}, who is not in the ledger`)
    return false
  })
  const columns = {
    count: known.length,
    records: known,
    customer: new Int32Array(known.length),
    currency: new Uint16Array(known.length),
    minor: new Float64Array(known.length),
    received: new Int32Array(known.length),
    cleared: new Int32Array(known.length),
    returned: new Int32Array(known.length),
  }
  known.forEach((payment, row) => {
    columns.customer[row] = customerRow.get(payment.customerId)!
    columns.currency[row] = currencyCode(payment.currency)
    columns.minor[row] = payment.minor
    columns.received[row] = toEpochDay(payment.receivedOn)
    columns.cleared[row] = dayOr(payment.clearedOn, NEVER)
    columns.returned[row] = dayOr(payment.returnedOn, NEVER)
  })
  return columns
}

/** Applications in the order of the documents they pay, by counting: there may be as many as there are documents. */
function applicationColumns(
  ledger: Ledger,
  documents: DocumentColumns,
  payments: PaymentColumns,
  orphans: string[],
): ApplicationColumns {
  const paymentRow = new Map(payments.records.map((payment, row) => [payment.id, row]))
  const sources = new Int32Array(ledger.applications.length).fill(-1)
  const paid = new Int32Array(ledger.applications.length).fill(-1)
  const first = documents.firstApplication
  ledger.applications.forEach(({ id, from, fromId, documentId }, at) => {
    const document = documents.row.get(documentId)
    const source = from === 'payment' ? paymentRow.get(fromId) : documents.row.get(fromId)
    if (document === undefined || source === undefined) {
      const missing = document === undefined ? documentId : fromId
      orphans.push(`application ${id} names ${missing}, which is not in the ledger`)
      return
    }
    paid[at] = document
    sources[at] = source
    first[document + 1]! += 1
  })
  for (let row = 1; row < first.length; row++) first[row]! += first[row - 1]!
  const count = first[documents.count]!
  const columns = {
    count,
    document: new Int32Array(count),
    minor: new Float64Array(count),
    from: new Int32Array(count),
    until: new Int32Array(count),
    payment: new Int32Array(count).fill(-1),
    creditMemo: new Int32Array(count).fill(-1),
  }
  const next = first.slice()
  ledger.applications.forEach((application, at) => {
    const document = paid[at]!
    if (document === -1) return
    const row = next[document]!
    next[document] = row + 1
    const applied = toEpochDay(application.appliedOn)
    columns.document[row] = document
    columns.minor[row] = application.minor
    if (application.from === 'payment') {
      const payment = sources[at]!
      columns.payment[row] = payment
      // Only a cleared payment pays, and a returned one counts as never made from the day it came back.
      columns.from[row] = Math.max(applied, payments.cleared[payment]!)
      columns.until[row] = payments.returned[payment]!
    } else {
      columns.creditMemo[row] = sources[at]!
      columns.from[row] = applied
      columns.until[row] = NEVER
    }
  })
  return columns
}

/** The records by id; a list that is sorted already, as it comes from the database, is not copied. */
function sortedById<T extends { readonly id: string }>(records: readonly T[]): readonly T[] {
  const isSorted = records.every((record, at) => at === 0 || byId(records[at - 1]!, record) <= 0)
  return isSorted ? records : [...records].sort(byId)
}
