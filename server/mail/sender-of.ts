import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { mailSender } from '#server/database/mail-tables.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { serverSettingsOf } from '#server/operations/server-settings.ts'
import { companySecret } from '#server/operations/stored-secrets.ts'
import { companyById } from '#server/run/company.ts'
import { MailSenderInvalidError } from './errors.ts'
import { keyDigest } from './letter-key.ts'
import type { MailSender, SenderOf } from './mail-sender.ts'
import { mailSettingsOf } from './mail-settings.ts'
import { sentInsteadTo } from './override.ts'
import { createResendSender } from './resend-sender.ts'
import { assertServerIsEncrypted, assertServiceUrl } from './service-address.ts'
import { createSmtpSender } from './smtp-sender.ts'
import { isSuppressed } from './suppression.ts'

export type SenderRow = typeof mailSender.$inferSelect

export type SenderServices = {
  readonly db: Database
  readonly keys: Keyring
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** Where the API key or the password of a sender is kept. */
export function senderSecretName(entityId: string): string {
  return `mail/${entityId}`
}

/**
 * Finds how a company, or one legal entity of it, sends. Outside production (`DUNLIN_ENV`) letters go to the override address or
 * nowhere. `close` ends connections to mail servers; what is under way then has failed.
 */
export function createSenderOf(services: SenderServices): SenderOf & { close(): void } {
  const senders = createSenders(services)
  const { DUNLIN_ENV, DUNLIN_MAIL_OVERRIDE } = serverSettingsOf(services.env)
  const senderOf: SenderOf = async ({ companyId, entityId }) => {
    const row = await senderRow(services.db, { companyId, entityId })
    if (row === null)
      return {
        sender: null,
        found: 'Nobody has said yet how this company sends its mail. Enter a sender in the settings.',
      }
    const { settings } = await companyById(services.db, companyId)
    const override = DUNLIN_MAIL_OVERRIDE ?? mailSettingsOf(settings).override
    if (override === null && DUNLIN_ENV !== 'production')
      return {
        sender: null,
        found:
          'This is not production, so nothing is sent to customers. Set DUNLIN_ENV=production on the server that may, or an override address here.',
      }
    const sender = await senders.of(row)
    if ('found' in sender) return { sender: null, found: sender.found }
    const guarded = sparesSuppressed(services.db, companyId, sender)
    return {
      sender: override === null ? guarded : sentInsteadTo(override, sender),
      from: row.from,
      replyTo: row.replyTo,
      cc: row.cc,
    }
  }
  return Object.assign(senderOf, { close: senders.close })
}

/** The sender of an entity, or else of the company; null when neither has been set up. */
export async function senderRow(
  db: Database,
  { companyId, entityId }: { companyId: string; entityId: string | null },
): Promise<SenderRow | null> {
  const [found] = await db
    .select()
    .from(mailSender)
    .where(and(eq(mailSender.companyId, companyId), inArray(mailSender.entityId, ['', entityId ?? ''])))
    .orderBy(desc(mailSender.entityId))
    .limit(1)
  return found ?? null
}

/** Senders by their rows. One keeps its connections until its settings change. */
export function createSenders({ db, keys, clock }: Omit<SenderServices, 'env'>) {
  const kept = new Map<string, { readonly made: string; readonly sender: MailSender & { close?(): void } }>()
  return {
    async of(row: SenderRow): Promise<MailSender | { readonly found: string }> {
      const { companyId, entityId } = row
      const secret = await companySecret(db, keys, { companyId, name: senderSecretName(entityId) })
      const { kind, host, port, security, user, baseUrl } = row
      const made = keyDigest(JSON.stringify([kind, host, port, security, user, baseUrl, secret]))
      const place = JSON.stringify([companyId, entityId])
      const known = kept.get(place)
      if (known?.made === made) return known.sender
      const sender = makeSender(row, { secret, clock })
      // The one before is let go and not closed: a letter may be on its way, and its connections end by themselves.
      if (!('found' in sender)) kept.set(place, { made, sender })
      return sender
    },
    close(): void {
      for (const { sender } of kept.values()) sender.close?.()
      kept.clear()
    },
  }
}

function makeSender(
  row: SenderRow,
  { secret, clock }: { secret: string | null; clock: Clock },
): (MailSender & { close?(): void }) | { readonly found: string } {
  try {
    if (row.kind === 'resend') {
      if (secret === null) return { found: 'The sender has no API key. Enter it in the settings.' }
      if (row.baseUrl !== null) assertServiceUrl(row.baseUrl)
      return createResendSender({ apiKey: secret, baseUrl: row.baseUrl, clock })
    }
    const { host, port, security, user } = row
    if (host === null || port === null || security === null)
      return { found: 'The sender names no mail server. Enter its name, port and encryption.' }
    if (user !== null && secret === null)
      return { found: 'The sender has no password for its mail server. Enter it in the settings.' }
    assertServerIsEncrypted({ host, security })
    return createSmtpSender({ host, port, security, user, password: secret })
  } catch (error) {
    if (error instanceof MailSenderInvalidError) return { found: error.message }
    throw error
  }
}

/** The last look before a letter leaves: an address may have bounced since it was decided. */
function sparesSuppressed(db: Database, companyId: string, sender: MailSender): MailSender {
  return {
    ...sender,
    async send(mail, order) {
      const { address } = mail.to
      if (await isSuppressed(db, { companyId, address }))
        return {
          result: 'refused',
          found: `Nothing is sent to ${address} any more: it bounced, or its owner complained. Find another contact, or lift it in the settings.`,
        }
      return sender.send(mail, order)
    },
  }
}
