import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { MESSAGE_KINDS } from '#engine/ledger.ts'
import { companyId, day, instant, whole } from './column.ts'

export const ACTION_STATES = [
  'planned',
  'awaiting-approval',
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'cancelled',
  'expired',
  'skipped',
] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** One intended act on the outside world. These rows are the memory of the system. */
export const action = pgTable(
  'action',
  {
    companyId: companyId(),
    id: text().notNull(),
    /** Company, rule, step, subject, cycle number or event, repeat number, as one text. Never the version or the params. */
    key: text().notNull(),
    runId: text(),
    ruleId: text().notNull(),
    ruleVersion: integer().notNull(),
    stepId: text().notNull(),
    subjectType: text({ enum: ['customer', 'invoice'] }).notNull(),
    subjectId: text().notNull(),
    /** The cycle's number; null for what belongs to no rule, such as the release of a hold by its own terms. */
    cycle: integer(),
    /** The event that opened the cycle, by which the key knows it. */
    event: text(),
    repeat: integer().notNull().default(1),
    customerId: text().notNull(),
    /** What is done: `send-email`, `place-credit-hold`, ... */
    kind: text().notNull(),
    params: jsonb().$type<unknown>().notNull(),
    recipient: jsonb().$type<unknown>(),
    amounts: jsonb().$type<Record<string, number>>(),
    state: text({ enum: ACTION_STATES }).notNull(),
    stateReason: text(),
    /** Why it was decided, in one sentence, and the tree behind it. */
    reason: text().notNull(),
    because: jsonb().$type<unknown>().notNull(),
    plannedOn: day().notNull(),
    decidedAt: instant().notNull(),
    /** The day it counts as done, by which waits are counted. */
    doneOn: day(),
    /** True when a second person has to agree before it leaves. */
    needsApproval: boolean().notNull().default(false),
    approvedBy: text(),
    approvedAt: instant(),
    /** What the approval binds: logic, act, subject, recipient, amount. */
    approvedHash: text(),
    notBefore: instant(),
    attempts: integer().notNull().default(0),
    leaseUntil: instant(),
    /** Goes up with every claim; a write back with an older number is refused. */
    fencing: integer().notNull().default(0),
    outcome: jsonb().$type<unknown>(),
    settledAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    // An action that ended before any attempt frees its key, so that the act can be decided again;
    // one that may have reached the outside world never does.
    uniqueIndex('action_key')
      .on(t.companyId, t.key)
      .where(sql`state not in ('cancelled', 'expired') or attempts > 0`),
    index().on(t.companyId, t.ruleId, t.subjectType, t.subjectId),
    index().on(t.companyId, t.customerId),
    index().on(t.companyId, t.runId),
    index('action_unfinished')
      .on(t.companyId, t.state, t.leaseUntil)
      .where(sql`state in ('planned', 'awaiting-approval', 'queued', 'sending', 'unknown')`),
  ],
)

/** One mailbox with the name before it. Never a list, never a text that a mail program would take apart. */
export type MailAddress = { readonly name: string; readonly address: string }

/** A file that goes with a letter: a statement made for it, or a copy of a document we have. */
export type MailAttachment = { readonly id: string; readonly fileName: string; readonly contentType: string }

/** A delivery: what one or more actions send, frozen before the first attempt and never composed again. */
export const message = pgTable(
  'message',
  {
    companyId: companyId(),
    id: text().notNull(),
    customerId: text().notNull(),
    entityId: text(),
    contactId: text(),
    kind: text().$type<(typeof MESSAGE_KINDS)[number]>().notNull(),
    to: jsonb().$type<unknown>().notNull(),
    template: text(),
    templateVersion: integer(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    lines: jsonb().$type<unknown[]>().notNull(),
    totals: jsonb().$type<Record<string, number>>().notNull(),
    /** The key given to the mail service, fixed when frozen. */
    idempotencyKey: text(),
    payloadHash: text(),
    /** The frozen letter as it goes to the mail service, byte for byte. */
    payload: jsonb().$type<unknown>(),
    frozenAt: instant(),
    state: text({ enum: ['draft', 'frozen', 'sending', 'sent', 'failed', 'unknown', 'void'] }).notNull(),
    stateReason: text(),
    language: text(),
    /** The person answers go to, and who else gets the letter. */
    replyTo: jsonb().$type<MailAddress>(),
    cc: jsonb().$type<MailAddress[]>().notNull().default([]),
    attachments: jsonb().$type<MailAttachment[]>().notNull().default([]),
    /** What a person wrote in place of the template's words; runs keep it and bring only the table up to date. */
    wording: jsonb().$type<{ subject: string; body: string }>(),
    wordedBy: text(),
    wordedAt: instant(),
    /** Which sender it left by, and its own id for the letter. */
    sentBy: text({ enum: ['resend', 'smtp'] }),
    providerId: text(),
    attempts: integer().notNull().default(0),
    leaseUntil: instant(),
    /** Goes up with every claim; a write back with an older number is refused. */
    fencing: integer().notNull().default(0),
    firstAttemptAt: instant(),
    /** Not tried again before this. */
    notBefore: instant(),
    createdAt: instant().notNull(),
    sentAt: instant(),
    deliveredAt: instant(),
    bouncedAt: instant(),
    complainedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index().on(t.companyId, t.customerId),
    index().on(t.providerId),
    index('message_unfinished')
      .on(t.companyId, t.state, t.leaseUntil)
      .where(sql`state in ('frozen', 'sending', 'unknown')`),
  ],
)

/** Which actions a letter carries out; an action about two legal entities has a letter from each. */
export const messageAction = pgTable(
  'message_action',
  {
    companyId: companyId(),
    messageId: text().notNull(),
    actionId: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.messageId, t.actionId] }),
    index().on(t.companyId, t.actionId),
  ],
)

/** One try to carry something out: a letter or an action of another kind. Never changed once it has ended. */
export const attempt = pgTable(
  'attempt',
  {
    companyId: companyId(),
    subjectType: text({ enum: ['message', 'action'] }).notNull(),
    subjectId: text().notNull(),
    /** The fencing number it was claimed under. */
    number: integer().notNull(),
    worker: text().notNull(),
    startedAt: instant().notNull(),
    endedAt: instant(),
    /** Null while it is under way; `superseded` when another took over and its late answer was refused. */
    result: text({ enum: ['sent', 'refused', 'later', 'unknown', 'superseded'] }),
    found: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.subjectType, t.subjectId, t.number] })],
)

/** Something a person is asked to do. */
export const task = pgTable(
  'task',
  {
    companyId: companyId(),
    id: text().notNull(),
    customerId: text(),
    documentId: text(),
    title: text().notNull(),
    detail: text(),
    dueOn: day(),
    assignee: text(),
    state: text({ enum: ['open', 'done', 'dropped'] })
      .notNull()
      .default('open'),
    ruleId: text(),
    stepId: text(),
    actionId: text(),
    /** What it is about, so that the same thing is not asked twice while it is open; null for tasks of people. */
    key: text(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    closedAt: instant(),
    closedBy: text(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    uniqueIndex('task_open_key').on(t.companyId, t.key).where(sql`state = 'open' and key is not null`),
    index().on(t.companyId, t.state, t.dueOn),
    index().on(t.companyId, t.customerId),
  ],
)

/** Something a person or a rule wrote down about a customer. */
export const note = pgTable(
  'note',
  {
    companyId: companyId(),
    id: text().notNull(),
    customerId: text().notNull(),
    documentId: text(),
    kind: text({ enum: ['note', 'call'] })
      .notNull()
      .default('note'),
    text: text().notNull(),
    actionId: text(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)

/** A finance charge a rule has asked for: a draft until a person posts it in the books. */
export const charge = pgTable(
  'charge',
  {
    companyId: companyId(),
    id: text().notNull(),
    actionId: text().notNull(),
    customerId: text().notNull(),
    documentId: text(),
    /** What it is charged for, such as `2026-11`; one charge for each rule, subject and period. */
    period: text().notNull(),
    currency: text().notNull(),
    minor: whole().notNull(),
    state: text({ enum: ['draft', 'posted', 'void'] }).notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    settledAt: instant(),
    settledBy: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.customerId)],
)
