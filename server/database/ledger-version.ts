import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { LedgerStream } from '#engine/ledger.ts'
import type { Transaction } from './database.ts'
import { CompanyUnknownError } from './errors.ts'
import { rows } from './rows.ts'

/** One change of a company's ledger at a time, so that "before" is what was there and versions count up one by one. */
export async function lockLedger(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`ledger ${companyId}`}, 0))`)
}

/** Keeps the ledger as it is until the transaction ends, while others may read it under the same lock. */
export async function shareLedger(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`ledger ${companyId}`}, 0))`)
}

/** Everything a version of the ledger changed: what an import wrote or took back, or the ids of records by stream. */
export type LedgerChange =
  | { readonly importId: string }
  | { readonly records: Partial<Record<LedgerStream, readonly string[]>> }

/**
 * Counts a committed change of the ledger (or none, by 0); gives the version that holds from now on. Whoever says all that
 * was changed spares everybody else reading the whole ledger again; whoever cannot say it all must leave it out.
 */
export async function raiseLedgerVersion(
  tx: Transaction,
  companyId: string,
  by: 0 | 1,
  changed?: LedgerChange,
): Promise<number> {
  const logged = by === 1 && changed !== undefined ? sql`, logged as (${logOf(companyId, changed)})` : sql``
  const [raised] = rows(
    Raised,
    await tx.execute(sql`
      with raised as (
        update company set ledger_version = ledger_version + ${by} where id = ${companyId} returning ledger_version
      )${logged}
      select ledger_version::text as version from raised`),
  )
  if (raised === undefined) throw new CompanyUnknownError(companyId)
  return Number(raised.version)
}

const Raised = z.object({ version: z.string() })

function logOf(companyId: string, changed: LedgerChange): SQL {
  const importId = 'importId' in changed ? changed.importId : null
  const records = 'records' in changed ? JSON.stringify(changed.records) : null
  return sql`insert into ledger_change (company_id, version, import_id, records)
    select ${companyId}, ledger_version, ${importId}::text, ${records}::jsonb from raised`
}
