import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import type { Company } from '#server/run/company.ts'
import type { Books } from '#server/run/plan-company.ts'

/**
 * The books a publication is decided from: those in memory when they are of today's version, else read within the transaction.
 * The transaction holds the ledger's lock, so they stay right until it ends.
 */
export async function booksNow(tx: Transaction, company: Company, inMemory?: Books): Promise<Books> {
  if (inMemory && inMemory.ledgerVersion === company.ledgerVersion) return inMemory
  const snapshot = takeSnapshot(await readLedger(tx, company.id))
  return {
    snapshot,
    catalogue: catalogueOf({ customFields: discoverCustomFields(snapshot) }),
    ledgerVersion: company.ledgerVersion,
  }
}
