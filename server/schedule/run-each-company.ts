import type { Clock } from '#server/clock.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { mayRunAgain, noteRunFailure } from '#server/guards/run-failures.ts'
import { isBeingRun, type RunOrder } from '#server/run/begin-run.ts'
import { lockRuns } from '#server/run/company.ts'
import { runWithin } from '#server/run/run-company.ts'
import { beginInShares, isLarge, type ShareSize, untilClosed } from '#server/run/run-in-shares.ts'

/** Told of each run that was begun: how it ended, and how long it took. */
export type ObserveRun = (run: { outcome: 'completed' | 'failed'; seconds: number }) => void

/** Runs rules whole, or begins the shares of their run where the company is large; answers the id of the run. */
export type BeginRun = (order: RunOrder) => Promise<string>

/**
 * Claims what there is to run of a company and begins its run, in the transaction of both; null where there is nothing, as where
 * another server has claimed it. The company's runs are locked, and none is under way.
 */
type Claim = (tx: Transaction, companyId: string, begin: BeginRun) => Promise<string | null>

/**
 * Runs the rules of one company after the other. What is claimed and its run commit together: a process that dies in between leaves
 * all of it to be claimed again. A company whose run fails does not keep the others waiting; the failure is written down in a
 * transaction of its own, since that of the run is gone, and the company is tried again after a pause. Answers the ids of the runs.
 */
export async function runEachCompany(
  db: Database,
  {
    companyIds,
    claim,
    clock,
    worker,
    observe,
    size = {},
  }: {
    companyIds: readonly string[]
    claim: Claim
    clock: Clock
    worker: string
    observe: ObserveRun
    size?: ShareSize
  },
): Promise<string[]> {
  const runs: string[] = []
  const failures: unknown[] = []
  for (const companyId of companyIds)
    try {
      if (!(await mayRunAgain(db, { companyId, now: clock.now() }))) continue
      const run = await observed(observe, () => runOne(db, { companyId, claim, clock, worker, size }))
      if (run !== null) runs.push(run)
    } catch (error) {
      failures.push(error)
    }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'))
  return runs
}

/** Tells how long a run took, and how it ended; nothing for a company of which another server has claimed what there was. */
async function observed(observe: ObserveRun, work: () => Promise<string | null>): Promise<string | null> {
  const from = performance.now()
  const seconds = () => (performance.now() - from) / 1000
  try {
    const run = await work()
    if (run !== null) observe({ outcome: 'completed', seconds: seconds() })
    return run
  } catch (error) {
    observe({ outcome: 'failed', seconds: seconds() })
    throw error
  }
}

type One = {
  readonly companyId: string
  readonly claim: Claim
  readonly clock: Clock
  readonly worker: string
  readonly size: ShareSize
}

async function runOne(db: Database, one: One): Promise<string | null> {
  const { companyId, clock, worker, size } = one
  try {
    const isInShares = await isLarge(db, companyId, size.documentsAShare)
    const runId = await db.transaction((tx) => claimAndRun(tx, one, isInShares))
    if (runId !== null && isInShares) await untilClosed(db, { companyId, runId, clock, worker, ...size })
    return runId
  } catch (error) {
    await db.transaction((tx) => noteRunFailure(tx, { companyId, now: clock.now(), error }))
    throw error
  }
}

async function claimAndRun(
  tx: Transaction,
  { companyId, claim, size }: One,
  isInShares: boolean,
): Promise<string | null> {
  await lockRuns(tx, companyId)
  // What comes while a run is under way is run after it.
  if (await isBeingRun(tx, companyId)) return null
  return claim(tx, companyId, async (order) =>
    isInShares ? (await beginInShares(tx, order, size.documentsAShare)).id : (await runWithin(tx, order)).run,
  )
}
