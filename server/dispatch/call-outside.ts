import { and, eq } from 'drizzle-orm'
import { action, attempt } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { attemptResult, type Effect, settleAct } from './carry-out.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { beginAct } from './write-to-books.ts'

/**
 * Carries out an act on somebody else's system: claimed and written down before it is tried, tried outside any transaction, and its
 * outcome written down by whoever still holds the claim. What may have been taken is never tried again by itself.
 */
export async function callOutside(
  db: Database,
  { row, services }: { row: ActionRow; services: DispatchServices },
): Promise<'done' | 'failed' | 'deferred' | 'unknown'> {
  const begun = await db.transaction((tx) => beginAct(tx, row, services))
  if (begun === null) return 'deferred'
  await services.at?.('before-send')
  const effect: Effect = (await services.callWebhook?.(row)) ?? {
    result: 'not-applied',
    found: 'This process calls no webhooks.',
  }
  await services.at?.('after-send')
  await services.at?.('before-record')
  const outcome = await db.transaction((tx) => record(tx, begun, effect, services))
  await services.at?.('after-record')
  return outcome
}

async function record(
  tx: Transaction,
  { companyId, id, fencing }: ActionRow,
  effect: Effect,
  { clock }: DispatchServices,
): Promise<'done' | 'failed' | 'deferred' | 'unknown'> {
  const now = clock.now()
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
  if (own === undefined || !isOurs) return 'unknown'
  const company = await companyById(tx, companyId)
  const settled = await settleAct(tx, own, effect, { company, now, today: clock.today(company.timeZone) })
  return effect.result === 'unknown' ? 'unknown' : settled
}
