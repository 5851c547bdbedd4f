import type { LedgerFileContents } from '#connectors/files/read-ledger-file.ts'
import { LEDGER_STREAMS, type LedgerStream } from '#engine/ledger.ts'
import type { StreamCounts } from '#server/database/import-tables.ts'
import type { ImportSummary } from '#server/import/commit-import.ts'

/** What importing a file would do in a company that is not made yet, so that a dry run need not make it. */
export function allNew({ ledger, problems }: LedgerFileContents): ImportSummary {
  const counts = LEDGER_STREAMS.map((stream): [LedgerStream, StreamCounts] => [
    stream,
    { added: ledger[stream].length, changed: 0, unchanged: 0, closed: 0 },
  ])
  return {
    importId: null,
    // One entry for each stream of the list, which is all of them.
    streams: Object.fromEntries(counts) as Record<LedgerStream, StreamCounts>,
    added: counts.reduce((sum, [, { added }]) => sum + added, 0),
    changed: 0,
    unchanged: 0,
    closed: 0,
    openBefore: 0,
    needsConfirmation: false,
    problems,
    ledgerVersion: 0,
  }
}
