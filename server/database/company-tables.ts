import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { companyId, day, instant, whole } from './column.ts'

/** One organisation with its rules, users and limits. */
export const company = pgTable('company', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In test mode actions stop in the outbox. Every company starts there. */
  mode: text({ enum: ['test', 'live'] })
    .notNull()
    .default('test'),
  timeZone: text().notNull(),
  /** The currency in which a figure is shown that names none. */
  currency: text().notNull(),
  /** Goes up by one with every committed change of the ledger; a run reads one version. */
  ledgerVersion: whole().notNull().default(0),
  settings: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  /** Set while "stop all sending" is pressed. */
  sendingStoppedAt: instant(),
  sendingStoppedBy: text(),
  /** The last day on which somebody looked for what happens by a day's passing, such as a promise that is broken. */
  eventsLookedOn: day(),
  createdAt: instant().notNull().defaultNow(),
})

/** A system or file drop that feeds the ledger. */
export const connection = pgTable(
  'connection',
  {
    companyId: companyId(),
    id: text().notNull(),
    /** Which connector: `files`, `quickbooks`, ... */
    kind: text().notNull(),
    name: text().notNull(),
    state: text({ enum: ['active', 'paused', 'broken', 'removed'] })
      .notNull()
      .default('active'),
    settings: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** Credentials, encrypted under a key that is not in the database. */
    secret: text(),
    /** Where each stream's next read starts. */
    cursors: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    staleAfterHours: whole().notNull().default(24),
    lastReadAt: instant(),
    problem: text(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)

export const ACCOUNT_MATCHES = ['same-id', 'matched', 'doubtful', 'by-hand'] as const

/** A customer an account may be, and what speaks for it. */
export type AccountCandidate = { readonly customerId: string; readonly why: string }

/** A customer as one connection knows it. `customerId` is whom it was matched to. */
export const account = pgTable(
  'account',
  {
    companyId: companyId(),
    connectionId: text().notNull(),
    id: text().notNull(),
    customerId: text(),
    name: text().notNull(),
    taxId: text(),
    domain: text(),
    match: text({ enum: ACCOUNT_MATCHES }).notNull(),
    /** Customers it may be, where nobody has decided yet. */
    candidates: jsonb().$type<AccountCandidate[]>().notNull().default([]),
    /** The import that first named it. */
    importId: text(),
    /** The row of the customer it was by itself, while it is matched by hand to another. */
    ownCustomer: jsonb().$type<Record<string, unknown>>(),
    matchedBy: text(),
    matchedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.connectionId, t.id] }),
    index().on(t.companyId, t.customerId),
  ],
)

/** A record that is booked to another customer than its account would be by itself; by these a match is taken back. */
export const accountRecord = pgTable(
  'account_record',
  {
    companyId: companyId(),
    connectionId: text().notNull(),
    accountId: text().notNull(),
    /** The table it stands in. */
    table: text().notNull(),
    recordId: text().notNull(),
  },
  (t) => [
    primaryKey({
      name: 'account_record_pk',
      columns: [t.companyId, t.connectionId, t.accountId, t.table, t.recordId],
    }),
  ],
)

/**
 * The append-only record of who did what and why; each line carries the hash of the one before. The hash covers a digest of what
 * was written (`before`, `after`, `why`) and not the words themselves, so that personal data can be erased from a line and the
 * chain still be verified. Triggers refuse every other change (`audit_guard` in the migrations).
 */
export const audit = pgTable(
  'audit',
  {
    companyId: companyId(),
    sequence: whole().notNull(),
    at: instant().notNull(),
    actor: text().notNull(),
    act: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text().notNull(),
    before: jsonb().$type<unknown>(),
    after: jsonb().$type<unknown>(),
    why: text(),
    /** Random, and gone with the words: without it nobody can try out which words the digest was made from. */
    salt: text(),
    contentDigest: text(),
    erasedAt: instant(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.sequence] }),
    index().on(t.companyId, t.subjectType, t.subjectId),
  ],
)
