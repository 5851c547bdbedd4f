import { calendarDate } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import type { ModelDocument, ModelPayment, ModelUse } from './the-model.ts'

/** A document as a source tells of it. */
export function documentRecord(document: ModelDocument): Ledger['documents'][number] {
  const { id, customer, entity, currency, isMemo, total, issued, due, closed } = document
  return {
    id,
    customerId: customer,
    type: isMemo ? 'credit-memo' : 'invoice',
    number: id,
    entityId: entity,
    currency,
    totalMinor: total,
    issuedOn: calendarDate(issued),
    ...(!isMemo && { dueOn: calendarDate(due) }),
    ...(closed !== null && { closedOn: calendarDate(closed), closedBy: 'unlisted' as const }),
  }
}

/** A payment as a source tells of it. */
export function paymentRecord({
  id,
  customer,
  currency,
  minor,
  received,
  cleared,
  returned,
}: ModelPayment): Ledger['payments'][number] {
  return {
    id,
    customerId: customer,
    currency,
    minor,
    receivedOn: calendarDate(received),
    ...(cleared !== null && { clearedOn: calendarDate(cleared) }),
    ...(returned !== null && { returnedOn: calendarDate(returned) }),
  }
}

/** What a source says a payment or a credit memo pays. */
export function applicationRecord({
  id,
  from,
  document,
  minor,
  on,
}: ModelUse): Ledger['applications'][number] {
  const kind = from.startsWith('M') ? 'credit-memo' : 'payment'
  return { id, from: kind, fromId: from, documentId: document, minor, appliedOn: calendarDate(on) }
}
