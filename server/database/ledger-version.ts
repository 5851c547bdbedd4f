import { eq, sql } from 'drizzle-orm'
import { company } from './company-tables.ts'
import type { Transaction } from './database.ts'
import { CompanyUnknownError } from './errors.ts'

/** One change of a company's ledger at a time, so that "before" is what was there and versions count up one by one. */
export async function lockLedger(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`ledger ${companyId}`}, 0))`)
}

/** Counts a committed change of the ledger (or none, by 0); gives the version that holds from now on. */
export async function raiseLedgerVersion(tx: Transaction, companyId: string, by: 0 | 1): Promise<number> {
  const [raised] = await tx
    .update(company)
    .set({ ledgerVersion: sql`${company.ledgerVersion} + ${by}` })
    .where(eq(company.id, companyId))
    .returning({ ledgerVersion: company.ledgerVersion })
  if (raised === undefined) throw new CompanyUnknownError(companyId)
  return raised.ledgerVersion
}
