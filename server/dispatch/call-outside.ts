import type { Database } from '#server/database/database.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import type { Effect } from './carry-out.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { beginAct, isInTime, recordAct, TOO_LATE } from './outside-act.ts'

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
  const effect = isInTime(begun, services) ? await call(row, services) : TOO_LATE
  await services.at?.('after-send')
  await services.at?.('before-record')
  const outcome = await db.transaction((tx) => recordAct(tx, begun, { effect, services }))
  await services.at?.('after-record')
  return outcome
}

async function call(row: ActionRow, { callWebhook }: DispatchServices): Promise<Effect> {
  return callWebhook === undefined
    ? { result: 'not-applied', found: 'This process calls no webhooks.' }
    : callWebhook(row)
}
