import { takeSnapshot, type Snapshot } from '#engine/snapshot.ts'
import type { Database } from '../database/database.ts'
import { loadLedger } from '../database/load-ledger.ts'

/** The books of companies as snapshots, loaded once for each version of the ledger. */
export type Books = { snapshotOf(company: { id: string; ledgerVersion: number }): Promise<Snapshot> }

/** Books read from the database. Only the newest version of each company is kept; older ones nobody asks for again. */
export function openBooks(db: Database): Books {
  const kept = new Map<string, { version: number; snapshot: Promise<Snapshot> }>()
  return {
    snapshotOf({ id, ledgerVersion }) {
      const known = kept.get(id)
      if (known?.version === ledgerVersion) return known.snapshot
      const snapshot = loadLedger(db, id).then(takeSnapshot)
      kept.set(id, { version: ledgerVersion, snapshot })
      // A load that failed is no snapshot; the next request tries again, and this one's caller sees the error.
      snapshot.catch(() => {
        if (kept.get(id)?.snapshot === snapshot) kept.delete(id)
      })
      return snapshot
    },
  }
}
