import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { companyId, instant } from './column.ts'

/**
 * A condition saved under a name, which drafts refer to by `{ "condition": ID }` wherever a condition may stand. Publishing
 * writes it out, so that what runs never changes unseen.
 */
export const segment = pgTable(
  'segment',
  {
    companyId: companyId(),
    id: text().notNull(),
    name: text().notNull(),
    /** What it is asked of. */
    subject: text({ enum: ['customer', 'invoice'] }).notNull(),
    /** The version that holds now. */
    version: integer().notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    removedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)

/** A version of a segment. Never changed after it is written. */
export const segmentVersion = pgTable(
  'segment_version',
  {
    companyId: companyId(),
    segmentId: text().notNull(),
    version: integer().notNull(),
    condition: jsonb().$type<unknown>().notNull(),
    savedAt: instant().notNull(),
    savedBy: text().notNull(),
    why: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.segmentId, t.version] }), index().on(t.companyId, t.savedAt)],
)
