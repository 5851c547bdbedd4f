import { Hono } from 'hono'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { AlertFilter, alertFor, listAlerts } from '../queries/alerts.ts'
import { readQuery } from '../read-request.ts'
import { AlertsView, AlertView } from '../views/alerts.ts'
import { markAlertSeen } from '../writes/alert-seen.ts'

const tag = 'alerts'

export function alertRoutes({ db, clock }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/alerts',
      describe({ summary: 'What somebody has to look at', tag, answer: AlertsView, table: 'alerts' }),
      readQuery(AlertFilter),
      async (c) => c.json(await listAlerts(db, c.get('principal'), c.req.valid('query'))),
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
        return c.json(await alertFor(db, principal, id))
      },
    )
}
