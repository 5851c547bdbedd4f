import { and, asc, eq, inArray } from 'drizzle-orm'
import { calendarDate } from '#engine/calendar-date.ts'
import {
  approveByAnother,
  declineByPerson,
  recordDoneByHand,
  retryAction,
} from '#server/api/writes/settle-action.ts'
import { action } from '#server/database/action-tables.ts'
import { run } from '#server/database/rule-tables.ts'
import { lettersOf } from '#server/run/action-letters.ts'
import { discardRun, releaseRun } from '#server/run/release-run.ts'
import { isCommitted, tell, type World } from './the-world.ts'

/** A letter of which nobody knows is left alone for so long, before a person asks the customer. */
const ASKED_AFTER_MS = 25 * 3600_000

/**
 * People look at what waits for them: they agree or do not, try again what failed, find out what became of what nobody knows, and
 * let stopped runs go on. `keen` ones look at everything and agree to it. Answers whether anything waited for them.
 */
export async function peopleDecide(world: World, keen = false): Promise<boolean> {
  const { db, companyId, random, clock } = world
  const waiting = await db
    .select()
    .from(action)
    .where(
      and(eq(action.companyId, companyId), inArray(action.state, ['awaiting-approval', 'failed', 'unknown'])),
    )
    .orderBy(asc(action.key), asc(action.id))
  for (const { id, state, kind } of waiting) {
    if (!keen && random.chance(0.5)) continue
    const verdict = {
      companyId,
      actionId: id,
      actor: 'bob',
      actorId: 'bob',
      now: clock.now(),
      today: calendarDate(world.today()),
    }
    if (state === 'awaiting-approval') {
      const isAgreed = keen || random.chance(0.85)
      await isCommitted(world, (to) => (isAgreed ? approveByAnother : declineByPerson)(to, verdict))
      tell(world, `bob ${isAgreed ? 'agrees to' : 'declines'} ${kind}`)
    } else if (state === 'failed') await isCommitted(world, (to) => retryAction(to, verdict))
    else await findOut(world, verdict)
  }
  const stopped = await db
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.state, 'stopped')))
    .orderBy(asc(run.startedAt), asc(run.id))
  for (const { id: runId } of stopped) {
    if (!keen && random.chance(0.5)) continue
    const isReleased = keen ? world.model.isLive : world.model.isLive && random.chance(0.7)
    const order = { companyId, runId, actor: 'bob', actorId: 'bob', now: clock.now(), why: 'Simulated' }
    await isCommitted(world, (to) => (isReleased ? releaseRun : discardRun)(to, order))
    tell(world, `bob ${isReleased ? 'releases' : 'discards'} a run`)
  }
  return waiting.length + stopped.length > 0
}

/** Asks the customer which letters of an act have come: all of them, or what is missing is sent again. */
async function findOut(world: World, verdict: Parameters<typeof retryAction>[1]): Promise<void> {
  const { db, companyId, clock, mail } = world
  const letters = await lettersOf(db, { companyId, actionId: verdict.actionId })
  const open = letters.filter(({ state }) => state === 'unknown')
  const isOld = open.every(
    ({ firstAttemptAt }) => clock.now().getTime() - (firstAttemptAt?.getTime() ?? 0) > ASKED_AFTER_MS,
  )
  if (!isOld) return
  const came = open.filter(({ idempotencyKey }) => mail.effects.some(({ key }) => key === idempotencyKey))
  // Where another act of the same letter is tried again already, the letter is void, and did not come.
  if (open.length === 0) return void (await isCommitted(world, (to) => retryAction(to, verdict)))
  if (came.length === open.length) await isCommitted(world, (to) => recordDoneByHand(to, verdict))
  // Of an act with one letter that came and one that did not, what came must not come again: a person writes the other.
  else if (came.length > 0 || letters.length > 1)
    await isCommitted(world, (to) => recordDoneByHand(to, verdict))
  else await isCommitted(world, (to) => retryAction(to, verdict))
}
