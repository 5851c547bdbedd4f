import type { LedgerEvent } from '#engine/ledger-event.ts'
import type { Transaction } from '#server/database/database.ts'
import { ledgerEvent } from '#server/database/rule-tables.ts'

const CHUNK = 500

/**
 * Writes down what has happened, in the transaction that found it, for the rules that wait for it. Each id once: what is found a
 * second time, as by the import of the same file, is not reported again. Answers how many are new.
 */
export async function raiseEvents(
  tx: Transaction,
  { companyId, now, events }: { companyId: string; now: Date; events: readonly LedgerEvent[] },
): Promise<number> {
  let added = 0
  for (let from = 0; from < events.length; from += CHUNK) {
    const rows = events.slice(from, from + CHUNK).map((event) => ({ ...event, companyId, raisedAt: now }))
    const raised = await tx
      .insert(ledgerEvent)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: ledgerEvent.id })
    added += raised.length
  }
  return added
}
