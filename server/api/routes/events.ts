import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { may } from '#server/auth/permissions.ts'
import type { Principal } from '#server/auth/principal.ts'
import { keepPresence, type Present } from '#server/rules/presence.ts'
import type { ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { eventsAfter, latestEvent } from '../events.ts'
import { IdAsked, readBody, readQuery } from '../read-request.ts'
import { PresenceView } from '../views/events.ts'

/** How often the tail is looked at while somebody listens. One look is one read by primary key. */
const LOOK_MS = 1000

/** How long one stream lasts. The listener comes back by itself, and is asked again who it is. */
const LASTS_MS = 10 * 60_000

const Tab = z.string().regex(/^[\w-]{1,40}$/)
const Listening = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
  /** The rule the listener has open to edit; the others who have it open are told of them, and they of the others. */
  rule: IdAsked.exactOptional(),
  /** By what the listener tells its tabs apart; needed with a rule. */
  tab: Tab.exactOptional(),
})
const Whereabouts = z.strictObject({
  tab: Tab,
  /** The step or branch that is chosen; null for none. */
  at: z.string().max(200).nullable(),
})

export function eventRoutes({ db, clock }: ApiServices) {
  const presence = keepPresence(clock)
  return new Hono<ApiEnv>()
    .get(
      '/events',
      describe({
        summary: 'Listen to what happens: runs, new actions, edits of others (server-sent events)',
        tag: 'events',
        media: 'text/event-stream',
      }),
      readQuery(Listening),
      async (c) => {
        const principal = c.get('principal')
        const resumed = Number(c.req.header('last-event-id') ?? Number.NaN)
        const { after, rule, tab } = c.req.valid('query')
        const from = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : after
        let last = from ?? (await latestEvent(db, principal.companyId))
        const here = rule === undefined || tab === undefined ? null : presentAt(principal, rule, tab)
        // A proxy that gathers answers would hold events back.
        c.header('x-accel-buffering', 'no')
        return streamSSE(c, async (stream) => {
          const leave = here === null ? () => {} : presence.enter(here)
          stream.onAbort(leave)
          let told = '[]'
          try {
            await stream.writeSSE({
              event: 'listening',
              data: JSON.stringify({ after: last }),
              id: String(last),
            })
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
              const others = JSON.stringify(here === null ? [] : presence.othersOf(here))
              // It is of this moment, so it has no number to go on from.
              if (others !== told) await stream.writeSSE({ event: 'presence', data: `{"others":${others}}` })
              told = others
              await stream.sleep(LOOK_MS)
            }
          } finally {
            leave()
          }
        })
      },
    )
    .post(
      '/rules/:id/presence',
      describe({
        summary: 'Say that one still has a rule open to edit, and where; hear who else has',
        tag: 'events',
        answer: PresenceView,
      }),
      readBody(Whereabouts),
      async (c) => {
        const { tab, at } = c.req.valid('json')
        const here = presentAt(c.get('principal'), c.req.param('id'), tab)
        if (here === null) return c.json({ others: [] })
        presence.hear(here, at)
        return c.json({ others: presence.othersOf(here) })
      },
    )
}

/** Somebody as the others see them; null for programs, and for those who only read. */
function presentAt(principal: Principal, ruleId: string, tab: string): Present | null {
  const { kind, companyId, id: userId, name } = principal
  return kind === 'user' && may(principal, 'edit-rules') ? { companyId, ruleId, userId, name, tab } : null
}
