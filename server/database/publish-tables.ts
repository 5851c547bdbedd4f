import { sql } from 'drizzle-orm'
import { integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { companyId, instant } from './column.ts'

export const PUBLISH_REQUEST_STATES = ['open', 'approved', 'declined', 'withdrawn'] as const

/** A rule somebody wants published, waiting for a second person. It binds the document asked about, to the letter. */
export const publishRequest = pgTable(
  'publish_request',
  {
    companyId: companyId(),
    id: text().notNull(),
    ruleId: text().notNull(),
    /** The draft's revision it was asked for; null when an old version is to be brought back. */
    draftRevision: integer(),
    /** The version to be brought back; null when a draft is to be published. */
    fromVersion: integer(),
    document: jsonb().$type<unknown>().notNull(),
    logicHash: text().notNull(),
    target: text({ enum: ['monitor', 'live'] }).notNull(),
    firstRun: text({ enum: ['from-now-on', 'act-now'] }).notNull(),
    /** Why a second person is needed, in sentences. */
    reasons: jsonb().$type<string[]>().notNull(),
    /** The ids of all who wrote it or asked for it; none of them may approve. */
    authors: jsonb().$type<string[]>().notNull(),
    why: text().notNull(),
    state: text({ enum: PUBLISH_REQUEST_STATES }).notNull(),
    requestedBy: text().notNull(),
    requestedAt: instant().notNull(),
    decidedBy: text(),
    decidedAt: instant(),
    decidedWhy: text(),
  },
  (t) => [
    primaryKey({ columns: [t.companyId, t.id] }),
    uniqueIndex('publish_request_open').on(t.companyId, t.ruleId).where(sql`state = 'open'`),
  ],
)
