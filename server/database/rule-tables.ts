import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { EVENTS } from '#engine/ledger-event.ts'
import { companyId, day, instant, whole } from './column.ts'

export const RULE_STATES = ['draft', 'monitor', 'live', 'paused', 'retired'] as const
export type RuleState = (typeof RULE_STATES)[number]

/** A rule as people know it: its name, its state, the version that runs and the draft being edited. */
export const rule = pgTable(
  'rule',
  {
    companyId: companyId(),
    id: text().notNull(),
    name: text().notNull(),
    state: text({ enum: RULE_STATES }).notNull().default('draft'),
    stateReason: text(),
    /** The published version that is walked; null while the rule was never published. */
    liveVersion: integer(),
    /** The document being edited; null when it does not differ from the live version. */
    draft: jsonb().$type<unknown>(),
    /** Goes up with every saved edit, so that two editors cannot overwrite each other unseen. */
    draftRevision: integer().notNull().default(0),
    draftBy: text(),
    draftAt: instant(),
    /** The ids of all who have edited the draft since it was begun: none of them may approve it. */
    draftAuthors: jsonb().$type<string[]>().notNull().default([]),
    priority: integer().notNull().default(50),
    owner: text(),
    /** When the schedule fires next; null for rules that wait for an event or do not run. */
    nextFireAt: instant(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.nextFireAt)],
)

/** A published version. Never changed after it is written. */
export const ruleVersion = pgTable(
  'rule_version',
  {
    companyId: companyId(),
    ruleId: text().notNull(),
    version: integer().notNull(),
    document: jsonb().$type<unknown>().notNull(),
    /** The document as it was written, where it refers to segments that `document` has written out; else null. */
    source: jsonb().$type<unknown>(),
    /** The segments written out, with the version of each. */
    segments: jsonb().$type<Record<string, number>>().notNull().default({}),
    /** What it was published as, which is what it is again after a pause. */
    publishedAs: text({ enum: ['monitor', 'live'] })
      .notNull()
      .default('monitor'),
    /** What was chosen for those already past its acts. */
    firstRun: text({ enum: ['from-now-on', 'act-now'] }),
    /** The same for two versions that decide the same: without names, labels, notes, view and tests. */
    logicHash: text().notNull(),
    publishedAt: instant().notNull(),
    publishedBy: text().notNull(),
    /** The ids of all who wrote, asked for or published it: none of them approves what it asks for. */
    authors: jsonb().$type<string[]>().notNull().default([]),
    approvedBy: text(),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.ruleId, t.version] })],
)

/** A due time that was claimed. Its key is what makes any number of servers fire a rule once. */
export const ruleFire = pgTable(
  'rule_fire',
  {
    companyId: companyId(),
    ruleId: text().notNull(),
    scheduledFor: instant().notNull(),
    claimedAt: instant().notNull(),
    /** The run it led to; null with a reason when it was skipped (missed, and the rule does not catch up). */
    runId: text(),
    skipped: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.ruleId, t.scheduledFor] })],
)

/** One run of a rule through a subject. The number is what action keys use, so a corrected date re-sends nothing. */
export const cycle = pgTable(
  'cycle',
  {
    companyId: companyId(),
    ruleId: text().notNull(),
    subjectType: text({ enum: ['customer', 'invoice'] }).notNull(),
    subjectId: text().notNull(),
    number: integer().notNull(),
    /** The event that opened it, for rules that wait for one. */
    event: text(),
    openedOn: day().notNull(),
    openedRun: text(),
    closedOn: day(),
    closedRun: text(),
    state: text({ enum: ['open', 'closed'] })
      .notNull()
      .default('open'),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.ruleId, t.subjectType, t.subjectId, t.number] }),
    index().on(t.companyId, t.ruleId, t.state),
  ],
)

/** `stopped`: decided, but more than its limits allow would have left; it waits for a person to release it. */
export const RUN_STATES = ['running', 'stopped', 'completed', 'failed'] as const

/** One look at the books by one or more rules. */
export const run = pgTable(
  'run',
  {
    companyId: companyId(),
    id: text().notNull(),
    asOf: day().notNull(),
    trigger: text({ enum: ['schedule', 'manual', 'event', 'demo', 'command-line'] }).notNull(),
    scheduledFor: instant(),
    state: text({ enum: RUN_STATES }).notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    startedBy: text(),
    /** The one version of the ledger everything in this run was decided from. */
    ledgerVersion: whole().notNull(),
    /** Per rule: evaluated, matched, notMatched, unknown, heldBack, actions. */
    counts: jsonb().$type<Record<string, Record<string, number>>>().notNull().default({}),
    problem: text(),
    /** How often it began anew, because the books moved while its shares were being decided. */
    restarts: integer().notNull().default(0),
    /** Per rule the sentences that made the volume brake stop it. */
    brakes: jsonb().$type<Record<string, string[]>>().notNull().default({}),
    releasedBy: text(),
    releasedAt: instant(),
    /** The sources whose books were older than they may be, so that nothing left for the customers they tell of. */
    staleSources: jsonb().$type<string[]>().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index().on(t.companyId, t.startedAt),
    index('run_unfinished').on(t.companyId, t.state).where(sql`state in ('running', 'stopped')`),
  ],
)

/** A share of a run: whole groups of customers, decided by one worker in one transaction. */
export const runChunk = pgTable(
  'run_chunk',
  {
    companyId: companyId(),
    runId: text().notNull(),
    number: integer().notNull(),
    customerIds: jsonb().$type<string[]>().notNull(),
    state: text({ enum: ['waiting', 'working', 'done', 'failed'] }).notNull(),
    leaseUntil: instant(),
    fencing: integer().notNull().default(0),
    worker: text(),
    counts: jsonb().$type<Record<string, Record<string, number>>>().notNull().default({}),
    /** What a person should know of it: records that could not be decided, each with what was found. */
    problems: jsonb().$type<unknown[]>().notNull().default([]),
    finishedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.runId, t.number] })],
)

/** What happened in the books or the mail, for the rules that wait for it. Backfilled records raise none. */
export const ledgerEvent = pgTable(
  'ledger_event',
  {
    companyId: companyId(),
    /** Made of what happened, so that the same thing is reported once. */
    id: text().notNull(),
    kind: text().notNull(),
    customerId: text().notNull(),
    documentId: text(),
    /** The typed values a rule may read as `event.*`. */
    values: jsonb().$type<Record<string, unknown>>().notNull(),
    happenedOn: day().notNull(),
    raisedAt: instant().notNull(),
    /** When the rules that wait for it have been run; null until then. */
    handledAt: instant(),
    runId: text(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    index('ledger_event_waiting').on(t.companyId, t.raisedAt).where(sql`handled_at is null`),
    index().on(t.companyId, t.customerId),
  ],
)

/** An event that a rule waits for and did not look at, since it was paused when the event was taken. */
export const missedEvent = pgTable(
  'missed_event',
  {
    companyId: companyId(),
    ruleId: text().notNull(),
    eventId: text().notNull(),
    kind: text({ enum: EVENTS }).notNull(),
    missedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.ruleId, t.eventId] }), index().on(t.companyId, t.missedAt)],
)

/** Something somebody has to look at: a brake, a missed run, a rule that fell to zero, a release that cannot be decided. */
export const alert = pgTable(
  'alert',
  {
    companyId: companyId(),
    /** Made of what it is about and the day, so that one cause alerts once a day. */
    id: text().notNull(),
    kind: text().notNull(),
    ruleId: text(),
    runId: text(),
    customerId: text(),
    text: text().notNull(),
    raisedAt: instant().notNull(),
    seenBy: text(),
    seenAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.companyId, t.raisedAt)],
)

/** What happened since the morning before, as it was told. */
export const morningReport = pgTable(
  'morning_report',
  {
    companyId: companyId(),
    day: day().notNull(),
    content: jsonb().$type<unknown>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.day] })],
)

/** What a rule wanted for one subject, and why. Kept for those acted on, newly held back and newly unknown. */
export const decision = pgTable(
  'decision',
  {
    companyId: companyId(),
    runId: text().notNull(),
    ruleId: text().notNull(),
    ruleVersion: integer().notNull(),
    subjectType: text({ enum: ['customer', 'invoice'] }).notNull(),
    subjectId: text().notNull(),
    customerId: text().notNull(),
    outcome: text({ enum: ['acted', 'waiting', 'held-back', 'unknown'] }).notNull(),
    branch: text(),
    because: jsonb().$type<unknown>().notNull(),
    acts: jsonb().$type<unknown>().notNull(),
    /** Exactly one reason when nothing leaves. */
    heldBack: text(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.runId, t.ruleId, t.subjectType, t.subjectId] }),
    index().on(t.companyId, t.customerId),
  ],
)
