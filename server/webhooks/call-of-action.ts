import { ACTS } from '#engine/acts.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import type { Effect } from '#server/dispatch/carry-out.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { companySecret } from '#server/operations/stored-secrets.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { postWebhook, type WebhookCall } from './post-webhook.ts'

/** Where the secret is kept that a company's webhooks are signed with. */
export const WEBHOOK_SECRET_NAME = 'webhook'

/** Calls the webhook an action names, with what was decided and why. */
export async function callOfAction(
  { db, keys, clock }: { db: Database; keys: Keyring; clock: Clock },
  row: ActionRow,
  more: Pick<WebhookCall, 'deadlineMs'> & Partial<Pick<WebhookCall, 'resolve' | 'ca'>>,
): Promise<Effect> {
  const { companyId } = row
  const { url, data } = ACTS['call-webhook'].params.parse(row.params)
  const secret = await companySecret(db, keys, { companyId, name: WEBHOOK_SECRET_NAME })
  if (secret === null)
    return {
      result: 'not-applied',
      found: 'The company has no secret to sign its webhooks with. An admin makes one in the settings.',
    }
  const { settings } = await companyById(db, companyId)
  const body = {
    action: row.id,
    rule: row.ruleId,
    step: row.stepId,
    subject: { type: row.subjectType, id: row.subjectId },
    customer: row.customerId,
    reason: row.reason,
    decidedOn: row.plannedOn,
    ...(data !== undefined && { data }),
  }
  const allowed = limitsOf(settings).webhookHosts
  return postWebhook({ url, body, key: row.id, secret, allowed, now: clock.now(), ...more })
}
