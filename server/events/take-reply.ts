import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { addDays, type CalendarDate } from '#engine/calendar-date.ts'
import { message } from '#server/database/action-tables.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { block, contact } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { reply, webhookEvent } from '#server/database/mail-tables.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import { WebhookRefusedError } from '#server/mail/errors.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import { companySecret } from '#server/operations/stored-secrets.ts'
import { companyById } from '#server/run/company.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import { raiseEvents } from './raise-events.ts'

/** Where the secret is kept by which replies are known to come from the company's own mail server. */
export const REPLY_SECRET_NAME = 'reply-hook'

const FRESH_MS = 5 * 60_000

/** A mail that came in. `id` is its own Message-ID; `inReplyTo` and `references` those of the letters it answers. */
export const IncomingMail = z.strictObject({
  id: z.string().min(1).max(300),
  from: z.email(),
  subject: z.string().max(1000).default(''),
  text: z.string().max(100_000).default(''),
  inReplyTo: z.string().max(300).exactOptional(),
  references: z.array(z.string().max(300)).max(100).default([]),
})
export type IncomingMail = z.infer<typeof IncomingMail>

/**
 * Refuses what is not signed with the company's secret within the last five minutes, the same for a company that is not there:
 * whoever guesses learns nothing. Throws `WebhookRefusedError`.
 */
export async function checkReplySignature(
  db: Queryable,
  keys: Keyring,
  { companyId, body, signature, now }: { companyId: string; body: string; signature: string; now: Date },
): Promise<void> {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  const secret = await companySecret(db, keys, { companyId, name: REPLY_SECRET_NAME })
  const expected = createHmac('sha256', secret ?? '')
    .update(`${seconds}.${body}`)
    .digest()
  const isSame = given !== '' && timingSafeEqual(expected, Buffer.from(given, 'hex'))
  if (secret === null || !isSame || Math.abs(now.getTime() - Number(seconds) * 1000) > FRESH_MS)
    throw new WebhookRefusedError(
      'This mail is not signed with the secret of this company within the last five minutes. Make a secret in the settings, and sign "SECONDS.BODY" with it.',
    )
}

/**
 * Takes a mail of a customer's, each once: it belongs to whom the letter it answers went to, or to the only customer who has its
 * sender for a contact. It is kept, rules that wait for replies hear of it, and chasing pauses if the company has said so. Answers
 * what came of it.
 */
export async function takeReply(
  db: Database,
  { companyId, mail, now, today }: { companyId: string; mail: IncomingMail; now: Date; today: CalendarDate },
): Promise<'taken' | 'seen before' | 'of nobody we know'> {
  return db.transaction(async (tx) => {
    await lockLedger(tx, companyId)
    const customerId = await customerOf(tx, companyId, mail)
    const outcome = customerId === null ? 'of nobody we know' : 'taken'
    const seen = { companyId, provider: 'reply', eventId: mail.id, kind: 'reply', receivedAt: now, outcome }
    const isNew = await tx
      .insert(webhookEvent)
      .values(seen)
      .onConflictDoNothing()
      .returning({ id: webhookEvent.eventId })
    if (isNew.length === 0) return 'seen before'
    if (customerId === null) return 'of nobody we know'
    const { id, from, subject, text } = mail
    const readable = (words: string) => words.replaceAll('\u0000', '')
    await tx.insert(reply).values({
      companyId,
      id,
      customerId,
      messageId: await letterOf(tx, companyId, mail),
      from,
      subject: readable(subject),
      text: readable(text),
      receivedAt: now,
    })
    await raiseEvents(tx, {
      companyId,
      now,
      events: [
        {
          id: `reply-received/${id}`,
          kind: 'reply-received',
          customerId,
          documentId: null,
          happenedOn: today,
          values: { from, subject: readable(subject), text: readable(text).slice(0, 5000) },
        },
      ],
    })
    const { replyPauseDays } = limitsOf((await companyById(tx, companyId)).settings)
    if (replyPauseDays > 0)
      await pause(tx, { companyId, customerId, id, from: today, until: addDays(today, replyPauseDays) })
    return 'taken'
  })
}

/** The letters a mail says it answers, by their Message-ID; those of SMTP senders are kept under it. */
function answered({ inReplyTo, references }: IncomingMail): string[] {
  return [...(inReplyTo === undefined ? [] : [inReplyTo]), ...references]
}

async function letterOf(tx: Transaction, companyId: string, mail: IncomingMail): Promise<string | null> {
  return (await answeredLetter(tx, companyId, mail))?.id ?? null
}

async function answeredLetter(
  tx: Transaction,
  companyId: string,
  mail: IncomingMail,
): Promise<{ id: string; customerId: string } | null> {
  const ids = answered(mail)
  if (ids.length === 0) return null
  const [found] = await tx
    .select({ id: message.id, customerId: message.customerId })
    .from(message)
    .where(and(eq(message.companyId, companyId), inArray(message.providerId, ids)))
    .limit(1)
  return found ?? null
}

async function customerOf(tx: Transaction, companyId: string, mail: IncomingMail): Promise<string | null> {
  const letter = await answeredLetter(tx, companyId, mail)
  if (letter !== null) return letter.customerId
  const found = await tx
    .selectDistinct({ customerId: contact.customerId })
    .from(contact)
    .where(
      and(
        eq(contact.companyId, companyId),
        isNotNull(contact.email),
        sql`lower(trim(${contact.email})) = ${mail.from.toLowerCase()}`,
      ),
    )
    .limit(2)
  // An address of two customers is of neither, as far as anybody can tell.
  return found.length === 1 ? (found[0]?.customerId ?? null) : null
}

async function pause(
  tx: Transaction,
  order: { companyId: string; customerId: string; id: string; from: CalendarDate; until: CalendarDate },
): Promise<void> {
  const { companyId, customerId, from, until } = order
  const id = `reply/${order.id}`
  await tx.insert(block).values({
    companyId,
    source: BUILT_IN_SOURCE,
    id,
    kind: 'pause',
    customerId,
    from,
    until,
    reason: 'The customer has written to us.',
  })
  await raiseLedgerVersion(tx, companyId, 1, { records: { blocks: [id] } })
}
