import { Resend } from 'resend'
import type { Queryable } from '#server/database/database.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { companySecret, companySecretNames } from '#server/operations/stored-secrets.ts'
import { WebhookRefusedError } from './errors.ts'
import { MailEvent } from './mail-events.ts'

const PREFIX = 'mail-webhook/'

/** Where the secret is kept by which a sender's events are known. */
export function webhookSecretName(entityId: string): string {
  return `${PREFIX}${entityId}`
}

/** What a webhook secret of Resend's looks like. */
export const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{16,200}={0,2}$/

export type SignedRequest = {
  readonly body: string
  readonly id: string | undefined
  readonly timestamp: string | undefined
  readonly signature: string | undefined
}

/**
 * Reads an event that was signed with a secret of the company within the last five minutes. Throws `WebhookRefusedError`, the same
 * for a company that is not there and for one that has no secret: whoever guesses learns nothing.
 */
export async function readResendEvent(
  db: Queryable,
  keys: Keyring,
  { companyId, request }: { companyId: string; request: SignedRequest },
): Promise<{ eventId: string; event: MailEvent }> {
  const { body, id, timestamp, signature } = request
  if (!id || id.length > 200 || !timestamp || !signature) throw refused()
  const { webhooks } = new Resend('re_none')
  for (const name of await companySecretNames(db, { companyId, prefix: PREFIX })) {
    const webhookSecret = await companySecret(db, keys, { companyId, name })
    if (webhookSecret === null) continue
    let verified: unknown
    try {
      verified = webhooks.verify({ payload: body, headers: { id, timestamp, signature }, webhookSecret })
    } catch {
      // Signed with another secret, too old, or not at all: which of them is nobody's business.
      continue
    }
    const event = MailEvent.safeParse(verified)
    if (event.success) return { eventId: id, event: event.data }
    throw new WebhookRefusedError(
      'This event has none of the forms that mail services send. It was not taken.',
    )
  }
  throw refused()
}

function refused(): WebhookRefusedError {
  return new WebhookRefusedError(
    'This event is not signed with a secret of this company within the last five minutes. Enter the signing secret of the webhook in the settings of the sender.',
  )
}
