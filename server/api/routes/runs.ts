import { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '#server/database/database.ts'
import { companyById } from '#server/run/company.ts'
import { discardRun, type RunVerdict, releaseRun } from '#server/run/release-run.ts'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { DecisionFilter, listDecisions } from '../queries/decisions.ts'
import { listRuns, RunFilter, viewRunRule, viewRunWithRules } from '../queries/runs.ts'
import { DayAsked, IdAsked, readBody, readQuery, Why } from '../read-request.ts'
import { requireWholeBooks } from '../row-access.ts'
import { DecisionsView } from '../views/decisions.ts'
import { RunRuleView, RunsView, RunView } from '../views/runs.ts'
import { wordsAsked } from '../words-asked.ts'
import { runsOnRequest } from '../writes/run-now.ts'

const tag = 'runs'
/** What is written down in English and said in the language of who reads. */
const WRITTEN = ['problem', 'brakes', 'sentence']
const RunNow = z.strictObject({
  rules: z.array(IdAsked).min(1).max(200).exactOptional(),
  asOf: DayAsked.exactOptional(),
})

const Settled = z.strictObject({ rules: z.array(IdAsked).min(1).max(200).exactOptional(), why: Why })

export function runRoutes({ db, clock, shelf, metrics, wakeDispatch, documentsAShare }: ApiServices) {
  const runNow = runsOnRequest(db, { documentsAShare })
  const settle = async (
    c: ApiContext,
    runId: string,
    { rules, why }: z.infer<typeof Settled>,
    change: (db: Database, verdict: RunVerdict) => Promise<number>,
  ) => {
    const principal = c.get('principal')
    requireWholeBooks(principal, 'A run')
    const { companyId } = principal
    const { name: actor, id: actorId } = actorOf(c)
    await change(db, { companyId, runId, ruleIds: rules, actor, actorId, now: clock.now(), why })
    await wakeDispatch?.(companyId)
    return withWritten(await viewRunWithRules(db, { companyId, id: runId }), wordsAsked(c), WRITTEN)
  }
  return new Hono<ApiEnv>()
    .get(
      '/runs',
      describe({ summary: 'The runs, newest first', tag, answer: RunsView, table: 'runs' }),
      readQuery(RunFilter),
      async (c) => {
        const view = await listRuns(db, c.get('principal').companyId, c.req.valid('query'))
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .get(
      '/runs/:id',
      describe({ summary: 'One run with what each rule came to', tag, answer: RunView }),
      async (c) => {
        const { companyId } = c.get('principal')
        const view = await viewRunWithRules(db, { companyId, id: c.req.param('id') })
        return c.json(withWritten(view, wordsAsked(c), WRITTEN))
      },
    )
    .get(
      '/runs/:id/rules/:rule',
      describe({
        summary: 'One rule as it was in a run, with how many came through it',
        tag,
        answer: RunRuleView,
      }),
      async (c) => {
        const { companyId } = c.get('principal')
        const { catalogue } = await shelf.booksOf(await companyById(db, companyId))
        const asked = { companyId, id: c.req.param('id'), ruleId: c.req.param('rule'), catalogue }
        return c.json(await viewRunRule(db, asked))
      },
    )
    .post(
      '/runs',
      describe({ summary: 'Run the published rules now', tag, answer: RunView, status: 201 }),
      readBody(RunNow),
      async (c) => {
        const principal = c.get('principal')
        requireWholeBooks(principal, 'A run')
        const { rules, asOf } = c.req.valid('json')
        const order = { companyId: principal.companyId, ruleIds: rules, asOf, actor: actorOf(c).name, clock }
        const started = performance.now()
        const report = await runNow(order)
        await wakeDispatch?.(principal.companyId)
        metrics.runEnded({
          trigger: 'manual',
          outcome: 'completed',
          seconds: (performance.now() - started) / 1000,
        })
        return c.json(await viewRunWithRules(db, { companyId: principal.companyId, id: report.run }), 201)
      },
    )
    .post(
      '/runs/:id/release',
      describe({ summary: 'Let go on what a stopped run has planned', tag, answer: RunView }),
      readBody(Settled),
      async (c) => c.json(await settle(c, c.req.param('id'), c.req.valid('json'), releaseRun)),
    )
    .post(
      '/runs/:id/discard',
      describe({ summary: 'Cancel what a stopped run has planned', tag, answer: RunView }),
      readBody(Settled),
      async (c) => c.json(await settle(c, c.req.param('id'), c.req.valid('json'), discardRun)),
    )
    .get(
      '/decisions',
      describe({
        summary: 'What rules wanted for whom, and why',
        tag,
        answer: DecisionsView,
        table: 'decisions',
      }),
      readQuery(DecisionFilter),
      async (c) => {
        const principal = c.get('principal')
        const { catalogue } = await shelf.booksOf(await companyById(db, principal.companyId))
        const asked = { principal, asked: c.req.valid('query'), catalogue, words: wordsAsked(c) }
        return c.json(await listDecisions(db, asked))
      },
    )
}
