import { Hono } from 'hono'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { AlertFilter, alertFor, listAlerts } from '../queries/alerts.ts'
import { readQuery } from '../read-request.ts'
import { AlertsView, AlertView } from '../views/alerts.ts'
import { wordsAsked } from '../words-asked.ts'
import { markAlertSeen } from '../writes/alert-seen.ts'

const tag = 'alerts'
/** What is written down in English and said in the language of who reads. */
const WRITTEN = ['text']

export function alertRoutes({ db, clock }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/alerts',
      describe({ summary: 'What somebody has to look at', tag, answer: AlertsView, table: 'alerts' }),
      readQuery(AlertFilter),
      async (c) => {
        const view = await listAlerts(db, c.get('principal'), c.req.valid('query'))
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .post(
      '/alerts/:id/seen',
      describe({ summary: 'Say that somebody has looked', tag, answer: AlertView }),
      async (c) => {
        const principal = c.get('principal')
        const id = c.req.param('id')
        await alertFor(db, principal, id)
        await markAlertSeen(db, {
          companyId: principal.companyId,
          id,
          actor: actorOf(c).name,
          now: clock.now(),
        })
        return c.json(withWritten(await alertFor(db, principal, id), wordsAsked(c), WRITTEN))
      },
    )
}
