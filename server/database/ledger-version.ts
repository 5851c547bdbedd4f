import { eq, sql } from 'drizzle-orm'
import type { LedgerStream } from '#engine/ledger.ts'
import { company } from './company-tables.ts'
import type { Transaction } from './database.ts'
import { CompanyUnknownError } from './errors.ts'
import { ledgerChange } from './ledger-change-tables.ts'

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
  const [raised] = await tx
    .update(company)
    .set({ ledgerVersion: sql`${company.ledgerVersion} + ${by}` })
    .where(eq(company.id, companyId))
    .returning({ ledgerVersion: company.ledgerVersion })
  if (raised === undefined) throw new CompanyUnknownError(companyId)
  if (by === 1 && changed !== undefined)
    await tx.insert(ledgerChange).values({ companyId, version: raised.ledgerVersion, ...changed })
  return raised.ledgerVersion
}
