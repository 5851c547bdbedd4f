import { Hono } from 'hono'
import { z } from 'zod'
import { removeFromTomorrow } from '#server/report/remove-from-tomorrow.ts'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { Listing } from '../page.ts'
import { listReports, reportOf } from '../queries/reports.ts'
import { viewTomorrow } from '../queries/tomorrow.ts'
import { IdAsked, readBody, readQuery, Why } from '../read-request.ts'
import { customerFor, requireWholeBooks } from '../row-access.ts'
import { ReportsView, ReportView, TomorrowView } from '../views/reports.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'reports'
/** What is written down in English and said in the language of who reads. */
const WRITTEN = ['sentences', 'why', 'text', 'problem']
const Removal = z.strictObject({ rule: IdAsked, step: IdAsked, subject: IdAsked, why: Why })

export function reportRoutes({ db, clock }: ApiServices) {
  return new Hono<ApiEnv>()
    .get(
      '/reports',
      describe({
        summary: 'The morning reports, the latest first',
        tag,
        answer: ReportsView,
        table: 'reports',
      }),
      readQuery(Listing),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'A morning report')
        return c.json(await listReports(db, principal.companyId, c.req.valid('query')))
      },
    )
    .get(
      '/reports/:day',
      describe({ summary: 'The morning report of a day', tag, answer: ReportView }),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'A morning report')
        const view = await reportOf(db, { companyId: principal.companyId, day: c.req.param('day') })
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .get(
      '/tomorrow',
      describe({ summary: 'What the rules would do on the next business day', tag, answer: TomorrowView }),
      async (c) => c.json(await viewTomorrow(db, c.get('principal'), { clock, words: wordsAsked(c) })),
    )
    .post(
      '/tomorrow/remove',
      describe({
        summary: 'Take an act out of what is coming; its step counts as skipped',
        tag,
        answer: TomorrowView,
      }),
      readBody(Removal),
      async (c) => {
        const principal = c.get('principal')
        const { rule, step, subject, why } = c.req.valid('json')
        await removeFromTomorrow(db, {
          companyId: principal.companyId,
          ruleId: rule,
          stepId: step,
          subjectId: subject,
          actor: actorOf(c).name,
          now: clock.now(),
          why,
          allow: async (tx, customerId) => void (await customerFor(tx, principal, customerId)),
        })
        return c.json(await viewTomorrow(db, principal, { clock, words: wordsAsked(c) }))
      },
    )
}
