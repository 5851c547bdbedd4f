import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { rule } from '#server/database/rule-tables.ts'
import { scheduleEventTicks } from '#server/events/event-ticks.ts'
import { WAITING_STATES } from '#server/run/action-states.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { StateConflictError } from '#server/run/errors.ts'
import { nextFire } from '#server/run/next-fire.ts'
import type { Books } from '#server/run/plan-company.ts'
import type { Actor } from './actor.ts'
import { booksNow } from './books-now.ts'
import { OpenHoldsError } from './errors.ts'
import { withdrawOpenRequest } from './publish-request-row.ts'
import { openHoldsOf, releaseByHand } from './rule-holds.ts'
import { documentOf, lockedRule, type RuleKey, versionRow } from './rule-row.ts'

export type StopOrder = RuleKey & {
  readonly actor: Actor
  readonly now: Date
  readonly why: string
  /** What becomes of the credit holds the rule has placed; to be said where there are any. */
  readonly holds?: 'keep' | 'release'
}

export type Stopped = {
  /** Actions that waited in the outbox and will not be done. */
  readonly cancelled: number
  readonly holdsKept: number
  readonly holdsReleased: number
}

/**
 * Stops a rule until somebody resumes it. What waits in its outbox is cancelled. Throws `OpenHoldsError`, which lists them, when
 * the rule has credit holds in force and nobody has said whether they stay (`semantics.md` 5.7).
 */
export async function pauseRule(db: Database, order: StopOrder): Promise<Stopped> {
  return stopRule(db, order, 'paused')
}

/** Stops a rule for good; its versions and what it did stay readable. Asks about its credit holds as pausing does. */
export async function retireRule(db: Database, order: StopOrder): Promise<Stopped> {
  return stopRule(db, order, 'retired')
}

async function stopRule(db: Database, order: StopOrder, state: 'paused' | 'retired'): Promise<Stopped> {
  const { companyId, ruleId, actor, now, why } = order
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    await lockLedger(tx, companyId)
    const { timeZone } = await companyById(tx, companyId)
    const row = await lockedRule(tx, order)
    const isRunning = row.state === 'monitor' || row.state === 'live'
    if (state === 'paused' ? !isRunning : row.state === 'retired')
      throw new StateConflictError(`The rule "${ruleId}" is ${row.state} and cannot be ${state}.`)
    const holds = await openHoldsOf(tx, order)
    if (holds.length > 0 && order.holds === undefined) throw new OpenHoldsError(ruleId, holds)
    const cancelled = await cancelOutbox(tx, order, `The rule was ${state}: ${why}`)
    await tx
      .update(rule)
      .set({ state, stateReason: why, nextFireAt: null })
      .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
    if (state === 'retired') await withdrawOpenRequest(tx, order, 'The rule was retired.')
    const releasing = order.holds === 'release' ? holds : []
    if (releasing.length > 0)
      await releaseByHand(tx, {
        companyId,
        holds: releasing,
        actor,
        now,
        today: dayAt(now, timeZone),
        why: `The rule "${row.name}" was ${state}: ${why}`,
      })
    const stopped = {
      cancelled,
      holdsKept: holds.length - releasing.length,
      holdsReleased: releasing.length,
    }
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: state === 'paused' ? 'pause rule' : 'retire rule',
        subject: { type: 'rule', id: ruleId },
        before: { state: row.state, version: row.liveVersion },
        after: { state, ...stopped },
        why,
      },
    ])
    return stopped
  })
}

/** Lets a paused rule go on as it was published, from its next time on. It catches up with nothing; what came meanwhile is told in the morning. */
export async function resumeRule(
  db: Database,
  order: RuleKey & {
    readonly actor: Actor
    readonly now: Date
    readonly why: string
    readonly books?: Books
  },
): Promise<{ state: 'monitor' | 'live' }> {
  const { companyId, ruleId, actor, now, why } = order
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    await lockLedger(tx, companyId)
    const company = await companyById(tx, companyId)
    const row = await lockedRule(tx, order)
    if (row.state !== 'paused' || row.liveVersion === null)
      throw new StateConflictError(`The rule "${ruleId}" is ${row.state}; only a paused rule can be resumed.`)
    const version = await versionRow(tx, order, row.liveVersion)
    const { catalogue } = await booksNow(tx, company, order.books)
    // A rule that was stopped because it cannot be walked must not begin again before somebody has mended it.
    const document = await documentOf(tx, version, catalogue)
    const state = version.publishedAs
    const nextFireAt = await nextFire(tx, { company, trigger: document.trigger, after: now })
    await tx
      .update(rule)
      .set({ state, stateReason: null, nextFireAt })
      .where(and(eq(rule.companyId, companyId), eq(rule.id, ruleId)))
    // What an event had begun before the pause goes on, even where nothing else runs that would look at it.
    await scheduleEventTicks(tx, { company, now })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: 'resume rule',
        subject: { type: 'rule', id: ruleId },
        before: { state: row.state, reason: row.stateReason },
        after: { state, version: row.liveVersion },
        why,
      },
    ])
    return { state }
  })
}

/** Cancels what waits for the rule; releases by the terms of a hold outlive it. Letters whose every act is gone are void. */
async function cancelOutbox(
  tx: Transaction,
  { companyId, ruleId, now }: RuleKey & { now: Date },
  reason: string,
): Promise<number> {
  const cancelled = await tx
    .update(action)
    .set({ state: 'cancelled', stateReason: reason, settledAt: now })
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.ruleId, ruleId),
        isNotNull(action.cycle),
        inArray(action.state, [...WAITING_STATES]),
      ),
    )
    .returning({ id: action.id })
  await tx.execute(sql`
    update message set state = 'void'
    where company_id = ${companyId} and state = 'draft' and not exists (
      select 1 from message_action link
        join action on action.company_id = link.company_id and action.id = link.action_id
      where link.company_id = message.company_id and link.message_id = message.id
        and action.state in ('planned', 'awaiting-approval', 'queued'))`)
  return cancelled.length
}
