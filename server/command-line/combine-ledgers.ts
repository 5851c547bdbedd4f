import { emptyLedger, LEDGER_STREAMS, type Ledger, type LedgerStream } from '#engine/ledger.ts'
import { recordId } from '#server/database/record-columns.ts'

/** As in an import: a file rarely knows everything of these, so what it leaves out stays. */
const MERGED: ReadonlySet<LedgerStream> = new Set(['entities', 'customers', 'contacts'])

type LedgerRecord = Ledger[LedgerStream][number]

/** Several files as one ledger, as if they had been imported one after the other: of the same record, the later file counts. */
export function combineLedgers(ledgers: readonly Ledger[]): Ledger {
  const [only] = ledgers
  if (only && ledgers.length === 1) return only
  const combined = emptyLedger()
  for (const stream of LEDGER_STREAMS) {
    const records = new Map<string, LedgerRecord>()
    for (const ledger of ledgers)
      for (const record of ledger[stream]) {
        const id = recordId(record)
        const before = records.get(id)
        records.set(id, before && MERGED.has(stream) ? merged(before, record) : record)
      }
    const into: LedgerRecord[] = combined[stream]
    for (const record of records.values()) into.push(record)
  }
  return combined
}

function merged(before: LedgerRecord, after: LedgerRecord): LedgerRecord {
  const both = { ...before, ...after }
  // A file that has no name writes the id in its place; that is no reason to forget the name.
  if ('name' in both && 'name' in before && 'id' in both && both.name === both.id)
    return { ...both, name: before.name } as LedgerRecord
  if ('custom' in before && 'custom' in after)
    return { ...both, custom: { ...before.custom, ...after.custom } } as LedgerRecord
  return both
}
