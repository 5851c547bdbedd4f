import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { MailAddress } from './action-tables.ts'
import { companyId, instant } from './column.ts'

/** How a company, or one legal entity of it, sends its mail. */
export const mailSender = pgTable(
  'mail_sender',
  {
    companyId: companyId(),
    /** The legal entity; empty for all that have no row of their own. */
    entityId: text().notNull(),
    kind: text({ enum: ['resend', 'smtp'] }).notNull(),
    from: jsonb().$type<MailAddress>().notNull(),
    /** A person who reads answers. */
    replyTo: jsonb().$type<MailAddress>().notNull(),
    cc: jsonb().$type<MailAddress[]>().notNull().default([]),
    host: text(),
    port: integer(),
    /** `tls` from the first byte, or `starttls` before anything is said. */
    security: text({ enum: ['tls', 'starttls', 'none'] }),
    user: text(),
    /** The address under which an outside service is asked; its own when null. */
    baseUrl: text(),
    setBy: text().notNull(),
    setAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.entityId] })],
)

/** A version of a letter's words in one language. Those that come with the product have no row until somebody changes them. */
export const mailTemplate = pgTable(
  'mail_template',
  {
    companyId: companyId(),
    name: text().notNull(),
    language: text().notNull(),
    version: integer().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    /** Whether a statement of the account goes with it as PDF, and what happens where a document's copy is not at hand. */
    attachStatement: boolean().notNull().default(false),
    invoiceCopies: text({ enum: ['none', 'attach', 'wait', 'link'] })
      .notNull()
      .default('none'),
    savedAt: instant().notNull(),
    savedBy: text().notNull(),
    /** Who that is, as people are told apart. */
    savedById: text(),
    why: text(),
    removedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.name, t.language, t.version] })],
)

/** An address nothing is sent to any more, because it bounced or its owner complained. */
export const suppressedAddress = pgTable(
  'suppressed_address',
  {
    companyId: companyId(),
    /** In lower case. */
    address: text().notNull(),
    reason: text({ enum: ['bounce', 'complaint', 'by-hand'] }).notNull(),
    detail: text(),
    messageId: text(),
    suppressedAt: instant().notNull(),
    suppressedBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.address] })],
)

/** What a mail service has told us, each event once. */
export const webhookEvent = pgTable(
  'webhook_event',
  {
    companyId: companyId(),
    provider: text().notNull(),
    eventId: text().notNull(),
    kind: text().notNull(),
    messageId: text(),
    receivedAt: instant().notNull(),
    outcome: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.provider, t.eventId] }), index().on(t.receivedAt)],
)

/** An answer or another mail of a customer's that came in. */
export const reply = pgTable(
  'reply',
  {
    companyId: companyId(),
    id: text().notNull(),
    customerId: text().notNull(),
    messageId: text(),
    from: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    receivedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

/** Files of ours that go with letters, such as statements; by the digest of their content. */
export const attachment = pgTable(
  'attachment',
  {
    companyId: companyId(),
    id: text().notNull(),
    customerId: text().notNull(),
    documentId: text(),
    fileName: text().notNull(),
    contentType: text().notNull(),
    /** In base64, since a letter carries it so. */
    content: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.documentId)],
)
