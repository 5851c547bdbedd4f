import { customType, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { companyId, instant, whole } from './column.ts'

/** A change asked for under a key of the caller's, and what was answered: asked again, it is answered again and not done again. */
export const idempotency = pgTable(
  'idempotency',
  {
    companyId: companyId(),
    /** Whose key it is: two callers may think of the same one. */
    principalId: text().notNull(),
    key: text().notNull(),
    route: text().notNull(),
    requestHash: text().notNull(),
    /** Null while the request is under way. */
    status: integer(),
    contentType: text(),
    answer: text(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.principalId, t.key] }), index().on(t.createdAt)],
)

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** A file that was sent and not yet imported. Kept in the database, so that any process can go on with it. */
export const upload = pgTable(
  'upload',
  {
    companyId: companyId(),
    id: text().notNull(),
    fileName: text().notNull(),
    content: bytes().notNull(),
    size: whole().notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] }), index().on(t.createdAt)],
)
