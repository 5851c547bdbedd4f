import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Application, Customer, Payment } from '#engine/ledger.ts'
import { PAYMENT_STATES } from './cell-words.ts'
import type { CustomerRecords } from './customer-records.ts'
import { documentId } from './document-records.ts'
import type { RowReader, SourceRow } from './row-reader.ts'

/** What the rows of a file of payments come to. */
export type PaymentsRead = { readonly payments: Payment[]; readonly applications: Application[] }

/** All payments of a file, each applied to the invoice it names. */
export function readPayments(
  reader: RowReader,
  customers: CustomerRecords,
  rows: readonly SourceRow[],
): PaymentsRead {
  const payments: Payment[] = []
  const applications: Application[] = []
  const lines = new Map<string, number | null>()
  const alike = new Map<string, number>()
  for (const row of rows) {
    const before = reader.problems.length
    const payment = readPayment(reader, customers, row)
    if (payment === null) {
      reader.leftOut(row, before)
      continue
    }
    if (!reader.has('id')) {
      // Two equal payments on one day are two payments: the second has its own id, the same in each export.
      const times = (alike.get(payment.id) ?? 0) + 1
      alike.set(payment.id, times)
      if (times > 1) payment.id = `${payment.id}/${times}`
    }
    if (lines.has(payment.id)) {
      const first = lines.get(payment.id)
      reader.complain(
        row,
        'id',
        `The same payment stands on line ${first ?? '?'}. Each comes once; the first was kept.`,
      )
      continue
    }
    lines.set(payment.id, row.line)
    payments.push(payment)
    const application = readApplication(reader, row, payment)
    if (application) applications.push(application)
  }
  return { payments, applications }
}

function readPayment(reader: RowReader, customers: CustomerRecords, row: SourceRow): Payment | null {
  const state = reader.has('status') ? reader.word(row, 'status', PAYMENT_STATES) : undefined
  if (state === null) return null
  if (state === 'failed') {
    reader.notice('Payments that failed or were cancelled were left out.')
    return null
  }
  const customerId = customers.take(row)
  const currency = reader.currency(row, 'currency')
  if (currency === undefined)
    return reader.complain(
      row,
      'currency',
      'The currency is missing. Fill it in, or say "constants": { "currency": "USD" } in a mapping.',
    )
  const minor = currency === null ? null : reader.amount(row, 'amount', currency)
  const days = readDays(reader, row, state)
  if (minor === undefined)
    return reader.complain(row, 'amount', 'The amount is missing. Write it like 1234.50.')
  if (customerId === null || currency === null || minor === null || days === null) return null
  if (minor <= 0)
    return reader.complain(
      row,
      'amount',
      'A payment is more than nothing. Enter a refund or return in its own way.',
    )
  const reference = reader.has('reference') ? reader.text(row, 'reference') : undefined
  const entityId = reader.has('entity') ? reader.id(row, 'entity') : undefined
  const id = readPaymentId(reader, row, [customerId, 'payment', days.receivedOn, currency, minor, reference])
  if (id === null) return null
  return {
    id,
    customerId,
    ...(entityId ? { entityId } : {}),
    currency,
    minor,
    ...days,
    ...(reference === undefined ? {} : { reference }),
  }
}

function readPaymentId(
  reader: RowReader,
  row: SourceRow,
  parts: readonly (string | number | undefined)[],
): string | null {
  if (!reader.has('id'))
    return parts
      .filter((part) => part !== undefined)
      .join('/')
      .slice(0, 190)
  const id = reader.id(row, 'id')
  if (id !== undefined) return id
  return reader.complain(row, 'id', 'The id is missing. Fill it in, or leave the id out of the mapping.')
}

type Days = Pick<Payment, 'receivedOn' | 'clearedOn' | 'returnedOn'>

function readDays(
  reader: RowReader,
  row: SourceRow,
  state: 'cleared' | 'pending' | 'returned' | undefined,
): Days | null {
  const receivedOn = reader.day(row, 'receivedOn')
  const clearedOn = reader.has('clearedOn') ? reader.day(row, 'clearedOn') : undefined
  const returnedOn = reader.has('returnedOn') ? reader.day(row, 'returnedOn') : undefined
  if (receivedOn === undefined)
    return reader.complain(row, 'receivedOn', 'The day of receipt is missing. Write it as YYYY-MM-DD.')
  if (receivedOn === null || clearedOn === null || returnedOn === null) return null
  if (state === 'returned' && returnedOn === undefined)
    return reader.complain(
      row,
      'status',
      'The payment was returned, and the file does not say when. Map "returnedOn".',
    )
  // A file that has a column for clearing leaves it blank while the money is in flight; one without has only money in hand.
  const cleared: CalendarDate | undefined =
    clearedOn ??
    (state === 'cleared' || (state !== 'pending' && !reader.has('clearedOn')) ? receivedOn : undefined)
  return { receivedOn, ...(cleared ? { clearedOn: cleared } : {}), ...(returnedOn ? { returnedOn } : {}) }
}

function readApplication(reader: RowReader, row: SourceRow, payment: Payment): Application | null {
  const number = reader.has('invoice') ? reader.id(row, 'invoice') : undefined
  if (!number) return null
  if (/[;,\n]/.test(number))
    return reader.complain(
      row,
      'invoice',
      'Several invoices are named, and not how much of the payment goes to each. Write one row for each; the payment was loaded as unapplied.',
    )
  const { customerId, entityId } = payment
  const invoice = documentId({ customerId, type: 'invoice', number, entityId })
  if (invoice.length > 200)
    return reader.complain(row, 'invoice', 'Customer and number together are longer than 200 characters.')
  return {
    id: `${payment.id}/${number}`.slice(0, 200),
    from: 'payment',
    fromId: payment.id,
    documentId: invoice,
    minor: payment.minor,
    appliedOn: payment.clearedOn ?? payment.receivedOn,
  }
}

/** Customers a file of payments only names are not told anew: only those it has a name for are given. */
export function namedCustomers(reader: RowReader, customers: CustomerRecords): Customer[] {
  return reader.has('customer.name') ? customers.customers() : []
}
