import { and, eq, inArray } from 'drizzle-orm'
import { documentId } from '#connectors/files/document-records.ts'
import type { Application, Ledger } from '#engine/ledger.ts'
import type { Transaction } from '#server/database/database.ts'
import { document } from '#server/database/ledger-tables.ts'
import type { MatchedLedger } from './match-accounts.ts'

/**
 * A file of payments names the invoices it pays by their numbers, while the ledger may know them by ids of their own. Such
 * applications are led to the document of the same customer with that number; where there is none, or more than one, they
 * stay as they are and the payment counts as unapplied cash. A file knows the customer by the number its own source has.
 */
export async function resolveApplications(
  tx: Transaction,
  companyId: string,
  { ledger, accountsOf }: MatchedLedger,
): Promise<Ledger> {
  const own = new Set(ledger.documents.map(({ id }) => id))
  const foreign = ledger.applications.filter(({ documentId: id }) => !own.has(id))
  if (foreign.length === 0) return ledger
  const payers = new Set(ledger.payments.map(({ customerId }) => customerId))
  const stored = await documentsOf(tx, companyId, [...payers])
  const ids = new Set(stored.map(({ id }) => id))
  const byNumber = new Map<string, string | null>()
  // Two documents of one number and customer: nobody can say which was meant.
  for (const { id, ...of } of stored)
    for (const customerId of [of.customerId, ...(accountsOf.get(of.customerId) ?? [])])
      for (const named of [
        documentId({ ...of, customerId }),
        documentId({ ...of, customerId, entityId: undefined }),
      ])
        byNumber.set(named, byNumber.has(named) && byNumber.get(named) !== id ? null : id)
  const lead = (application: Application): Application => {
    const { documentId: named } = application
    const found = own.has(named) || ids.has(named) ? named : byNumber.get(named)
    return found ? { ...application, documentId: found } : application
  }
  return { ...ledger, applications: ledger.applications.map(lead) }
}

type StoredDocument = Parameters<typeof documentId>[0] & { readonly id: string }

async function documentsOf(
  tx: Transaction,
  companyId: string,
  customerIds: string[],
): Promise<StoredDocument[]> {
  const found: StoredDocument[] = []
  for (let from = 0; from < customerIds.length; from += 1000) {
    const rows = await tx
      .select({
        id: document.id,
        customerId: document.customerId,
        entityId: document.entityId,
        type: document.type,
        number: document.number,
      })
      .from(document)
      .where(
        and(
          eq(document.companyId, companyId),
          inArray(document.customerId, customerIds.slice(from, from + 1000)),
        ),
      )
    for (const { entityId, ...row } of rows) found.push({ ...row, entityId: entityId ?? undefined })
  }
  return found
}
