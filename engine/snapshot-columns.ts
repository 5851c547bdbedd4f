import { ALWAYS, type CalendarDate, type EpochDay, NEVER, toEpochDay } from './calendar-date.ts'
import { DEFAULT_TERMS_DAYS, DOCUMENT_TYPES, type Document, type Ledger, type Payment } from './ledger.ts'
import type { ApplicationColumns, DocumentColumns, ItemColumns, PaymentColumns } from './snapshot.ts'

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const dayOr = (day: CalendarDate | undefined, otherwise: EpochDay) =>
  day === undefined ? otherwise : toEpochDay(day)

/** The documents as columns by customer and id, and their instalments; those of nobody are orphans. */
export function documentColumns(
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

/** The payments as columns by id. */
export function paymentColumns(
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
export function applicationColumns(
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
export function sortedById<T extends { readonly id: string }>(records: readonly T[]): readonly T[] {
  const isSorted = records.every((record, at) => at === 0 || byId(records[at - 1]!, record) <= 0)
  return isSorted ? records : [...records].sort(byId)
}
