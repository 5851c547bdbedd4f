import { Hono } from 'hono'
import { z } from 'zod'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { BookShelf } from '#server/books/book-shelf.ts'
import { ACTION_STATES } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import { LETTER_POLICY } from '#server/http/security-headers.ts'
import { RequestInvalidError } from './errors.ts'
import { answerProblem } from './problem.ts'
import { letterOf, listActions, viewAction } from './queries/actions.ts'
import { viewAging } from './queries/aging.ts'
import { theCompany, viewCompany } from './queries/company.ts'
import { listMatches } from './queries/matches.ts'
import { listRules, viewRule } from './queries/rules.ts'
import { listRuns } from './queries/runs.ts'
import { readQuery } from './read-request.ts'
import type { HealthView } from './views.ts'

/** What the routes need from the process that serves them. */
export type ApiServices = {
  readonly db: Database
  readonly clock: { today(timeZone: string): CalendarDate }
  readonly shelf: BookShelf
  readonly version: string
}

const Page = z.strictObject({ cursor: z.string().exactOptional() })
const Outbox = z.strictObject({
  cursor: z.string().exactOptional(),
  state: z.enum(ACTION_STATES).exactOptional(),
})

/**
 * Every route at its path. A handler reads the request, asks one query or use case, and answers; errors become problem details
 * in one place. The chain is what gives the client its types, so routes are added to it and nowhere else.
 */
export function createApi({ db, clock, shelf, version }: ApiServices) {
  const company = () => theCompany(db)
  const api = new Hono()
    .basePath('/api')
    .get('/health', (c) => {
      const health: HealthView = { status: 'ok', version }
      return c.json(health)
    })
    .get('/v1/company', async (c) => {
      const row = await company()
      return c.json(await viewCompany(db, row, clock.today(row.timeZone)))
    })
    .get('/v1/aging', async (c) => {
      const row = await company()
      return c.json(viewAging((await shelf.booksOf(row)).snapshot, clock.today(row.timeZone)))
    })
    .get('/v1/rules', async (c) => {
      const row = await company()
      const { catalogue } = await shelf.booksOf(row)
      return c.json(await listRules(db, { companyId: row.id, catalogue }))
    })
    .get('/v1/rules/:id', async (c) => {
      const row = await company()
      const { catalogue } = await shelf.booksOf(row)
      const asked = { companyId: row.id, id: c.req.param('id'), catalogue }
      return c.json(await viewRule(db, asked))
    })
    .get('/v1/rules/:id/matches', readQuery(Page), async (c) => {
      const row = await company()
      const { catalogue } = await shelf.booksOf(row)
      const asked = { companyId: row.id, ruleId: c.req.param('id'), ...c.req.valid('query'), catalogue }
      return c.json(await listMatches(db, asked))
    })
    .get('/v1/actions', readQuery(Outbox), async (c) => {
      const { id: companyId } = await company()
      return c.json(await listActions(db, { companyId, ...c.req.valid('query') }))
    })
    .get('/v1/actions/:id', async (c) => {
      const row = await company()
      const { catalogue } = await shelf.booksOf(row)
      const asked = { companyId: row.id, id: c.req.param('id'), catalogue }
      return c.json(await viewAction(db, asked))
    })
    .get('/v1/actions/:id/letter', async (c) => {
      const { id: companyId } = await company()
      c.header('content-security-policy', LETTER_POLICY)
      return c.html(await letterOf(db, { companyId, id: c.req.param('id') }))
    })
    .get('/v1/runs', readQuery(Page), async (c) => {
      const { id: companyId } = await company()
      return c.json(await listRuns(db, { companyId, ...c.req.valid('query') }))
    })

  api.notFound((c) =>
    answerProblem(new RequestInvalidError(`There is no ${c.req.method} ${c.req.path} in this API.`), c),
  )
  api.onError(answerProblem)
  return api
}

/** The routes with their types, for `server/client.ts`. */
export type Api = ReturnType<typeof createApi>
