import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { takeMailEvent } from '#server/mail/mail-events.ts'
import { readResendEvent } from '#server/mail/resend-hook.ts'
import { companyById } from '#server/run/company.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { RequestTooLargeError } from '../errors.ts'

/** An event names a letter and holds none. */
const EVENT_BYTES = 256 * 1024

const Taken = z.strictObject({ taken: z.literal(true) })

/** What mail services report. Anybody may call; who does not sign with the company's secret is refused. */
export function mailHookRoutes({ db, clock, keys }: ApiServices) {
  return new Hono<ApiEnv>().post(
    '/resend/:companyId',
    describe({
      summary: 'What Resend reports of letters: delivered, bounced, complained about',
      tag: 'mail',
      answer: Taken,
      body: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    }),
    bodyLimit({
      maxSize: EVENT_BYTES,
      onError: () => {
        throw new RequestTooLargeError(EVENT_BYTES)
      },
    }),
    async (c) => {
      const companyId = c.req.param('companyId')
      const { eventId, event } = await readResendEvent(db, keys, {
        companyId,
        request: {
          // The bytes as they came: a signature is of them and not of what they mean.
          body: await c.req.text(),
          id: c.req.header('svix-id'),
          timestamp: c.req.header('svix-timestamp'),
          signature: c.req.header('svix-signature'),
        },
      })
      const { timeZone } = await companyById(db, companyId)
      await takeMailEvent(db, { companyId, eventId, event, now: clock.now(), today: clock.today(timeZone) })
      return c.json({ taken: true as const })
    },
  )
}
