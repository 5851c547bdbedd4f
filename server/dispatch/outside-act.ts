import { and, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { action, attempt } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { type ActionRow, changeAction } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { attemptResult, type Effect, settleAct } from './carry-out.ts'
import type { DispatchServices } from './dispatch-services.ts'

// An act on a system of others, an accounting system or a webhook: claimed and written down, tried outside any transaction, and
// recorded by whoever still holds the claim.

/** Claims an act that is done outside this database, and writes down that it is tried; null where another has it or nothing may be done. */
export async function beginAct(
  tx: Transaction,
  row: ActionRow,
  { clock, worker, deadlineMs, leases }: DispatchServices,
): Promise<ActionRow | null> {
  const { companyId, id } = row
  const now = clock.now()
  const own = await stillQueued(tx, row)
  const company = await companyById(tx, companyId)
  if (own === undefined) return null
  if (company.mode === 'test' || company.sendingStoppedAt !== null) return null
  const claim = {
    state: 'sending' as const,
    attempts: own.attempts + 1,
    fencing: own.fencing + 1,
    leaseUntil: new Date(now.getTime() + deadlineMs + leases.marginMs),
  }
  await changeAction(tx, own, claim)
  await tx.insert(attempt).values({
    companyId,
    subjectType: 'action',
    subjectId: id,
    number: claim.fencing,
    worker,
    startedAt: now,
  })
  return { ...own, ...claim }
}

/** An act as it is now, locked, as long as nobody else has begun it since it was read. */
export async function stillQueued(
  tx: Transaction,
  { companyId, id, fencing }: ActionRow,
): Promise<ActionRow | undefined> {
  const [own] = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.id, id),
        eq(action.state, 'queued'),
        eq(action.fencing, fencing),
      ),
    )
    .for('update')
  return own
}

/** What is written down of an act or a letter that was not begun because its time was over. */
export const TOO_LATE = {
  result: 'later',
  found: 'The process that was to carry it out came too late.',
} as const satisfies Effect

/**
 * Whether a claim still holds. Whoever comes back after its time does nothing: others may have found out meanwhile that nothing was
 * done, and done it, or a person has been asked.
 */
export function isInTime({ leaseUntil }: ActionRow, { clock }: DispatchServices): boolean {
  return leaseUntil !== null && clock.now() < leaseUntil
}

/**
 * Writes down what came of an attempt, and settles the act where nobody else has taken it over; `applied` is what else is recorded
 * when it was done. Answers `unknown` where it was taken over.
 */
export async function recordAct(
  tx: Transaction,
  { companyId, id, fencing }: ActionRow,
  {
    effect,
    services,
    applied,
  }: { effect: Effect; services: DispatchServices; applied?: (today: CalendarDate) => Promise<void> },
): Promise<'done' | 'failed' | 'deferred' | 'unknown'> {
  const now = services.clock.now()
  const [own] = await tx
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.id, id)))
    .for('update')
  const isOurs = own?.fencing === fencing && own.state === 'sending'
  await tx
    .update(attempt)
    .set({
      endedAt: now,
      result: isOurs ? attemptResult(effect) : 'superseded',
      found: effect.result === 'applied' ? effect.reference : effect.found,
    })
    .where(
      and(
        eq(attempt.companyId, companyId),
        eq(attempt.subjectType, 'action'),
        eq(attempt.subjectId, id),
        eq(attempt.number, fencing),
      ),
    )
  if (!isOurs) return 'unknown'
  const company = await companyById(tx, companyId)
  const today = services.clock.today(company.timeZone)
  if (effect.result === 'applied') await applied?.(today)
  const settled = await settleAct(tx, own, effect, { company, now, today })
  return effect.result === 'unknown' ? 'unknown' : settled
}
