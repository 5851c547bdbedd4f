import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { POLICY_DEFAULTS } from '#engine/policy.ts'
import { RuleShape, type Trigger } from '#engine/rule.ts'
import type { Clock } from '#server/clock.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { rule, ruleFire, ruleVersion } from '#server/database/rule-tables.ts'
import { mayRunAgain, noteRunFailure } from '#server/guards/run-failures.ts'
import { isBeingRun } from '#server/run/begin-run.ts'
import { type Company, companyById, lockRuns } from '#server/run/company.ts'
import { nextFire } from '#server/run/next-fire.ts'
import { runWithin } from '#server/run/run-company.ts'
import { beginInShares, isLarge, type ShareSize, untilClosed } from '#server/run/run-in-shares.ts'

type Due = { readonly ruleId: string; readonly scheduledFor: Date }

/** A rule that does not catch up still runs when the heartbeat, or a restart, is late by less than this. */
const MISSED_AFTER_MS = 10 * 60_000

/**
 * Runs every rule that has come due, however long ago: a due time that was missed is made up for once, as of today. Any
 * number of servers may call it at once. Answers the ids of the runs; a company whose run fails does not keep the others waiting, and is tried again after a pause. `observe` is told of each run.
 */
export async function runDueRules(
  db: Database,
  clock: Clock,
  observe: (run: { outcome: 'completed' | 'failed'; seconds: number }) => void = () => {},
  size: ShareSize = {},
): Promise<string[]> {
  const runs: string[] = []
  const failures: unknown[] = []
  for (const companyId of await companiesDue(db, clock.now()))
    try {
      const mayRun = await mayRunAgain(db, { companyId, now: clock.now() })
      const run = mayRun ? await observed(observe, () => runDue(db, { companyId, clock, size })) : null
      if (run !== null) runs.push(run)
    } catch (error) {
      failures.push(error)
    }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'))
  return runs
}

/** Runs what is due of one company; a failure is written down in a transaction of its own, since that of the run is gone. */
async function runDue(
  db: Database,
  { companyId, clock, size }: { companyId: string; clock: Clock; size: ShareSize },
): Promise<string | null> {
  try {
    const isInShares = await isLarge(db, companyId, size.documentsAShare)
    const runId = await db.transaction((tx) => runDueOf(tx, { companyId, clock, isInShares, size }))
    if (runId !== null && isInShares)
      await untilClosed(db, { companyId, runId, clock, worker: `schedule ${process.pid}`, ...size })
    return runId
  } catch (error) {
    await db.transaction((tx) => noteRunFailure(tx, { companyId, now: clock.now(), error }))
    throw error
  }
}

/** Tells how long a run took, and how it ended; nothing for a company of which another server has claimed what was due. */
async function observed(
  observe: (run: { outcome: 'completed' | 'failed'; seconds: number }) => void,
  work: () => Promise<string | null>,
): Promise<string | null> {
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

const isRunning = inArray(rule.state, ['live', 'monitor'])

async function companiesDue(db: Queryable, now: Date): Promise<string[]> {
  const due = await db
    .selectDistinct({ companyId: rule.companyId })
    .from(rule)
    .where(and(lte(rule.nextFireAt, now), isRunning))
  return due.map(({ companyId }) => companyId).sort()
}

/**
 * Claims what is due of one company and runs it in the same transaction: a process that dies in between leaves the rules due,
 * and of two servers the second finds nothing left to claim.
 */
async function runDueOf(
  tx: Transaction,
  {
    companyId,
    clock,
    isInShares,
    size,
  }: { companyId: string; clock: Clock; isInShares: boolean; size: ShareSize },
): Promise<string | null> {
  await lockRuns(tx, companyId)
  // What comes due while a run is under way is run after it.
  if (await isBeingRun(tx, companyId)) return null
  const company = await companyById(tx, companyId)
  const [first, ...others] = await claimDue(tx, { company, now: clock.now() })
  if (!first) return null
  const due = [first, ...others]
  const order = {
    companyId,
    asOf: clock.today(company.timeZone),
    ruleIds: due.map(({ ruleId }) => ruleId),
    trigger: 'schedule' as const,
    scheduledFor: first.scheduledFor,
    clock,
    actor: 'schedule',
  }
  const runId = isInShares
    ? (await beginInShares(tx, order, size.documentsAShare)).id
    : (await runWithin(tx, order)).run
  for (const { ruleId, scheduledFor } of due)
    await tx
      .update(ruleFire)
      .set({ runId })
      .where(
        and(
          eq(ruleFire.companyId, companyId),
          eq(ruleFire.ruleId, ruleId),
          eq(ruleFire.scheduledFor, scheduledFor),
        ),
      )
  return runId
}

async function claimDue(tx: Transaction, { company, now }: { company: Company; now: Date }): Promise<Due[]> {
  const companyId = company.id
  const due = await tx
    .select({ ruleId: rule.id, nextFireAt: rule.nextFireAt, document: ruleVersion.document })
    .from(rule)
    .innerJoin(
      ruleVersion,
      and(
        eq(ruleVersion.companyId, rule.companyId),
        eq(ruleVersion.ruleId, rule.id),
        eq(ruleVersion.version, rule.liveVersion),
      ),
    )
    .where(and(eq(rule.companyId, companyId), lte(rule.nextFireAt, now), isRunning))
    .orderBy(asc(rule.id))
    .for('update', { of: rule })
  const claimed: Due[] = []
  for (const { ruleId, nextFireAt: scheduledFor, document } of due) {
    if (scheduledFor === null) continue
    // Of the rule only its schedule is asked here; whether its conditions still fit the books, the run finds out.
    const { trigger, policy } = RuleShape.parse(document)
    const isMissed = now.getTime() - scheduledFor.getTime() > MISSED_AFTER_MS
    // What an event has begun is gone on with, however late.
    const catchUp = 'on' in trigger ? 'once' : (policy.catchUp ?? POLICY_DEFAULTS.catchUp)
    const skipped = (await isNoLongerDue(tx, { company, trigger, scheduledFor }))
      ? 'It has become a day on which the company does not work.'
      : isMissed && catchUp === 'skip'
        ? 'Missed, and the rule does not make up for missed times.'
        : null
    const won = await tx
      .insert(ruleFire)
      .values({ companyId, ruleId, scheduledFor, claimedAt: now, skipped })
      .onConflictDoNothing()
      .returning({ ruleId: ruleFire.ruleId })
    await tx
      .update(rule)
      .set({ nextFireAt: await nextFire(tx, { company, trigger, after: now }) })
      .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
    if (won.length > 0 && skipped === null) claimed.push({ ruleId, scheduledFor })
  }
  return claimed
}

/** Whether holidays or business days have changed since a time was noted, so that it is none any more. */
async function isNoLongerDue(
  tx: Transaction,
  { company, trigger, scheduledFor }: { company: Company; trigger: Trigger; scheduledFor: Date },
): Promise<boolean> {
  if (!('businessDays' in trigger)) return false
  const after = new Date(scheduledFor.getTime() - 1)
  return (await nextFire(tx, { company, trigger, after }))?.getTime() !== scheduledFor.getTime()
}
