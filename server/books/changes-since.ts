import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { LEDGER_STREAMS, type LedgerStream } from '#engine/ledger.ts'
import type { Transaction } from '#server/database/database.ts'
import { importChange } from '#server/database/import-tables.ts'
import { ledgerChange } from '#server/database/ledger-change-tables.ts'

/** The ids of the records that were added, changed or removed, by stream. */
export type RecordChanges = ReadonlyMap<LedgerStream, ReadonlySet<string>>

/** Above so many changed records reading them one by one is no faster than reading everything. */
const MOST_CHANGES = 20_000

/**
 * What the versions after one, up to another, changed in a company's ledger. Null when one of them does not say (see
 * `ledger-change-tables.ts`) or when it is a great deal: then the ledger is to be read anew.
 */
export async function changesSince(
  tx: Transaction,
  companyId: string,
  { after, upTo }: { after: number; upTo: number },
): Promise<RecordChanges | null> {
  const versions = await tx
    .select({ importId: ledgerChange.importId, records: ledgerChange.records })
    .from(ledgerChange)
    .where(
      and(
        eq(ledgerChange.companyId, companyId),
        gt(ledgerChange.version, after),
        lte(ledgerChange.version, upTo),
      ),
    )
  if (versions.length !== upTo - after) return null
  const changes = new Map<LedgerStream, Set<string>>()
  const add = (stream: LedgerStream, id: string) => {
    const known = changes.get(stream)
    if (known) known.add(id)
    else changes.set(stream, new Set([id]))
  }
  const imports = new Set<string>()
  for (const { importId, records } of versions) {
    if (importId !== null) imports.add(importId)
    for (const stream of LEDGER_STREAMS) for (const id of records?.[stream] ?? []) add(stream, id)
  }
  const imported = await tx
    .select({ stream: importChange.stream, id: importChange.recordId })
    .from(importChange)
    .where(and(eq(importChange.companyId, companyId), inArray(importChange.importId, [...imports])))
    .limit(MOST_CHANGES + 1)
  if (imported.length > MOST_CHANGES) return null
  for (const { stream, id } of imported) add(stream, id)
  return changes
}
