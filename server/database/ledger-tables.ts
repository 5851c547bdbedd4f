import { boolean, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import {
  ACCOUNT_STATUSES,
  CLOSING_REASONS,
  CONTACT_ROLES,
  type ContactEvent,
  type Customer,
  DOCUMENT_TYPES,
  type Document,
  HOLD_RELEASES,
  type LedgerStream,
  type PaymentPlan,
} from '#engine/ledger.ts'
import { companyId, day, whole } from './column.ts'

/**
 * The records of receivables, one table a stream. Every column but the four of `recordColumns` has the name of the engine's
 * key (snake case in SQL), so that one piece of code stores and loads all streams; a test compares the two lists.
 * No foreign keys between them: an import checks its references once and for all of its rows, and may be undone as a whole.
 */
const recordColumns = () => ({
  companyId: companyId(),
  id: text().notNull(),
  /** The connection the record came from; `dunlin` for what is kept here only. */
  source: text().notNull(),
  /** The import that wrote it last. */
  importId: text(),
})

export const entity = pgTable(
  'entity',
  {
    ...recordColumns(),
    name: text().notNull(),
    currency: text().notNull(),
    timeZone: text().notNull(),
    country: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)

export const customer = pgTable(
  'customer',
  {
    ...recordColumns(),
    name: text().notNull(),
    parentId: text(),
    currency: text(),
    creditLimitMinor: whole(),
    insuredLimitMinor: whole(),
    status: text({ enum: ACCOUNT_STATUSES }),
    internal: boolean(),
    autopay: boolean(),
    segment: text(),
    tags: jsonb().$type<string[]>(),
    country: text(),
    language: text(),
    terms: text(),
    owner: text(),
    lastContactOn: day(),
    custom: jsonb().$type<NonNullable<Customer['custom']>>(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.parentId)],
)

export const contact = pgTable(
  'contact',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    name: text(),
    email: text(),
    phone: text(),
    role: text({ enum: CONTACT_ROLES }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const document = pgTable(
  'document',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    entityId: text(),
    type: text({ enum: DOCUMENT_TYPES }).notNull(),
    number: text().notNull(),
    currency: text().notNull(),
    totalMinor: whole().notNull(),
    issuedOn: day().notNull(),
    dueOn: day(),
    openMinor: whole(),
    openOn: day(),
    closedOn: day(),
    closedBy: text({ enum: CLOSING_REASONS }),
    instalments: jsonb().$type<NonNullable<Document['instalments']>>(),
    purchaseOrder: text(),
    terms: text(),
    discountOn: day(),
    discountMinor: whole(),
    custom: jsonb().$type<NonNullable<Document['custom']>>(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index().on(t.companyId, t.customerId),
    index().on(t.companyId, t.number),
  ],
)

export const payment = pgTable(
  'payment',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    entityId: text(),
    currency: text().notNull(),
    minor: whole().notNull(),
    receivedOn: day().notNull(),
    clearedOn: day(),
    returnedOn: day(),
    reference: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const application = pgTable(
  'application',
  {
    ...recordColumns(),
    from: text({ enum: ['payment', 'credit-memo'] }).notNull(),
    fromId: text().notNull(),
    documentId: text().notNull(),
    minor: whole().notNull(),
    appliedOn: day().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index().on(t.companyId, t.documentId),
    index().on(t.companyId, t.fromId),
  ],
)

export const dispute = pgTable(
  'dispute',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    documentId: text().notNull(),
    minor: whole(),
    openedOn: day().notNull(),
    closedOn: day(),
    reason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index().on(t.companyId, t.customerId),
    index().on(t.companyId, t.documentId),
  ],
)

export const promise = pgTable(
  'promise',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    documentIds: jsonb().$type<string[]>(),
    currency: text().notNull(),
    minor: whole().notNull(),
    madeOn: day().notNull(),
    promisedFor: day().notNull(),
    cancelledOn: day(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const plan = pgTable(
  'plan',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    documentIds: jsonb().$type<string[]>().notNull(),
    currency: text().notNull(),
    startedOn: day().notNull(),
    endedOn: day(),
    rates: jsonb().$type<PaymentPlan['rates']>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const hold = pgTable(
  'hold',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    placedOn: day().notNull(),
    releasedOn: day(),
    releasedBy: text({ enum: ['rule', 'person', 'system'] }),
    placedBy: text({ enum: ['rule', 'person', 'system'] }).notNull(),
    ruleId: text(),
    actor: text(),
    reason: text(),
    release: text({ enum: HOLD_RELEASES }),
    releaseBelowMinor: jsonb().$type<Record<string, number>>(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const block = pgTable(
  'block',
  {
    ...recordColumns(),
    kind: text({ enum: ['dunning-block', 'pause'] }).notNull(),
    customerId: text().notNull(),
    documentId: text(),
    from: day().notNull(),
    until: day(),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

export const contactEvent = pgTable(
  'contact_event',
  {
    ...recordColumns(),
    customerId: text().notNull(),
    on: day().notNull(),
    kind: text().$type<ContactEvent['kind']>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

/** The engine gives a rate no id; here it is `USD/EUR/2026-01-31`. */
export const rate = pgTable(
  'rate',
  {
    ...recordColumns(),
    from: text().notNull(),
    to: text().notNull(),
    on: day().notNull(),
    // Text, because a rate is a decimal of any length and must come back digit for digit.
    rate: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)

/** The table of each stream. */
export const LEDGER_TABLES = {
  entities: entity,
  customers: customer,
  contacts: contact,
  documents: document,
  payments: payment,
  applications: application,
  disputes: dispute,
  promises: promise,
  plans: plan,
  holds: hold,
  blocks: block,
  contactEvents: contactEvent,
  rates: rate,
} as const satisfies Record<LedgerStream, unknown>
