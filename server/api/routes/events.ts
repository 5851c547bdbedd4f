import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { eventsAfter, latestEvent } from '../events.ts'
import { readQuery } from '../read-request.ts'

/** How often the tail is looked at while somebody listens. One look is one read by primary key. */
const LOOK_MS = 1000

/** How long one stream lasts. The listener comes back by itself, and is asked again who it is. */
const LASTS_MS = 10 * 60_000

const After = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
})

export function eventRoutes({ db }: ApiServices) {
  return new Hono<ApiEnv>().get(
    '/events',
    describe({
      summary: 'Listen to what happens: runs, new actions, edits of others (server-sent events)',
      tag: 'events',
      media: 'text/event-stream',
    }),
    readQuery(After),
    async (c) => {
      const principal = c.get('principal')
      const resumed = Number(c.req.header('last-event-id') ?? Number.NaN)
      const { after } = c.req.valid('query')
      const from = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : after
      let last = from ?? (await latestEvent(db, principal.companyId))
      // A proxy that gathers answers would hold events back.
      c.header('x-accel-buffering', 'no')
      return streamSSE(c, async (stream) => {
        await stream.writeSSE({ event: 'listening', data: JSON.stringify({ after: last }), id: String(last) })
        const ends = performance.now() + LASTS_MS
        while (!stream.aborted && !stream.closed && performance.now() < ends) {
          for (const event of await eventsAfter(db, principal, last)) {
            await stream.writeSSE({
              event: event.subject.type,
              data: JSON.stringify(event),
              id: String(event.id),
            })
            last = event.id
          }
          await stream.sleep(LOOK_MS)
        }
      })
    },
  )
}
