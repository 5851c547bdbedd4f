import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Dispute, Document, DocumentType } from '#engine/ledger.ts'
import { DOCUMENT_KINDS, DOCUMENT_STATES, meaningOf, wordsFor } from './cell-words.ts'
import type { CustomFieldReader } from './custom-fields.ts'
import type { CustomerRecords } from './customer-records.ts'
import { readDocumentAmounts } from './document-amounts.ts'
import type { DocumentRows } from './line-items.ts'
import type { RowReader, SourceRow } from './row-reader.ts'

/** What a file of invoices or credit notes is read with. */
export type DocumentReading = {
  readonly reader: RowReader
  readonly customers: CustomerRecords
  readonly custom: CustomFieldReader
  readonly exportedOn: CalendarDate
  readonly records: 'invoices' | 'credit-notes'
}

/** What a row turned out to be; null when it is not loaded, and the reason is on record. */
export type DocumentRead = {
  readonly document: Document
  readonly dispute: Dispute | null
  /** The amount stood in the file as a negative one, although no column calls it a credit. */
  readonly negative: boolean
}

type State = 'open' | 'paid' | 'draft' | 'void' | 'written-off' | 'disputed'

/** The document of one row, or of the rows of its lines. */
export function readDocument(reading: DocumentReading, rows: DocumentRows): DocumentRead | null {
  const { reader, exportedOn } = reading
  const { head } = rows
  const state = readState(reading, head)
  if (state === null) return null
  if (state === 'draft') {
    reader.notice('Drafts are no receivables and were left out.')
    return null
  }
  const customerId = reading.customers.take(head)
  const number = reader.id(head, 'number')
  if (number === undefined)
    return reader.complain(head, 'number', 'The number is missing. Every document needs one.')
  const currency = reader.currency(head, 'currency')
  if (currency === undefined)
    return reader.complain(
      head,
      'currency',
      'The currency is missing. Fill it in, or say "constants": { "currency": "USD" } in a mapping.',
    )
  const days = readDays(reader, head)
  const stated = readType(reading, head)
  if (customerId === null || number === null || currency === null || days === null || stated === null)
    return null
  const settled = days.closedOn !== undefined || ['paid', 'void', 'written-off'].includes(state)
  const amounts = readDocumentAmounts(reader, rows, { currency, settled })
  if (amounts === null) return null
  const { totalMinor, openMinor, negative } = amounts
  const isCredit = stated === 'credit-memo'
  const type: DocumentType = negative ? 'credit-memo' : stated
  if (state === 'paid' && openMinor !== undefined && openMinor > 0)
    return reader.complain(
      head,
      'status',
      'The status says paid, and yet an amount is open. Correct one of them.',
    )
  const closing = readClosing(state, days, openMinor, exportedOn)
  const id = readDocumentId(reading, head, { customerId, type, number })
  if (id === null) return null
  const document: Document = {
    id,
    customerId,
    type,
    number,
    currency,
    totalMinor,
    issuedOn: days.issuedOn,
    ...(days.dueOn ? { dueOn: days.dueOn } : {}),
    ...(openMinor === undefined ? {} : { openMinor, openOn: exportedOn }),
    ...closing,
    ...readDetails(reading, head, currency),
  }
  if (!days.dueOn && !isCredit && !negative && reading.records === 'invoices')
    reader.notice('For invoices without a due date the usual terms are assumed.')
  if (days.dueOn && days.dueOn < days.issuedOn)
    reader.notice('Some invoices are due before their day of issue.')
  const disputed = state === 'disputed' || readDisputed(reading, head)
  if (disputed === null) return null
  const dispute = disputed && document.closedBy !== 'void' ? disputeOf(document) : null
  return { document, dispute, negative: negative && !isCredit && reading.records === 'invoices' }
}

/** An id column where there is one, else a name that the next export makes again. */
function readDocumentId(
  { reader }: DocumentReading,
  row: SourceRow,
  { customerId, type, number }: { customerId: string; type: DocumentType; number: string },
): string | null {
  if (reader.has('id')) {
    const id = reader.id(row, 'id')
    return id === undefined
      ? reader.complain(row, 'id', 'The id is missing. Fill it in, or leave the id out of the mapping.')
      : id
  }
  const entity = reader.has('entity') ? reader.text(row, 'entity') : undefined
  const id = documentId({ customerId, type, number, entityId: entity })
  if (id.length <= 200) return id
  return reader.complain(
    row,
    'number',
    'Customer and number together are longer than 200 characters. Map an id column.',
  )
}

/** The id of a document that has none of its own: the same in every export of the source. */
export function documentId(of: {
  customerId: string
  type: DocumentType
  number: string
  entityId?: string | undefined
}): string {
  return [of.customerId, of.entityId, of.type, of.number].filter((part) => part !== undefined).join('/')
}

function readState({ reader }: DocumentReading, row: SourceRow): State | null {
  if (!reader.has('status')) return 'open'
  const text = reader.text(row, 'status')
  if (text === undefined) return 'open'
  const state = meaningOf(DOCUMENT_STATES, text)
  if (state !== null) return state
  // Where an amount says what is open, a word of the house ("e-mailed") need not be understood.
  if (reader.has('open') || reader.has('paid')) return 'open'
  return reader.complain(
    row,
    'status',
    `The status is not known here. Write one of ${wordsFor(DOCUMENT_STATES)}.`,
  )
}

function readType({ reader, records }: DocumentReading, row: SourceRow): DocumentType | null {
  if (records === 'credit-notes') return 'credit-memo'
  if (!reader.has('type')) return 'invoice'
  return (
    reader.word(row, 'type', DOCUMENT_KINDS) ?? (reader.text(row, 'type') === undefined ? 'invoice' : null)
  )
}

type Days = { issuedOn: CalendarDate; dueOn: CalendarDate | undefined; closedOn: CalendarDate | undefined }

/** All days are read before one is refused, so that a row tells everything wrong with it. */
function readDays(reader: RowReader, row: SourceRow): Days | null {
  const issuedOn = reader.day(row, 'issuedOn')
  const dueOn = reader.has('dueOn') ? reader.day(row, 'dueOn') : undefined
  const closedOn = reader.has('closedOn') ? reader.day(row, 'closedOn') : undefined
  if (issuedOn === undefined)
    return reader.complain(row, 'issuedOn', 'The day of issue is missing. Write it as YYYY-MM-DD.')
  if (issuedOn === null || dueOn === null || closedOn === null) return null
  return { issuedOn, dueOn, closedOn }
}

function readClosing(
  state: State,
  { issuedOn, closedOn }: Days,
  openMinor: number | undefined,
  exportedOn: CalendarDate,
): Pick<Document, 'closedOn' | 'closedBy'> {
  // A void invoice was never owed: it closes on the day it was issued.
  if (state === 'void') return { closedOn: issuedOn, closedBy: 'void' }
  const closedBy = state === 'written-off' ? 'written-off' : 'paid'
  if (closedOn) return { closedOn, closedBy }
  // Paid on a day nobody wrote down: known to be so on the day of export, and not before.
  if (state === 'written-off' || (state === 'paid' && openMinor === undefined))
    return { closedOn: exportedOn, closedBy }
  return {}
}

function readDisputed({ reader }: DocumentReading, row: SourceRow): boolean | null {
  if (!reader.has('disputed')) return false
  const flag = reader.flag(row, 'disputed')
  return flag === undefined ? false : flag
}

/** The file does not tell since when; the cautious day is the day of issue. */
function disputeOf(document: Document): Dispute {
  return {
    id: `${document.id}/dispute`,
    customerId: document.customerId,
    documentId: document.id,
    openedOn: document.issuedOn,
    ...(document.closedOn === undefined ? {} : { closedOn: document.closedOn }),
  }
}

function readDetails(
  { reader, custom }: DocumentReading,
  row: SourceRow,
  currency: string,
): Partial<Document> {
  const details: Partial<Document> = {}
  for (const key of ['purchaseOrder', 'terms'] as const) {
    const text = reader.has(key) ? reader.text(row, key) : undefined
    if (text !== undefined) details[key] = text
  }
  const entityId = reader.has('entity') ? reader.id(row, 'entity') : undefined
  if (entityId) details.entityId = entityId
  const discountOn = reader.has('discountOn') ? reader.day(row, 'discountOn') : undefined
  if (discountOn) details.discountOn = discountOn
  const discountMinor = reader.has('discount') ? reader.amount(row, 'discount', currency) : undefined
  if (typeof discountMinor === 'number') details.discountMinor = discountMinor
  const fields = custom.read(row, 'custom.')
  if (fields) details.custom = fields
  return details
}
