import { type CalendarDate, calendarDate } from '#engine/calendar-date.ts'
import {
  type Application,
  type Block,
  type Contact,
  type ContactEvent,
  type Customer,
  type Dispute,
  type Document,
  type Entity,
  type ExchangeRate,
  emptyLedger,
  type Hold,
  LEDGER_SCHEMAS,
  type Ledger,
  type Payment,
  type PaymentPlan,
  type PromiseToPay,
} from '#engine/ledger.ts'

/**
 * Records for tests. Each goes through the real schema and needs only what the test is about. Everything belongs to the
 * customer `acme`, is in USD and was issued on 2026-01-01 unless the test says otherwise.
 */

/** A record as a test writes it: any of its fields, days as plain text. */
type Draft<T> = {
  [K in keyof T]?: T[K] extends CalendarDate | undefined
    ? string
    : K extends 'instalments' | 'rates'
      ? readonly { readonly dueOn: string; readonly minor: number }[]
      : T[K]
}

let lastNumber = 0
const next = (prefix: string) => `${prefix}-${++lastNumber}`

/** A day for a test. */
export const day = calendarDate

export function anEntity(draft: Draft<Entity> = {}): Entity {
  const id = draft.id ?? 'us'
  return LEDGER_SCHEMAS.entities.parse({
    id,
    name: id.toUpperCase(),
    currency: 'USD',
    timeZone: 'America/New_York',
    ...draft,
  })
}

export function aCustomer(draft: Draft<Customer> = {}): Customer {
  const id = draft.id ?? 'acme'
  return LEDGER_SCHEMAS.customers.parse({ id, name: id, ...draft })
}

export function aContact(draft: Draft<Contact> = {}): Contact {
  return LEDGER_SCHEMAS.contacts.parse({ id: next('contact'), customerId: 'acme', role: 'billing', ...draft })
}

/** An invoice of 1,000.00 due 30 days after issue; with `type`, any other document. */
export function anInvoice(draft: Draft<Document> = {}): Document {
  const id = draft.id ?? next('inv')
  const dueOn = draft.instalments || draft.issuedOn ? {} : { dueOn: '2026-01-31' }
  return LEDGER_SCHEMAS.documents.parse({
    id,
    customerId: 'acme',
    type: 'invoice',
    number: id,
    currency: 'USD',
    totalMinor: draft.instalments?.reduce((sum, part) => sum + part.minor, 0) ?? 100_000,
    issuedOn: '2026-01-01',
    ...dueOn,
    ...draft,
  })
}

export function aCreditMemo(draft: Draft<Document> = {}): Document {
  return anInvoice({ id: next('memo'), type: 'credit-memo', ...draft })
}

/** A payment that cleared on the day it was received, unless the test says otherwise; `clearedOn: null` is in flight. */
export function aPayment({
  clearedOn,
  ...draft
}: Omit<Draft<Payment>, 'clearedOn'> & { clearedOn?: string | null } = {}): Payment {
  const receivedOn = draft.receivedOn ?? '2026-02-01'
  const cleared = clearedOn === null ? {} : { clearedOn: clearedOn ?? receivedOn }
  return LEDGER_SCHEMAS.payments.parse({
    id: next('pay'),
    customerId: 'acme',
    currency: 'USD',
    minor: 100_000,
    receivedOn,
    ...cleared,
    ...draft,
  })
}

/** Part of a payment, or of a credit memo, paying a document. */
export function anApplication(
  draft: Draft<Application> & { fromId: string; documentId: string },
): Application {
  return LEDGER_SCHEMAS.applications.parse({
    id: next('app'),
    from: 'payment',
    minor: 100_000,
    appliedOn: '2026-02-01',
    ...draft,
  })
}

/** A payment and its application to one document, for tests that care only that something was paid. */
export function paid(
  documentId: string,
  draft: { minor?: number; on?: string; customerId?: string; currency?: string } = {},
): Pick<Ledger, 'payments' | 'applications'> {
  const { minor = 100_000, on = '2026-02-01', customerId = 'acme', currency = 'USD' } = draft
  const payment = aPayment({ customerId, currency, minor, receivedOn: on })
  return {
    payments: [payment],
    applications: [anApplication({ fromId: payment.id, documentId, minor, appliedOn: on })],
  }
}

export function aDispute(draft: Draft<Dispute> & { documentId: string }): Dispute {
  return LEDGER_SCHEMAS.disputes.parse({
    id: next('dispute'),
    customerId: 'acme',
    openedOn: '2026-02-01',
    ...draft,
  })
}

export function aPromise(draft: Draft<PromiseToPay> = {}): PromiseToPay {
  return LEDGER_SCHEMAS.promises.parse({
    id: next('promise'),
    customerId: 'acme',
    currency: 'USD',
    minor: 100_000,
    madeOn: '2026-03-01',
    promisedFor: '2026-03-10',
    ...draft,
  })
}

export function aPlan(draft: Draft<PaymentPlan> & { documentIds: string[] }): PaymentPlan {
  return LEDGER_SCHEMAS.plans.parse({
    id: next('plan'),
    customerId: 'acme',
    currency: 'USD',
    startedOn: '2026-02-15',
    rates: [
      { dueOn: '2026-03-01', minor: 50_000 },
      { dueOn: '2026-04-01', minor: 50_000 },
    ],
    ...draft,
  })
}

export function aHold(draft: Draft<Hold> = {}): Hold {
  return LEDGER_SCHEMAS.holds.parse({
    id: next('hold'),
    customerId: 'acme',
    placedOn: '2026-03-01',
    placedBy: 'person',
    ...draft,
  })
}

export function aDunningBlock(draft: Draft<Block> = {}): Block {
  return LEDGER_SCHEMAS.blocks.parse({
    id: next('block'),
    kind: 'dunning-block',
    customerId: 'acme',
    from: '2026-03-01',
    ...draft,
  })
}

export function aPause(draft: Draft<Block> = {}): Block {
  return aDunningBlock({ kind: 'pause', ...draft })
}

export function aContactEvent(draft: Draft<ContactEvent> = {}): ContactEvent {
  return LEDGER_SCHEMAS.contactEvents.parse({
    id: next('contact-event'),
    customerId: 'acme',
    on: '2026-03-01',
    kind: 'chase',
    ...draft,
  })
}

export function aRate(draft: Draft<ExchangeRate> = {}): ExchangeRate {
  return LEDGER_SCHEMAS.rates.parse({ from: 'EUR', to: 'USD', on: '2026-01-01', rate: '1.10', ...draft })
}

/**
 * A ledger of these records, from any number of parts put together; a customer described again is described anew. Customers
 * that records name and no part describes are added, so that a test about an invoice need not speak of its customer.
 */
export function aLedger(...parts: readonly Partial<Ledger>[]): Ledger {
  const ledger = emptyLedger()
  for (const part of parts) {
    ledger.entities.push(...(part.entities ?? []))
    const described = part.customers ?? []
    ledger.customers = ledger.customers.filter((known) => !described.some(({ id }) => id === known.id))
    ledger.customers.push(...described)
    ledger.contacts.push(...(part.contacts ?? []))
    ledger.documents.push(...(part.documents ?? []))
    ledger.payments.push(...(part.payments ?? []))
    ledger.applications.push(...(part.applications ?? []))
    ledger.disputes.push(...(part.disputes ?? []))
    ledger.promises.push(...(part.promises ?? []))
    ledger.plans.push(...(part.plans ?? []))
    ledger.holds.push(...(part.holds ?? []))
    ledger.blocks.push(...(part.blocks ?? []))
    ledger.contactEvents.push(...(part.contactEvents ?? []))
    ledger.rates.push(...(part.rates ?? []))
  }
  const { contacts, documents, payments, disputes, promises, plans, holds, blocks, contactEvents } = ledger
  const named = [contacts, documents, payments, disputes, promises, plans, holds, blocks, contactEvents]
  const known = new Set(ledger.customers.map((customer) => customer.id))
  for (const { customerId } of named.flat())
    if (!known.has(customerId)) {
      known.add(customerId)
      ledger.customers.push(aCustomer({ id: customerId }))
    }
  if (ledger.customers.length === 0) ledger.customers.push(aCustomer())
  return ledger
}
