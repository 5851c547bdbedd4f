import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { LedgerStream } from '#engine/ledger.ts'
import { companyId, whole } from './column.ts'

/**
 * What each version of a company's ledger changed, so that books in memory take over that alone: the records of an import
 * (named in `import_change`, whether it was committed or undone) or those listed here. A version without a row may have
 * changed anything, and whoever meets one reads the ledger anew.
 */
export const ledgerChange = pgTable(
  'ledger_change',
  {
    companyId: companyId(),
    version: whole().notNull(),
    importId: text(),
    records: jsonb().$type<Partial<Record<LedgerStream, readonly string[]>>>(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.version] })],
)
