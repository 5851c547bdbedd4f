import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Dispute, Document, Payment, PromiseToPay } from '#engine/ledger.ts'
import type { LedgerEvent } from '#engine/ledger-event.ts'

/** A payment that has cleared. Money on its way may still not come, so it is no event yet. */
export function paymentReceived(payment: Payment): LedgerEvent {
  return {
    id: `payment-received/${payment.id}`,
    kind: 'payment-received',
    customerId: payment.customerId,
    documentId: null,
    happenedOn: payment.clearedOn ?? payment.receivedOn,
    values: { ...moneyOf(payment), payment: payment.id, ...textOf('reference', payment.reference) },
  }
}

/** A payment that came back. */
export function paymentReturned(payment: Payment & { readonly returnedOn: CalendarDate }): LedgerEvent {
  return {
    id: `payment-returned/${payment.id}/${payment.returnedOn}`,
    kind: 'payment-returned',
    customerId: payment.customerId,
    documentId: null,
    happenedOn: payment.returnedOn,
    values: { ...moneyOf(payment), payment: payment.id, ...textOf('reference', payment.reference) },
  }
}

/** An invoice, debit memo or finance charge that is new in the books. */
export function invoiceCreated(document: Document): LedgerEvent {
  const { id, customerId, issuedOn, type, number, currency, totalMinor } = document
  return {
    id: `invoice-created/${id}`,
    kind: 'invoice-created',
    customerId,
    documentId: id,
    happenedOn: issuedOn,
    values: { amountMinor: totalMinor, currency, documentType: type, reference: number },
  }
}

/** A dispute that is open. Its currency is that of the document, where that is at hand. */
export function disputeOpened(dispute: Dispute, currency: string | null): LedgerEvent {
  const { id, customerId, documentId, openedOn, minor, reason } = dispute
  return {
    id: `dispute-opened/${id}`,
    kind: 'dispute-opened',
    customerId,
    documentId,
    happenedOn: openedOn,
    values: {
      ...(currency !== null && { currency }),
      ...(minor !== undefined && { amountMinor: minor }),
      ...textOf('reason', reason),
    },
  }
}

/** A promise to pay that was not kept; `on` is the day on which that was certain. */
export function promiseBroken(promise: PromiseToPay, on: CalendarDate): LedgerEvent {
  return {
    // By its day too: a promise that is moved to another day and broken again is another disappointment.
    id: `promise-broken/${promise.id}/${promise.promisedFor}`,
    kind: 'promise-broken',
    customerId: promise.customerId,
    documentId: null,
    happenedOn: on,
    values: { ...moneyOf(promise), promisedFor: promise.promisedFor },
  }
}

function moneyOf({ minor, currency }: { readonly minor: number; readonly currency: string }) {
  return { amountMinor: minor, currency }
}

function textOf(key: string, text: string | undefined): Record<string, string> {
  return text === undefined ? {} : { [key]: text }
}
