import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Customer, emptyLedger } from '#engine/ledger.ts'
import { writtenMinor } from '#engine/money.ts'
import {
  aContact,
  aCreditMemo,
  aCustomer,
  aDispute,
  aDunningBlock,
  aHold,
  anApplication,
  anInvoice,
  aPause,
  aPayment,
  aPlan,
  aPromise,
  day,
} from '../builders.ts'

/** The books of a virtual company, which events change. */
export type Books = ReturnType<typeof emptyLedger>

/** Something that happens on a day and changes the books. Everything is about customer C1 and in USD unless it says otherwise. */
export type LedgerEvent = (books: Books, on: CalendarDate) => void

type Of = { customer?: string; currency?: string }
const minorOf = (amount: number, { currency = 'USD' }: Of) => writtenMinor(amount, currency)

/** A customer turns up, or changes. */
export function customer(id: string, draft: Omit<Partial<Customer>, 'id'> = {}): LedgerEvent {
  return ({ customers }) => {
    const at = customers.findIndex((known) => known.id === id)
    if (at === -1) customers.push(aCustomer({ id, ...draft }))
    else customers[at] = { ...customers[at]!, ...draft }
  }
}

export function contact(role: 'billing' | 'escalation' | 'other', { customer = 'C1' }: Of = {}): LedgerEvent {
  return ({ contacts }) => {
    const id = `${customer}-${role}`
    contacts.push(
      aContact({ id, customerId: customer, role, email: `${role}@${customer.toLowerCase()}.test` }),
    )
  }
}

type InvoiceDraft = Of & {
  amount?: number
  due?: string
  issued?: string
  entity?: string
  instalments?: [due: string, amount: number][]
}

/** An invoice is issued that day; over 100.00 unless told otherwise. Without `due` the books do not say when it is due. */
export function invoice(id: string, { amount = 100, instalments, ...draft }: InvoiceDraft = {}): LedgerEvent {
  return ({ documents }, on) => {
    const { customer = 'C1', currency = 'USD', due, issued = on, entity } = draft
    const parts = instalments?.map(([dueOn, part]) => ({ dueOn, minor: writtenMinor(part, currency) }))
    documents.push(
      anInvoice({
        id,
        customerId: customer,
        currency,
        issuedOn: issued,
        ...(due && { dueOn: due }),
        ...(entity && { entityId: entity }),
        ...(parts ? { instalments: parts } : { totalMinor: writtenMinor(amount, currency) }),
      }),
    )
  }
}

export function creditMemo(id: string, { amount, ...of }: Of & { amount: number }): LedgerEvent {
  return ({ documents }, on) => {
    const { customer = 'C1', currency = 'USD' } = of
    documents.push(
      aCreditMemo({ id, customerId: customer, currency, issuedOn: on, totalMinor: minorOf(amount, of) }),
    )
  }
}

type PaymentDraft = Of & {
  amount: number
  pays?: string | Record<string, number>
  clears?: 'at once' | 'later'
}

/** Money comes in. `pays` says which documents it pays; without it, it stays unapplied. */
export function payment(
  id: string,
  { amount, pays = {}, clears = 'at once', ...of }: PaymentDraft,
): LedgerEvent {
  return ({ payments, applications }, on) => {
    const { customer = 'C1', currency = 'USD' } = of
    payments.push(
      aPayment({
        id,
        customerId: customer,
        currency,
        minor: minorOf(amount, of),
        receivedOn: on,
        clearedOn: clears === 'at once' ? on : null,
      }),
    )
    const parts = typeof pays === 'string' ? { [pays]: amount } : pays
    for (const [documentId, part] of Object.entries(parts))
      applications.push(anApplication({ fromId: id, documentId, minor: minorOf(part, of), appliedOn: on }))
  }
}

/** A payment that was in flight clears. */
export function clears(id: string): LedgerEvent {
  return ({ payments }, on) => change(payments, id, { clearedOn: on })
}

/** The bank takes a payment back. */
export function returns(id: string): LedgerEvent {
  return ({ payments }, on) => change(payments, id, { returnedOn: on })
}

/** A credit memo is used on a document. */
export function applies(
  fromId: string,
  documentId: string,
  { amount, ...of }: Of & { amount: number },
): LedgerEvent {
  return ({ applications }, on) => {
    const minor = minorOf(amount, of)
    applications.push(anApplication({ from: 'credit-memo', fromId, documentId, minor, appliedOn: on }))
  }
}

/** A document leaves the books: written off, voided, or no longer listed by the source. */
export function closes(id: string, why: 'void' | 'written-off' | 'unlisted'): LedgerEvent {
  return ({ documents }, on) => change(documents, id, { closedOn: on, closedBy: why })
}

/** The accounting system corrects a due date. */
export function redates(id: string, due: string): LedgerEvent {
  return ({ documents }) => change(documents, id, { dueOn: day(due) })
}

export function promise(
  id: string,
  { amount, by, invoices, ...of }: Of & { amount: number; by: string; invoices?: string[] },
): LedgerEvent {
  return ({ promises }, on) => {
    const { customer = 'C1', currency = 'USD' } = of
    promises.push(
      aPromise({
        id,
        customerId: customer,
        currency,
        minor: minorOf(amount, of),
        madeOn: on,
        promisedFor: by,
        ...(invoices && { documentIds: invoices }),
      }),
    )
  }
}

/** The customer contests a document, in whole or (`amount`) in part. */
export function dispute(documentId: string, { amount, ...of }: Of & { amount?: number } = {}): LedgerEvent {
  return ({ disputes }, on) => {
    const { customer = 'C1' } = of
    const part = amount === undefined ? {} : { minor: minorOf(amount, of) }
    disputes.push(
      aDispute({ id: `dispute-${documentId}`, customerId: customer, documentId, openedOn: on, ...part }),
    )
  }
}

export function disputeCloses(documentId: string): LedgerEvent {
  return ({ disputes }, on) => change(disputes, `dispute-${documentId}`, { closedOn: on })
}

/** Chasing is paused: of a customer, or of one document. */
export function pause(
  id: string,
  { customer = 'C1', invoice, until }: Of & { invoice?: string; until?: string } = {},
): LedgerEvent {
  return ({ blocks }, on) => {
    const more = { ...(invoice && { documentId: invoice }), ...(until && { until }) }
    blocks.push(aPause({ id, customerId: customer, from: on, ...more }))
  }
}

export function dunningBlock(id: string, { customer = 'C1' }: Of = {}): LedgerEvent {
  return ({ blocks }, on) => {
    blocks.push(aDunningBlock({ id, customerId: customer, from: on }))
  }
}

/** A pause or a dunning block is lifted. */
export function lifts(id: string): LedgerEvent {
  return ({ blocks }, on) => change(blocks, id, { until: on })
}

export function personHolds(id: string, { customer = 'C1' }: Of = {}): LedgerEvent {
  return ({ holds }, on) => {
    holds.push(aHold({ id, customerId: customer, placedOn: on, placedBy: 'person' }))
  }
}

/** A person releases every hold of a customer. */
export function personReleases({ customer = 'C1' }: Of = {}): LedgerEvent {
  return ({ holds }, on) => {
    for (const { id, customerId, releasedOn } of [...holds])
      if (customerId === customer && releasedOn === undefined) change(holds, id, { releasedOn: on })
  }
}

export function paymentPlan(
  id: string,
  { invoices, rates, customer = 'C1' }: Of & { invoices: string[]; rates: [due: string, amount: number][] },
): LedgerEvent {
  return ({ plans }, on) => {
    const parts = rates.map(([dueOn, amount]) => ({ dueOn, minor: writtenMinor(amount, 'USD') }))
    plans.push(aPlan({ id, customerId: customer, startedOn: on, documentIds: invoices, rates: parts }))
  }
}

function change<T extends { id: string }>(
  records: T[],
  id: string,
  changes: { [K in keyof T]?: T[K] },
): void {
  const at = records.findIndex((record) => record.id === id)
  if (at === -1) throw new Error(`The scenario changes "${id}", which is not in the books yet.`)
  records[at] = { ...records[at]!, ...changes }
}
