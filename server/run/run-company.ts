import { and, eq } from 'drizzle-orm'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { run } from '#server/database/rule-tables.ts'
import { beginRun, type RunOrder } from './begin-run.ts'
import { closeRun, type RunReport } from './close-run.ts'
import { companyById, lockRuns } from './company.ts'
import { recordShare } from './record-share.ts'
import { beginInShares, isLarge, reportOfRun, type ShareSize, untilClosed } from './run-in-shares.ts'

export type { RunOrder } from './begin-run.ts'
export type { RunReport } from './close-run.ts'

/**
 * Runs the published rules of a company: decides, records decisions, cycles, actions and letters. In test mode the actions stop in
 * the outbox. One run at a time per company, from one version of the books: in one transaction, or in shares where the company has
 * more documents than one transaction should hold.
 */
export async function runCompany(db: Database, order: RunOrder, size: ShareSize = {}): Promise<RunReport> {
  if (!(await isLarge(db, order.companyId, size.documentsAShare)))
    return db.transaction((tx) => runWithin(tx, order))
  const row = await db.transaction((tx) => beginInShares(tx, order, size.documentsAShare))
  await untilClosed(db, {
    companyId: order.companyId,
    runId: row.id,
    clock: order.clock,
    worker: order.actor,
    ...size,
  })
  return reportOfRun(db, row)
}

/** The same within a transaction of the caller, for what has to be committed with the run or not at all. */
export async function runWithin(tx: Transaction, order: RunOrder): Promise<RunReport> {
  await lockRuns(tx, order.companyId)
  await lockLedger(tx, order.companyId)
  const company = await companyById(tx, order.companyId)
  const row = await beginRun(tx, company, order)
  const { companyId, id: runId, asOf, startedAt: now } = row
  const share = await recordShare(tx, {
    company,
    runId,
    asOf,
    now,
    ruleIds: order.ruleIds,
    customerIds: null,
  })
  await tx
    .update(run)
    .set({ staleSources: share.stale.map(({ source }) => source) })
    .where(and(eq(run.companyId, companyId), eq(run.id, runId)))
  const { rules, snapshot } = share
  return closeRun(tx, { company, row, shares: [share], rules, snapshot, finishedAt: order.clock.now() })
}
