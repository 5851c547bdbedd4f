import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { companyId, instant } from './column.ts'

/** Secrets by name, sealed with a key that is not in the database: it holds them and cannot read them. */
export const secret = pgTable(
  'secret',
  {
    companyId: companyId(),
    name: text().notNull(),
    sealed: text().notNull(),
    setAt: instant().notNull(),
    setBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.name] })],
)
