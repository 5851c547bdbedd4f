import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { appendAudit } from '#server/database/audit.ts'
import { checkReplySignature, IncomingMail, REPLY_SECRET_NAME, takeReply } from '#server/events/take-reply.ts'
import { WebhookRefusedError } from '#server/mail/errors.ts'
import { setCompanySecret } from '#server/operations/stored-secrets.ts'
import { companyById } from '#server/run/company.ts'
import { WEBHOOK_SECRET_NAME } from '#server/webhooks/call-of-action.ts'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { RequestTooLargeError } from '../errors.ts'

/** A mail without its files. */
const MAIL_BYTES = 256 * 1024

const Taken = z.strictObject({ outcome: z.enum(['taken', 'seen before', 'of nobody we know']) })
const Made = z.strictObject({
  /** Shown once. */
  secret: z.string(),
})

/** Replies of customers. Anybody may call; who does not sign with the company's secret is refused. */
export function replyHookRoutes({ db, clock, keys }: ApiServices) {
  return new Hono<ApiEnv>().post(
    '/reply/:companyId',
    describe({
      summary: 'A mail that a customer has written to the company',
      tag: 'mail',
      answer: Taken,
      body: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    }),
    bodyLimit({
      maxSize: MAIL_BYTES,
      onError: () => {
        throw new RequestTooLargeError(MAIL_BYTES)
      },
    }),
    async (c) => {
      const companyId = c.req.param('companyId')
      const body = await c.req.text()
      const signature = c.req.header('dunlin-signature') ?? ''
      await checkReplySignature(db, keys, { companyId, body, signature, now: clock.now() })
      const mail = IncomingMail.safeParse(jsonOf(body))
      if (!mail.success)
        throw new WebhookRefusedError(`This mail was not taken: ${z.prettifyError(mail.error)}`)
      const { timeZone } = await companyById(db, companyId)
      const order = { companyId, mail: mail.data, now: clock.now(), today: clock.today(timeZone) }
      return c.json({ outcome: await takeReply(db, order) })
    },
  )
}

/** The secrets by which the company and its own systems know each other. */
export function hookSecretRoutes({ db, clock, keys }: ApiServices) {
  const make = async (companyId: string, name: string, actor: string) => {
    const secret = randomBytes(32).toString('base64url')
    const now = clock.now()
    await db.transaction(async (tx) => {
      await setCompanySecret(tx, keys, { companyId, name, secret, now, actor })
      const subject = { type: 'company', id: companyId }
      await appendAudit(tx, [{ companyId, at: now, actor, act: `make secret ${name}`, subject, after: null }])
    })
    return { secret }
  }
  return new Hono<ApiEnv>()
    .post(
      '/hook-secrets/webhook',
      describe({
        summary: 'Make the secret that webhooks are signed with; it is shown once',
        tag: 'mail',
        answer: Made,
      }),
      async (c) => c.json(await make(c.get('principal').companyId, WEBHOOK_SECRET_NAME, actorOf(c).name)),
    )
    .post(
      '/hook-secrets/reply',
      describe({
        summary: 'Make the secret that replies are signed with; it is shown once',
        tag: 'mail',
        answer: Made,
      }),
      async (c) => c.json(await make(c.get('principal').companyId, REPLY_SECRET_NAME, actorOf(c).name)),
    )
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new WebhookRefusedError('This mail is not JSON. It was not taken.', { cause })
  }
}
