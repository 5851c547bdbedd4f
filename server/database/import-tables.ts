import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { LedgerProblem, LedgerStream } from '#engine/ledger.ts'
import { companyId, day, instant } from './column.ts'

/** What an import did to one stream. */
export type StreamCounts = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly closed: number
}

/** One file (or one sync) taken into the ledger. `import` is a word of the language, hence the name. */
export const ledgerImport = pgTable(
  'import',
  {
    companyId: companyId(),
    id: text().notNull(),
    source: text().notNull(),
    fileName: text().notNull(),
    mapping: jsonb().$type<unknown>(),
    exportedOn: day().notNull(),
    lists: text({ enum: ['all-open', 'changes'] }).notNull(),
    rows: integer().notNull(),
    counts: jsonb().$type<Partial<Record<LedgerStream, StreamCounts>>>().notNull(),
    problems: jsonb().$type<LedgerProblem[]>().notNull(),
    state: text({ enum: ['committed', 'undone'] }).notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    undoneAt: instant(),
    undoneBy: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)

/** One record an import wrote: the row before (null when it is new) and after, as the table holds it, without nulls. */
export const importChange = pgTable(
  'import_change',
  {
    companyId: companyId(),
    importId: text().notNull(),
    stream: text().$type<LedgerStream>().notNull(),
    recordId: text().notNull(),
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.importId, t.stream, t.recordId] })],
)
