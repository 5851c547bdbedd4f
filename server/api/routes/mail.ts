import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { z } from 'zod'
import { authUser } from '#server/database/auth-tables.ts'
import { MailSenderInvalidError } from '#server/mail/errors.ts'
import { MailSettings, mailSettingsOf, setMailSettings } from '#server/mail/mail-settings.ts'
import { WEBHOOK_SECRET } from '#server/mail/resend-hook.ts'
import {
  type ListedSender,
  listSenders,
  noSender,
  removeSender,
  type SenderPlace,
  saveSender,
} from '#server/mail/save-sender.ts'
import { createSenders } from '#server/mail/sender-of.ts'
import { isSingleAddress } from '#server/mail/single-address.ts'
import { liftSuppression, suppressByHand } from '#server/mail/suppression.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { Listing } from '../page.ts'
import { listSuppressed } from '../queries/suppressed.ts'
import { readBody, readQuery, Why } from '../read-request.ts'
import {
  MailSendersView,
  MailSenderView,
  MailSettingsView,
  SuppressedListView,
  TestLetterView,
} from '../views/mail.ts'

const tag = 'mail'
const Address = z.string().max(254).refine(isSingleAddress, { error: 'must be one plain mail address' })
const Mailbox = z.strictObject({ name: z.string().trim().max(200), address: Address })
const Secret = z.string().min(1).max(1000)
const Shared = {
  from: Mailbox,
  /** A person who reads the answers. */
  replyTo: Mailbox,
  cc: z.array(Mailbox).max(5).exactOptional(),
  why: Why,
}
const Sender = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resend'),
    ...Shared,
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable()
      .exactOptional(),
    apiKey: Secret.exactOptional(),
    webhookSecret: z
      .string()
      .regex(WEBHOOK_SECRET, { error: 'must be the signing secret that begins with whsec_' })
      .exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('smtp'),
    ...Shared,
    host: z.string().trim().min(1).max(253),
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().trim().min(1).max(320).nullable(),
    password: Secret.exactOptional(),
  }),
])
const Reason = z.strictObject({ why: Why })
const Suppression = z.strictObject({ address: Address, why: Why })
const SettingsChange = MailSettings.extend({ why: Why })

/** In an address, the sender of the whole company. */
const WHOLE_COMPANY = 'all'
const TEST_DEADLINE_MS = 15_000

export function mailRoutes({ db, clock, keys, auth }: ApiServices) {
  const person = (c: ApiContext, why: string) => ({
    companyId: c.get('principal').companyId,
    actor: actorOf(c).name,
    now: clock.now(),
    why,
  })
  const senders = async (companyId: string): Promise<MailSendersView> => ({
    senders: (await listSenders(db, companyId)).map((row) => viewSender(row, auth.baseUrl)),
  })
  const oneSender = async (companyId: string, entity: string): Promise<MailSenderView> => {
    const found = (await senders(companyId)).senders.find((each) => each.entity === entity)
    if (found === undefined) throw new NotFoundError(noSender(entityIdOf(entity)))
    return found
  }
  const settings = async (companyId: string): Promise<MailSettingsView> =>
    mailSettingsOf((await companyById(db, companyId)).settings)
  return new Hono<ApiEnv>()
    .get(
      '/mail-senders',
      describe({ summary: 'How letters leave', tag, answer: MailSendersView }),
      async (c) => c.json(await senders(c.get('principal').companyId)),
    )
    .get(
      '/mail-senders/:entity',
      describe({ summary: 'How letters of one legal entity leave', tag, answer: MailSenderView }),
      async (c) => c.json(await oneSender(c.get('principal').companyId, c.req.param('entity'))),
    )
    .put(
      '/mail-senders/:entity',
      describe({
        summary: 'Set how letters leave: of one entity, or of "all". Secrets are kept sealed and never shown',
        tag,
        answer: MailSenderView,
      }),
      readBody(Sender),
      async (c) => {
        const given = c.req.valid('json')
        const { companyId } = c.get('principal')
        const entity = c.req.param('entity')
        const secret = given.kind === 'resend' ? given.apiKey : given.password
        const webhookSecret = given.kind === 'resend' ? given.webhookSecret : undefined
        await saveSender(db, keys, {
          entityId: entityIdOf(entity),
          person: person(c, given.why),
          written: {
            place: placeOf(given),
            from: given.from,
            replyTo: given.replyTo,
            cc: given.cc ?? [],
            ...(secret !== undefined && { secret }),
            ...(webhookSecret !== undefined && { webhookSecret }),
          },
        })
        return c.json(await oneSender(companyId, entity))
      },
    )
    .delete(
      '/mail-senders/:entity',
      describe({ summary: 'Take a sender away with its secrets', tag, answer: MailSendersView }),
      readBody(Reason),
      async (c) => {
        const entityId = entityIdOf(c.req.param('entity'))
        await removeSender(db, keys, { entityId, person: person(c, c.req.valid('json').why) })
        return c.json(await senders(c.get('principal').companyId))
      },
    )
    .post(
      '/mail-senders/:entity/test',
      describe({ summary: 'Send a letter to yourself, to try the sender out', tag, answer: TestLetterView }),
      async (c) => {
        const { companyId, kind, id, name } = c.get('principal')
        const entityId = entityIdOf(c.req.param('entity'))
        const row = (await listSenders(db, companyId)).find((each) => each.entityId === entityId)
        if (row === undefined) throw new NotFoundError(noSender(entityId))
        const [user] =
          kind === 'user'
            ? await db.select({ email: authUser.email }).from(authUser).where(eq(authUser.id, id))
            : []
        if (user === undefined)
          throw new MailSenderInvalidError(
            'A trial letter goes to whoever is signed in, and who asks has no mail address. Sign in as a person.',
          )
        const trying = createSenders({ db, keys, clock })
        try {
          const sender = await trying.of(row)
          if ('found' in sender) throw new MailSenderInvalidError(sender.found)
          const delivery = await sender.send(trialLetter(row, { name, address: user.email }), {
            key: randomUUID(),
            deadlineMs: TEST_DEADLINE_MS,
          })
          const view: TestLetterView = {
            result: delivery.result,
            to: user.email,
            found: delivery.result === 'sent' ? null : delivery.found,
          }
          return c.json(view)
        } finally {
          trying.close()
        }
      },
    )
    .get(
      '/mail-settings',
      describe({ summary: 'Override address and payment link', tag, answer: MailSettingsView }),
      async (c) => c.json(await settings(c.get('principal').companyId)),
    )
    .put(
      '/mail-settings',
      describe({ summary: 'Set override address and payment link', tag, answer: MailSettingsView }),
      readBody(SettingsChange),
      async (c) => {
        const { why, ...mail } = c.req.valid('json')
        await setMailSettings(db, person(c, why), mail)
        return c.json(await settings(c.get('principal').companyId))
      },
    )
    .get(
      '/suppressed-addresses',
      describe({
        summary: 'Addresses nothing is sent to',
        tag,
        answer: SuppressedListView,
        table: 'addresses',
      }),
      readQuery(Listing),
      async (c) => c.json(await listSuppressed(db, c.get('principal').companyId, c.req.valid('query'))),
    )
    .post(
      '/suppressed-addresses',
      describe({ summary: 'Send nothing to an address any more', tag, answer: Suppression, status: 201 }),
      readBody(Suppression),
      async (c) => {
        const given = c.req.valid('json')
        await suppressByHand(db, person(c, given.why), given)
        return c.json(given, 201)
      },
    )
    .delete(
      '/suppressed-addresses/:address',
      describe({
        summary: 'Send to an address again',
        tag,
        answer: z.strictObject({ lifted: z.literal(true) }),
      }),
      readBody(Reason),
      async (c) => {
        const { why } = c.req.valid('json')
        await liftSuppression(db, person(c, why), { address: c.req.param('address'), why })
        return c.json({ lifted: true as const })
      },
    )
}

function entityIdOf(entity: string): string {
  return entity === WHOLE_COMPANY ? '' : entity
}

function placeOf(given: z.infer<typeof Sender>): SenderPlace {
  if (given.kind === 'resend') return { kind: 'resend', baseUrl: given.baseUrl ?? null }
  const { kind, host, port, security, user } = given
  return { kind, host, port, security, user }
}

function viewSender(row: ListedSender, baseUrl: string): MailSenderView {
  const { companyId, entityId, kind, from, replyTo, cc, host, port, security, user } = row
  return {
    entity: entityId === '' ? WHOLE_COMPANY : entityId,
    kind,
    from,
    replyTo,
    cc,
    baseUrl: row.baseUrl,
    host,
    port,
    security,
    user,
    hasSecret: row.hasSecret,
    hasWebhookSecret: row.hasWebhookSecret,
    webhookUrl: kind === 'resend' ? `${baseUrl}/api/hooks/resend/${encodeURIComponent(companyId)}` : null,
    setBy: row.setBy,
    setAt: row.setAt.toISOString(),
  }
}

function trialLetter({ from, replyTo }: ListedSender, to: { name: string; address: string }) {
  const text =
    'This letter was sent to try the sender out. Nothing else happened, and there is nothing to do.'
  return {
    from,
    to,
    replyTo,
    cc: [],
    subject: 'A trial letter from Dunlin',
    text,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body><p>${text}</p></body></html>`,
    attachments: [],
  }
}
