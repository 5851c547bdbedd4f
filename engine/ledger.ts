import { z } from 'zod'
import { CalendarDate } from './calendar-date.ts'
import { Currency } from './money.ts'

/**
 * The records of receivables as every connector, file and table hands them to the engine. Amounts are whole minor units of
 * `currency`; days are calendar dates; ids are text and keep their leading zeros. Optional keys are absent when unknown.
 */

const Id = z.string().min(1).max(200)
const Text = z.string().max(2000)
const Minor = z.int()

/** A legal entity of the company: who is owed the money. */
export const Entity = z.strictObject({
  id: Id,
  name: Text,
  currency: Currency,
  timeZone: z.string(),
  country: z.string().length(2).exactOptional(),
})
export type Entity = z.infer<typeof Entity>

export const ACCOUNT_STATUSES = ['active', 'insolvent', 'legal', 'agency', 'inactive'] as const
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]

export const CustomFields = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/),
  z.union([z.number(), z.string(), z.boolean(), z.array(z.string())]),
)

/** Whom we chase. */
export const Customer = z.strictObject({
  id: Id,
  name: Text,
  parentId: Id.exactOptional(),
  /** The currency of the credit limit and of amounts that name none. */
  currency: Currency.exactOptional(),
  creditLimitMinor: Minor.exactOptional(),
  insuredLimitMinor: Minor.exactOptional(),
  status: z.enum(ACCOUNT_STATUSES).exactOptional(),
  /** One of our own companies: never chased. */
  internal: z.boolean().exactOptional(),
  autopay: z.boolean().exactOptional(),
  segment: Text.exactOptional(),
  tags: z.array(Text).exactOptional(),
  country: Text.exactOptional(),
  language: Text.exactOptional(),
  terms: Text.exactOptional(),
  owner: Text.exactOptional(),
  lastContactOn: CalendarDate.exactOptional(),
  custom: CustomFields.exactOptional(),
})
export type Customer = z.infer<typeof Customer>

/** An `invoice-inbox` files what comes in and nobody reads it: invoices go there, reminders never do. */
export const CONTACT_ROLES = [
  'billing',
  'escalation',
  'executive',
  'account-owner',
  'invoice-inbox',
  'other',
] as const

/** A person at the customer, by role. */
export const Contact = z.strictObject({
  id: Id,
  customerId: Id,
  name: Text.exactOptional(),
  email: z.string().max(320).exactOptional(),
  phone: Text.exactOptional(),
  role: z.enum(CONTACT_ROLES),
})
export type Contact = z.infer<typeof Contact>

export const DOCUMENT_TYPES = ['invoice', 'debit-memo', 'finance-charge', 'credit-memo'] as const
export type DocumentType = (typeof DOCUMENT_TYPES)[number]
export const CLOSING_REASONS = ['paid', 'void', 'written-off', 'unlisted'] as const

/** An invoice, debit memo, finance charge or credit memo. Amounts are positive for every type. */
export const Document = z.strictObject({
  id: Id,
  customerId: Id,
  entityId: Id.exactOptional(),
  type: z.enum(DOCUMENT_TYPES),
  number: Text,
  currency: Currency,
  totalMinor: Minor,
  issuedOn: CalendarDate,
  /** Absent when the source has none; then terms of `DEFAULT_TERMS_DAYS` apply and the document is flagged. */
  dueOn: CalendarDate.exactOptional(),
  /** What is unpaid on `openOn`, where the source states it. Holds only from that day. */
  openMinor: Minor.exactOptional(),
  openOn: CalendarDate.exactOptional(),
  /** From this day on nothing is open. */
  closedOn: CalendarDate.exactOptional(),
  closedBy: z.enum(CLOSING_REASONS).exactOptional(),
  /** Several due dates; they add up to `totalMinor`. */
  instalments: z.array(z.strictObject({ dueOn: CalendarDate, minor: Minor })).exactOptional(),
  purchaseOrder: Text.exactOptional(),
  terms: Text.exactOptional(),
  discountOn: CalendarDate.exactOptional(),
  discountMinor: Minor.exactOptional(),
  custom: CustomFields.exactOptional(),
})
export type Document = z.infer<typeof Document>

/** Terms assumed for a document that comes without a due date. */
export const DEFAULT_TERMS_DAYS = 30

/** Money received. `clearedOn` absent: still in flight. A returned payment counts as if it had never been made from `returnedOn` on. */
export const Payment = z.strictObject({
  id: Id,
  customerId: Id,
  entityId: Id.exactOptional(),
  currency: Currency,
  minor: Minor,
  receivedOn: CalendarDate,
  clearedOn: CalendarDate.exactOptional(),
  returnedOn: CalendarDate.exactOptional(),
  reference: Text.exactOptional(),
})
export type Payment = z.infer<typeof Payment>

/** Part of a payment or credit memo that pays a document, from `appliedOn` on. */
export const Application = z.strictObject({
  id: Id,
  from: z.enum(['payment', 'credit-memo']),
  fromId: Id,
  documentId: Id,
  minor: Minor,
  appliedOn: CalendarDate,
})
export type Application = z.infer<typeof Application>

/** A document the customer contests, whole or in part. */
export const Dispute = z.strictObject({
  id: Id,
  customerId: Id,
  documentId: Id,
  /** The contested part; absent: all that is open. */
  minor: Minor.exactOptional(),
  openedOn: CalendarDate,
  closedOn: CalendarDate.exactOptional(),
  reason: Text.exactOptional(),
})
export type Dispute = z.infer<typeof Dispute>

/** A promise to pay: an amount by a day. Kept and broken follow from the payments, see `promise-to-pay.ts`. */
export const PromiseToPay = z.strictObject({
  id: Id,
  customerId: Id,
  /** The documents it covers; absent: all of the customer's in that currency. */
  documentIds: z.array(Id).exactOptional(),
  currency: Currency,
  minor: Minor,
  madeOn: CalendarDate,
  promisedFor: CalendarDate,
  cancelledOn: CalendarDate.exactOptional(),
})
export type PromiseToPay = z.infer<typeof PromiseToPay>

/** An agreed plan to pay several documents in rates. */
export const PaymentPlan = z.strictObject({
  id: Id,
  customerId: Id,
  documentIds: z.array(Id),
  currency: Currency,
  startedOn: CalendarDate,
  endedOn: CalendarDate.exactOptional(),
  rates: z.array(z.strictObject({ dueOn: CalendarDate, minor: Minor })),
})
export type PaymentPlan = z.infer<typeof PaymentPlan>

export const HOLD_RELEASES = ['cleared', 'unmatched', 'by-hand'] as const

/** A credit hold: no new orders for a customer. */
export const Hold = z.strictObject({
  id: Id,
  customerId: Id,
  placedOn: CalendarDate,
  releasedOn: CalendarDate.exactOptional(),
  /** Who ended it. A source that does not say so tells of a person. */
  releasedBy: z.enum(['rule', 'person', 'system']).exactOptional(),
  /** Whose hold it is: only a rule's own hold is ever released by a rule. */
  placedBy: z.enum(['rule', 'person', 'system']),
  ruleId: Id.exactOptional(),
  actor: Text.exactOptional(),
  reason: Text.exactOptional(),
  /** How a rule's hold ends: when nothing is overdue, when its rule no longer matches, or by a person only. */
  release: z.enum(HOLD_RELEASES).exactOptional(),
  /** Below this balance per currency, in minor units, it counts as cleared. */
  releaseBelowMinor: z.record(Currency, Minor).exactOptional(),
})
export type Hold = z.infer<typeof Hold>

/** A dunning block (do not chase, until lifted) or a pause (do not chase until a day), of a customer or of one document. */
export const Block = z.strictObject({
  id: Id,
  kind: z.enum(['dunning-block', 'pause']),
  customerId: Id,
  documentId: Id.exactOptional(),
  from: CalendarDate,
  /** The day on which chasing goes on: the first on which it holds no more. */
  until: CalendarDate.exactOptional(),
  reason: Text.exactOptional(),
})
export type Block = z.infer<typeof Block>

export const MESSAGE_KINDS = ['chase', 'statement', 'receipt', 'reply', 'internal'] as const

/** A contact with the customer that has taken place, by us or by them. */
export const ContactEvent = z.strictObject({
  id: Id,
  customerId: Id,
  on: CalendarDate,
  kind: z.enum([...MESSAGE_KINDS, 'call']),
})
export type ContactEvent = z.infer<typeof ContactEvent>

/** A dated rate: one unit of `from` is `rate` units of `to`. */
export const ExchangeRate = z.strictObject({
  from: Currency,
  to: Currency,
  on: CalendarDate,
  rate: z.string().regex(/^\d+(\.\d+)?$/),
})
export type ExchangeRate = z.infer<typeof ExchangeRate>

/** The name of every stream of records with its schema, in an order in which references point backwards. */
export const LEDGER_SCHEMAS = {
  entities: Entity,
  customers: Customer,
  contacts: Contact,
  documents: Document,
  payments: Payment,
  applications: Application,
  disputes: Dispute,
  promises: PromiseToPay,
  plans: PaymentPlan,
  holds: Hold,
  blocks: Block,
  contactEvents: ContactEvent,
  rates: ExchangeRate,
} as const

export type LedgerStream = keyof typeof LEDGER_SCHEMAS
export const LEDGER_STREAMS = Object.keys(LEDGER_SCHEMAS) as LedgerStream[]

/** All records of one company. */
export type Ledger = { readonly [S in LedgerStream]: readonly z.infer<(typeof LEDGER_SCHEMAS)[S]>[] }

/** A ledger with nothing in it. */
export function emptyLedger(): { [S in LedgerStream]: z.infer<(typeof LEDGER_SCHEMAS)[S]>[] } {
  return {
    entities: [],
    customers: [],
    contacts: [],
    documents: [],
    payments: [],
    applications: [],
    disputes: [],
    promises: [],
    plans: [],
    holds: [],
    blocks: [],
    contactEvents: [],
    rates: [],
  }
}

/** Something in a source that could not be taken over: where, what was found, what would be right. */
export type LedgerProblem = {
  readonly line: number | null
  readonly column: string | null
  readonly value: string
  readonly message: string
}
