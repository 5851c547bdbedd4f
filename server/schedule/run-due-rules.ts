import { and, eq, inArray, lte } from 'drizzle-orm'
import { POLICY_DEFAULTS } from '#engine/policy.ts'
import type { Trigger } from '#engine/rule.ts'
import type { Clock } from '#server/clock.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { rule, ruleFire } from '#server/database/rule-tables.ts'
import { type Company, companyById } from '#server/run/company.ts'
import { lockLiveRules } from '#server/run/live-rules.ts'
import { nextFire } from '#server/run/next-fire.ts'
import type { ShareSize } from '#server/run/run-in-shares.ts'
import { type BeginRun, type ObserveRun, runEachCompany } from './run-each-company.ts'

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
  observe: ObserveRun = () => {},
  size: ShareSize = {},
): Promise<string[]> {
  return runEachCompany(db, {
    companyIds: await companiesDue(db, clock.now()),
    claim: (tx, companyId, begin) => runDueOf(tx, { companyId, clock, begin }),
    clock,
    worker: `schedule ${process.pid}`,
    observe,
    size,
  })
}

const isRunning = inArray(rule.state, ['live', 'monitor'])

async function companiesDue(db: Queryable, now: Date): Promise<string[]> {
  const due = await db
    .selectDistinct({ companyId: rule.companyId })
    .from(rule)
    .where(and(lte(rule.nextFireAt, now), isRunning))
  return due.map(({ companyId }) => companyId).sort()
}

async function runDueOf(
  tx: Transaction,
  { companyId, clock, begin }: { companyId: string; clock: Clock; begin: BeginRun },
): Promise<string | null> {
  const company = await companyById(tx, companyId)
  const [first, ...others] = await claimDue(tx, { company, now: clock.now() })
  if (!first) return null
  const due = [first, ...others]
  const runId = await begin({
    companyId,
    asOf: clock.today(company.timeZone),
    ruleIds: due.map(({ ruleId }) => ruleId),
    trigger: 'schedule',
    scheduledFor: first.scheduledFor,
    clock,
    actor: 'schedule',
  })
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
  const due = await lockLiveRules(tx, { companyId, where: and(lte(rule.nextFireAt, now), isRunning) })
  const claimed: Due[] = []
  for (const { id: ruleId, nextFireAt: scheduledFor, shape } of due) {
    if (scheduledFor === null) continue
    const { trigger, policy } = shape
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
