import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { MailAddress } from './action-tables.ts'
import { companyId, day, instant } from './column.ts'

export const REPORT_MAIL_STATES = ['waiting', 'sending', 'unknown', 'sent', 'failed', 'not-sent'] as const

/**
 * The morning report of a day on its way to one person of the company: one row for each, which is all that may ever leave. Apart
 * from letters, since it is about no customer, carries out no act, keeps to no send window and is no contact.
 */
export const reportMail = pgTable(
  'report_mail',
  {
    companyId: companyId(),
    day: day().notNull(),
    userId: text().notNull(),
    to: jsonb().$type<MailAddress>().notNull(),
    state: text({ enum: REPORT_MAIL_STATES }).notNull(),
    stateReason: text(),
    /** As it goes to the mail service, byte for byte, from before the first attempt until nothing more can leave. */
    payload: jsonb().$type<unknown>(),
    payloadHash: text(),
    sentBy: text({ enum: ['resend', 'smtp'] }),
    providerId: text(),
    attempts: integer().notNull().default(0),
    leaseUntil: instant(),
    /** Goes up with every attempt; an outcome with an older number is refused. */
    fencing: integer().notNull().default(0),
    /** True once an attempt may have been taken by the mail service although nobody heard of it. */
    mayHaveLeft: boolean().notNull().default(false),
    firstAttemptAt: instant(),
    /** Not tried or looked up again before this; null where a person would have to. */
    notBefore: instant(),
    createdAt: instant().notNull(),
    settledAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.day, t.userId] }), index().on(t.state)],
)
