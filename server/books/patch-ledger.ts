import type { Ledger, LedgerStream } from '#engine/ledger.ts'
import type { Transaction } from '#server/database/database.ts'
import { readRecords } from '#server/database/load-ledger.ts'
import { recordId } from '#server/database/record-columns.ts'
import type { RecordChanges } from './changes-since.ts'

/** The ledger with the named records as they are now; those that are gone leave it. The one given stays as it was. */
export async function patchLedger(
  tx: Transaction,
  companyId: string,
  ledger: Ledger,
  changes: RecordChanges,
): Promise<Ledger> {
  let patched = ledger
  for (const [stream, ids] of changes) {
    const present = await readRecords(tx, { companyId, stream, ids: [...ids] })
    patched = { ...patched, [stream]: merged(ledger[stream], present, ids) }
  }
  return patched
}

/** Keeps the order by id that a ledger read as a whole has, so that both give the same snapshot. */
function merged(
  before: Ledger[LedgerStream],
  present: Ledger[LedgerStream][number][],
  changed: ReadonlySet<string>,
): Ledger[LedgerStream][number][] {
  const kept: Ledger[LedgerStream][number][] = []
  for (const record of before) if (!changed.has(recordId(record))) kept.push(record)
  kept.push(...present)
  return kept.sort((a, b) => (recordId(a) < recordId(b) ? -1 : 1))
}
