import { setTimeout as pause } from 'node:timers/promises'
import { and, asc, count, eq, lte, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ReceivablesError } from '#engine/errors.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import type { Clock } from '#server/clock.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { customer, document } from '#server/database/ledger-tables.ts'
import { lockLedger, shareLedger } from '#server/database/ledger-version.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import { rows } from '#server/database/rows.ts'
import { rule, run, runChunk } from '#server/database/rule-tables.ts'
import { beginRun, type RunOrder } from './begin-run.ts'
import { closeRun, type RunReport, type RunRow, storedReport } from './close-run.ts'
import { companyById, lockRuns } from './company.ts'
import { readCustomFields } from './custom-fields.ts'
import { customerGroups, sharesOf } from './customer-groups.ts'
import { failRun, undoShares } from './give-up-run.ts'
import { recordShare, type ShareProblem } from './record-share.ts'
import { runningRules } from './rules.ts'

/** How many documents one share holds, unless the settings of the server say otherwise (`DUNLIN_DOCUMENTS_A_SHARE`). */
const DOCUMENTS_A_SHARE = 20_000
/** How a company is split; what the settings say of it. */
export type ShareSize = { readonly documentsAShare?: number | undefined }
/** How long a process may be at one share before another takes it over. */
const SHARE_LEASE_MS = 10 * 60_000
/** How often a share is tried before the run fails for it. */
const MOST_TRIES = 3
/** How often a run begins anew because the books moved under it, before it keeps them still. */
const MOST_RESTARTS = 3

/** True for a company with more documents than one transaction should hold. */
export async function isLarge(
  db: Queryable,
  companyId: string,
  documentsAShare = DOCUMENTS_A_SHARE,
): Promise<boolean> {
  const [found] = await db
    .select({ documents: count() })
    .from(document)
    .where(eq(document.companyId, companyId))
  return (found?.documents ?? 0) > documentsAShare
}

/** Begins a run in shares, which any process may then work on. */
export async function beginInShares(
  tx: Transaction,
  order: RunOrder,
  documentsAShare = DOCUMENTS_A_SHARE,
): Promise<RunRow> {
  await lockRuns(tx, order.companyId)
  await shareLedger(tx, order.companyId)
  const row = await beginRun(tx, await companyById(tx, order.companyId), order)
  // Which rules may propose something is kept as counts that are still empty; without any it is all of them.
  const counts = Object.fromEntries((order.ruleIds ?? []).map((id) => [id, {}]))
  await tx.update(run).set({ counts }).where(ofRun(row))
  await writeShares(tx, row, { documentsAShare, from: 0 })
  return { ...row, counts }
}

async function writeShares(
  tx: Transaction,
  { companyId, id: runId }: RunRow,
  { documentsAShare, from }: { documentsAShare: number; from: number },
): Promise<void> {
  const documents = await tx
    .select({ customerId: document.customerId, count: count() })
    .from(document)
    .where(eq(document.companyId, companyId))
    .groupBy(document.customerId)
  const customers = await tx
    .select({ id: customer.id, parentId: customer.parentId })
    .from(customer)
    .where(eq(customer.companyId, companyId))
  const ties: [string, string][] = await payingForOthers(tx, companyId)
  for (const { id, parentId } of customers) if (parentId !== null) ties.push([id, parentId])
  const shares = sharesOf(
    customerGroups(
      customers.map(({ id }) => id),
      ties,
    ),
    {
      documentsOf: new Map(documents.map((each) => [each.customerId, each.count])),
      most: documentsAShare,
    },
  )
  for (const [at, customerIds] of shares.entries())
    await tx.insert(runChunk).values({ companyId, runId, number: from + at, customerIds, state: 'waiting' })
}

const Tie = z.object({ one: z.string(), other: z.string() })

/** Customers of whom one pays or credits a document of the other. */
async function payingForOthers(tx: Transaction, companyId: string): Promise<[string, string][]> {
  const found = rows(
    Tie,
    await tx.execute(sql`
      select distinct paid.customer_id as one, payer.customer_id as other
      from application
      join document paid on paid.company_id = application.company_id and paid.id = application.document_id
      join (
        select 'payment' as "from", id, customer_id from payment where company_id = ${companyId}
        union all select 'credit-memo', id, customer_id from document where company_id = ${companyId}
      ) payer on payer."from" = application."from" and payer.id = application.from_id
      where application.company_id = ${companyId} and paid.customer_id <> payer.customer_id`),
  )
  return found.map(({ one, other }) => [one, other])
}

export type Working = {
  readonly companyId: string
  readonly runId: string
  readonly clock: Clock
  readonly worker: string
  /** How the shares are cut anew, should the books move under the run. */
  readonly documentsAShare?: number | undefined
  /** Called when a share has been claimed and is about to be decided; only tests give it. */
  readonly at?: () => Promise<void>
}

/** Works on a run until no share of it waits; whoever finds them all done closes it. */
export async function workOnRun(db: Database, working: Working): Promise<void> {
  for (;;) {
    const chunk = await db.transaction((tx) => claimShare(tx, working))
    if (chunk === null) break
    await working.at?.()
    try {
      const outcome = await db.transaction((tx) => decideShare(tx, working, chunk))
      if (outcome === 'moved') await db.transaction((tx) => beginAnew(tx, working))
    } catch (error) {
      // What the database cannot be told now, the next look finds out: the claim runs out, and the share is tried again.
      if (error instanceof ShareTakenOverError) continue
      if (chunk.fencing >= MOST_TRIES)
        await db.transaction((tx) => failRun(tx, { ...working, now: working.clock.now(), error }))
      else await db.transaction((tx) => giveBack(tx, chunk))
      throw error
    }
  }
  await db.transaction((tx) => closeWhenDone(tx, working))
}

type ChunkRow = typeof runChunk.$inferSelect

async function claimShare(
  tx: Transaction,
  { companyId, runId, clock, worker }: Working,
): Promise<ChunkRow | null> {
  const now = clock.now()
  const [chunk] = await tx
    .select()
    .from(runChunk)
    .where(
      and(
        eq(runChunk.companyId, companyId),
        eq(runChunk.runId, runId),
        or(eq(runChunk.state, 'waiting'), and(eq(runChunk.state, 'working'), lte(runChunk.leaseUntil, now))),
      ),
    )
    .orderBy(asc(runChunk.number))
    .limit(1)
    .for('update', { skipLocked: true })
  if (chunk === undefined) return null
  const claim = {
    state: 'working' as const,
    fencing: chunk.fencing + 1,
    leaseUntil: new Date(now.getTime() + SHARE_LEASE_MS),
    worker,
  }
  await tx.update(runChunk).set(claim).where(ofChunk(chunk))
  return { ...chunk, ...claim }
}

async function giveBack(tx: Transaction, chunk: ChunkRow): Promise<void> {
  await tx
    .update(runChunk)
    .set({ state: 'waiting', leaseUntil: null })
    .where(and(ofChunk(chunk), eq(runChunk.fencing, chunk.fencing), eq(runChunk.state, 'working')))
}

function ofChunk({ companyId, runId, number }: ChunkRow) {
  return and(eq(runChunk.companyId, companyId), eq(runChunk.runId, runId), eq(runChunk.number, number))
}

/**
 * Decides a share from the version of the books the run began with. The books stay as they are until the share is recorded, while
 * other shares are decided beside it.
 */
async function decideShare(
  tx: Transaction,
  { companyId, runId }: Working,
  chunk: ChunkRow,
): Promise<'done' | 'moved' | 'over'> {
  const [row] = await tx
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.id, runId), eq(run.state, 'running')))
    .for('share')
  if (row === undefined) return 'over'
  await shareLedger(tx, companyId)
  const company = await companyById(tx, companyId)
  if (company.ledgerVersion !== row.ledgerVersion) return 'moved'
  return recordChunk(tx, { row, chunk })
}

async function recordChunk(
  tx: Transaction,
  { row, chunk }: { row: RunRow; chunk: ChunkRow },
): Promise<'done' | 'over'> {
  const { companyId, id: runId, asOf, startedAt } = row
  const named = Object.keys(row.counts)
  const share = await recordShare(tx, {
    company: await companyById(tx, companyId),
    runId,
    asOf,
    now: startedAt,
    ruleIds: named.length === 0 ? undefined : named,
    customerIds: chunk.customerIds,
  })
  const written = await tx
    .update(runChunk)
    .set({
      state: 'done',
      leaseUntil: null,
      counts: copyOf(share.counts),
      problems: [...share.problems],
      finishedAt: startedAt,
    })
    .where(and(ofChunk(chunk), eq(runChunk.fencing, chunk.fencing)))
    .returning({ number: runChunk.number })
  // Another has taken it over meanwhile: what was recorded here goes back with the transaction.
  if (written.length === 0) throw new ShareTakenOverError(chunk.number)
  return 'done'
}

function copyOf(counts: Awaited<ReturnType<typeof recordShare>>['counts']) {
  return Object.fromEntries(Object.entries(counts).map(([id, own]) => [id, { ...own }]))
}

class ShareTakenOverError extends Error {
  override name = 'ShareTakenOverError' as const
  constructor(share: number) {
    super(`Another process has taken over share ${share} of the run; what was decided here is dropped.`)
  }
}

/** The books, or the rules, have moved under a run: what it has decided is undone, and it begins anew from how they are now. */
async function beginAnew(
  tx: Transaction,
  { companyId, runId, clock, documentsAShare = DOCUMENTS_A_SHARE }: Working,
): Promise<void> {
  await lockRuns(tx, companyId)
  const row = await lockRun(tx, { companyId, runId })
  if (row === null) return
  const { ledgerVersion: before } = await companyById(tx, companyId)
  const chunks = await chunksOf(tx, row)
  // Somebody else has begun it anew already.
  if (before === row.ledgerVersion && !versionsDiffer(chunks)) return
  const restarts = row.restarts + 1
  if (restarts > MOST_RESTARTS) await lockLedger(tx, companyId)
  else await shareLedger(tx, companyId)
  await undoShares(tx, row)
  const { ledgerVersion } = await companyById(tx, companyId)
  const anew = { ...row, restarts, ledgerVersion }
  await tx.update(run).set({ restarts, ledgerVersion }).where(ofRun(row))
  // The old shares are gone, and their numbers are not given again: who is still at one of them finds it gone.
  const from = Math.max(...chunks.map(({ number }) => number)) + 1
  await writeShares(tx, anew, { documentsAShare, from })
  if (restarts <= MOST_RESTARTS) return
  // The books keep moving: for once nobody may touch them until the whole run is decided.
  for (const chunk of await chunksOf(tx, anew)) await recordChunk(tx, { row: anew, chunk })
  await close(tx, anew, clock)
}

function ofRun({ companyId, id }: Pick<RunRow, 'companyId' | 'id'>) {
  return and(eq(run.companyId, companyId), eq(run.id, id))
}

/** True when a rule was published between two shares, so that they were decided by different versions of it. */
function versionsDiffer(chunks: readonly ChunkRow[]): boolean {
  const seen = new Map<string, number | undefined>()
  const done = chunks.filter(({ state }) => state === 'done')
  return done.some(({ counts }) =>
    [...new Set([...Object.keys(counts), ...Object.keys(done[0]?.counts ?? {})])].some((ruleId) => {
      const version = counts[ruleId]?.version
      const differs = seen.has(ruleId) && seen.get(ruleId) !== version
      seen.set(ruleId, version)
      return differs
    }),
  )
}

async function lockRun(
  tx: Transaction,
  { companyId, runId }: Pick<Working, 'companyId' | 'runId'>,
): Promise<RunRow | null> {
  const [row] = await tx
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.id, runId), eq(run.state, 'running')))
    .for('update')
  return row ?? null
}

async function chunksOf(tx: Queryable, { companyId, id }: RunRow): Promise<ChunkRow[]> {
  return tx
    .select()
    .from(runChunk)
    .where(and(eq(runChunk.companyId, companyId), eq(runChunk.runId, id)))
    .orderBy(asc(runChunk.number))
}

const StoredProblems = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rule-stopped'), ruleId: z.string(), found: z.string() }),
    z.object({ kind: z.literal('not-decided'), customerIds: z.array(z.string()), found: z.string() }),
  ]),
)

async function closeWhenDone(tx: Transaction, working: Working): Promise<void> {
  await lockRuns(tx, working.companyId)
  const row = await lockRun(tx, working)
  if (row === null) return
  const chunks = await chunksOf(tx, row)
  if (chunks.some(({ state }) => state !== 'done')) return
  if (versionsDiffer(chunks)) await beginAnew(tx, working)
  else await close(tx, row, working.clock)
}

async function close(tx: Transaction, row: RunRow, clock: Clock): Promise<RunReport> {
  const { companyId } = row
  const chunks = await chunksOf(tx, row)
  const catalogue = catalogueOf({ customFields: await readCustomFields(tx, companyId) })
  const { rules } = await runningRules(tx, { companyId, catalogue })
  return closeRun(tx, {
    company: await companyById(tx, companyId),
    row,
    shares: chunks.map(({ counts, problems }) => ({
      counts,
      problems: StoredProblems.parse(problems) satisfies ShareProblem[],
    })),
    rules,
    // What all customers owe together is asked by the brake.
    snapshot: takeSnapshot(await readLedger(tx, companyId)),
    finishedAt: clock.now(),
  })
}

const LOOK_EVERY_MS = 200

/** Works on a run and, where others are at its last shares, waits for them. */
export async function untilClosed(db: Database, working: Working): Promise<void> {
  for (;;) {
    await workOnRun(db, working)
    const [row] = await db
      .select({ state: run.state })
      .from(run)
      .where(ofRun({ companyId: working.companyId, id: working.runId }))
    if (row?.state !== 'running') return
    await pause(LOOK_EVERY_MS)
  }
}

/** The report of a run that has been closed. Throws with what kept it from being closed. */
export async function reportOfRun(db: Queryable, { companyId, id }: RunRow): Promise<RunReport> {
  const [row] = await db.select().from(run).where(ofRun({ companyId, id }))
  if (row === undefined || row.state === 'failed')
    throw new ReceivablesError(`The run failed: ${row?.problem ?? 'it is not there any more.'}`)
  return storedReport(row, await companyById(db, companyId), await statesOf(db, companyId))
}

async function statesOf(db: Queryable, companyId: string): Promise<ReadonlySet<string>> {
  const live = await db
    .select({ id: rule.id })
    .from(rule)
    .where(and(eq(rule.companyId, companyId), eq(rule.state, 'live')))
  return new Set(live.map(({ id }) => id))
}
