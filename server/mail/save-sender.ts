import { and, asc, eq } from 'drizzle-orm'
import type { MailAddress } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { mailSender } from '#server/database/mail-tables.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { companySecretNames, setCompanySecret } from '#server/operations/stored-secrets.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { MailSenderInvalidError } from './errors.ts'
import { webhookSecretName } from './resend-hook.ts'
import { type SenderRow, senderSecretName } from './sender-of.ts'
import { assertServerIsEncrypted, assertServiceUrl } from './service-address.ts'
import { singleAddress } from './single-address.ts'

/** Where a sender's letters are handed over. */
export type SenderPlace =
  | { readonly kind: 'resend'; readonly baseUrl: string | null }
  | {
      readonly kind: 'smtp'
      readonly host: string
      readonly port: number
      readonly security: 'tls' | 'starttls' | 'none'
      readonly user: string | null
    }

export type SenderWritten = {
  readonly place: SenderPlace
  readonly from: MailAddress
  readonly replyTo: MailAddress
  readonly cc: readonly MailAddress[]
  /** The API key or the password; the one that is kept stays when absent. */
  readonly secret?: string
  readonly webhookSecret?: string
}

type Person = { readonly companyId: string; readonly actor: string; readonly now: Date; readonly why: string }

export type ListedSender = SenderRow & { readonly hasSecret: boolean; readonly hasWebhookSecret: boolean }

/** The senders of a company, that of the whole company first. */
export async function listSenders(db: Database, companyId: string): Promise<ListedSender[]> {
  const rows = await db
    .select()
    .from(mailSender)
    .where(eq(mailSender.companyId, companyId))
    .orderBy(asc(mailSender.entityId))
  const names = new Set(await companySecretNames(db, { companyId, prefix: 'mail' }))
  return rows.map((row) => ({
    ...row,
    hasSecret: names.has(senderSecretName(row.entityId)),
    hasWebhookSecret: names.has(webhookSecretName(row.entityId)),
  }))
}

/** Saves how a company (empty entity) or an entity sends. Secrets are sealed and never shown again. */
export async function saveSender(
  db: Database,
  keys: Keyring,
  { entityId, person, written }: { entityId: string; person: Person; written: SenderWritten },
): Promise<void> {
  const { companyId, actor, now, why } = person
  const { place, secret, webhookSecret } = written
  assertUsable(written)
  await db.transaction(async (tx) => {
    await companyById(tx, companyId)
    const before = await rowOf(tx, { companyId, entityId })
    const row = {
      kind: place.kind,
      from: singleAddress(written.from),
      replyTo: singleAddress(written.replyTo),
      cc: written.cc.map(singleAddress),
      ...(place.kind === 'resend'
        ? { ...NO_SERVER, baseUrl: place.baseUrl }
        : {
            host: place.host,
            port: place.port,
            security: place.security,
            user: place.user,
            baseUrl: null,
          }),
      setBy: actor,
      setAt: now,
    }
    const needsSecret = place.kind === 'resend' || place.user !== null
    // A kept secret goes nowhere but where it was entered for: else whoever changes the address is sent the key.
    if (needsSecret && secret === undefined && (before === null || placeOf(before) !== placeOf(row)))
      throw new MailSenderInvalidError(
        'Cannot save this sender without its API key or password: the service, server or user is new. Enter it again.',
      )
    await tx
      .insert(mailSender)
      .values({ companyId, entityId, ...row })
      .onConflictDoUpdate({ target: [mailSender.companyId, mailSender.entityId], set: row })
    const kept = { companyId, now, actor }
    if (secret !== undefined || !needsSecret)
      await setCompanySecret(tx, keys, { ...kept, name: senderSecretName(entityId), secret: secret ?? null })
    if (webhookSecret !== undefined || place.kind === 'smtp')
      await setCompanySecret(tx, keys, {
        ...kept,
        name: webhookSecretName(entityId),
        secret: webhookSecret ?? null,
      })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'set mail sender',
        subject: { type: 'mail sender', id: entityId === '' ? 'all' : entityId },
        before,
        after: {
          ...row,
          newSecret: secret !== undefined,
          newWebhookSecret: webhookSecret !== undefined,
        },
        why,
      },
    ])
  })
}

/** Takes a sender away with its secrets. */
export async function removeSender(
  db: Database,
  keys: Keyring,
  { entityId, person }: { entityId: string; person: Person },
): Promise<void> {
  const { companyId, actor, now, why } = person
  await db.transaction(async (tx) => {
    const before = await rowOf(tx, { companyId, entityId })
    if (before === null) throw new NotFoundError(noSender(entityId))
    await tx.delete(mailSender).where(ofEntity({ companyId, entityId }))
    for (const name of [senderSecretName(entityId), webhookSecretName(entityId)])
      await setCompanySecret(tx, keys, { companyId, name, secret: null, now, actor })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'remove mail sender',
        subject: { type: 'mail sender', id: entityId === '' ? 'all' : entityId },
        before,
        why,
      },
    ])
  })
}

/** What is said of a sender that is not there. */
export function noSender(entityId: string): string {
  return entityId === ''
    ? 'There is no sender for the whole company. Save one first.'
    : `There is no sender for the entity "${entityId}". It uses the one of the company; save one of its own first.`
}

const NO_SERVER = { host: null, port: null, security: null, user: null }

type Place = Pick<SenderRow, 'kind' | 'host' | 'port' | 'user' | 'baseUrl'>

function placeOf({ kind, host, port, user, baseUrl }: Place): string {
  return JSON.stringify([kind, host, port, user, baseUrl])
}

function assertUsable({ place, from, replyTo, cc }: SenderWritten): void {
  if (place.kind === 'smtp') assertServerIsEncrypted(place)
  else if (place.baseUrl !== null) assertServiceUrl(place.baseUrl)
  for (const each of [from, replyTo, ...cc]) singleAddress(each)
  if (/^(no|do[-._]?not)[-._]?reply@/i.test(replyTo.address))
    throw new MailSenderInvalidError(
      `Cannot send answers to ${replyTo.address}: nobody reads them there. Name a person, for customers do answer.`,
    )
}

async function rowOf(
  tx: Transaction,
  key: { companyId: string; entityId: string },
): Promise<SenderRow | null> {
  const [found] = await tx.select().from(mailSender).where(ofEntity(key)).for('update')
  return found ?? null
}

function ofEntity({ companyId, entityId }: { companyId: string; entityId: string }) {
  return and(eq(mailSender.companyId, companyId), eq(mailSender.entityId, entityId))
}
