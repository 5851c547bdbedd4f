import type { Database } from '#server/database/database.ts'
import { ApprovalNeededError } from './errors.ts'
import { completePublication, type Published, type PublishOrder, preparePublication } from './publication.ts'
import { withdrawOpenRequest } from './publish-request-row.ts'

/**
 * Publishes a draft, in monitor mode or live: checks it, runs its tests, writes out its segments, makes the next version and marks
 * those already past its acts unless it is to act for them now. Throws `RuleNotPublishableError`, and `ApprovalNeededError` where
 * one person alone may not (`four-eyes.ts`): then `requestPublish` asks for a second one.
 */
export async function publishRule(
  db: Database,
  order: Omit<PublishOrder, 'from'> & { readonly draftRevision: number },
): Promise<Published> {
  return publishAlone(db, { ...order, from: { draftRevision: order.draftRevision } })
}

/**
 * Brings an old version back as a new one; history is never edited, and a draft that is under way stays. Checked, approved and
 * begun like any other publication, since books and limits may have changed since.
 */
export async function rollbackRule(
  db: Database,
  order: Omit<PublishOrder, 'from'> & { readonly toVersion: number },
): Promise<Published> {
  return publishAlone(db, { ...order, from: { version: order.toVersion } })
}

async function publishAlone(db: Database, order: PublishOrder): Promise<Published> {
  return db.transaction(async (tx) => {
    const prepared = await preparePublication(tx, order)
    if (prepared.reasons.length > 0) throw new ApprovalNeededError(order.ruleId, prepared.reasons)
    await withdrawOpenRequest(tx, order, 'It was published without needing an approval.')
    return completePublication(tx, prepared, null)
  })
}
