import { Hono } from 'hono'
import { z } from 'zod'
import type { PublishFrom } from '#server/rules/publication.ts'
import { approvePublish, declinePublish, requestPublish } from '#server/rules/publish-request.ts'
import { publishRule, rollbackRule } from '#server/rules/publish-rule.ts'
import { pauseRule, resumeRule, retireRule, type StopOrder, type Stopped } from '#server/rules/stop-rule.ts'
import { companyById } from '#server/run/company.ts'
import { withWritten } from '#server/words/say-written.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { listPublishRequests, RequestFilter } from '../queries/rule-editing.ts'
import { readBody, readQuery, Why } from '../read-request.ts'
import { AskedView, PublishedView, PublishRequestsView, StoppedView } from '../views/publishing.ts'
import { FIRST_RUNS, TARGETS } from '../views/rules.ts'
import { wordsAsked } from '../words-asked.ts'

const tag = 'rules'
const Numbered = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
const How = {
  target: z.enum(TARGETS),
  /** What to do with those already past its acts. */
  firstRun: z.enum(FIRST_RUNS).exactOptional(),
  why: Why,
}
const Publish = z.strictObject({ draftRevision: Numbered, ...How })
const Rollback = z.strictObject({ toVersion: Numbered.min(1), ...How })
const Ask = z.union([Publish, Rollback])
const Explained = z.strictObject({ why: Why })
const Stop = z.strictObject({ why: Why, holds: z.enum(['keep', 'release']).exactOptional() })
const Decided = z.strictObject({ decided: z.literal(true) })

export function rulePublishingRoutes({ db, clock, shelf }: ApiServices) {
  const orderOf = async (c: ApiContext) => {
    const { companyId } = c.get('principal')
    const books = await shelf.booksOf(await companyById(db, companyId))
    return { companyId, actor: actorOf(c), now: clock.now(), books }
  }
  const stopWith = async (
    c: ApiContext,
    { ruleId, body }: { ruleId: string; body: z.infer<typeof Stop> },
    stop: (order: StopOrder) => Promise<Stopped>,
  ) => {
    const { companyId } = c.get('principal')
    return stop({ companyId, ruleId, actor: actorOf(c), now: clock.now(), ...body })
  }
  return new Hono<ApiEnv>()
    .post(
      '/rules/:id/publish',
      describe({
        summary: 'Publish the draft, in monitor mode or live',
        tag,
        answer: PublishedView,
        status: 201,
      }),
      readBody(Publish),
      async (c) => {
        const order = { ...(await orderOf(c)), ruleId: c.req.param('id'), ...c.req.valid('json') }
        return c.json({ ...(await publishRule(db, order)) }, 201)
      },
    )
    .post(
      '/rules/:id/rollback',
      describe({
        summary: 'Bring an old version back as a new one',
        tag,
        answer: PublishedView,
        status: 201,
      }),
      readBody(Rollback),
      async (c) => {
        const order = { ...(await orderOf(c)), ruleId: c.req.param('id'), ...c.req.valid('json') }
        return c.json({ ...(await rollbackRule(db, order)) }, 201)
      },
    )
    .post(
      '/rules/:id/publish-requests',
      describe({ summary: 'Ask a second person to publish', tag, answer: AskedView, status: 201 }),
      readBody(Ask),
      async (c) => {
        const { target, firstRun, why, ...which } = c.req.valid('json')
        const from: PublishFrom =
          'toVersion' in which ? { version: which.toVersion } : { draftRevision: which.draftRevision }
        const { requestId, reasons } = await requestPublish(db, {
          ...(await orderOf(c)),
          ruleId: c.req.param('id'),
          from,
          target,
          why,
          ...(firstRun !== undefined && { firstRun }),
        })
        const view = { id: requestId, reasons: [...reasons] }
        return c.json(withWritten(view, wordsAsked(c), ['reasons']), 201)
      },
    )
    .get(
      '/publish-requests',
      describe({
        summary: 'What was asked to be published',
        tag,
        answer: PublishRequestsView,
        table: 'requests',
      }),
      readQuery(RequestFilter),
      async (c) => {
        const view = await listPublishRequests(db, c.get('principal').companyId, c.req.valid('query'))
        return c.json(withWritten(view, wordsAsked(c), ['reasons']))
      },
    )
    .post(
      '/publish-requests/:id/approve',
      describe({ summary: 'Publish what somebody else asked for', tag, answer: PublishedView, status: 201 }),
      readBody(Explained),
      async (c) => {
        const verdict = { ...(await orderOf(c)), requestId: c.req.param('id'), ...c.req.valid('json') }
        return c.json({ ...(await approvePublish(db, verdict)) }, 201)
      },
    )
    .post(
      '/publish-requests/:id/decline',
      describe({ summary: 'Say no to a publication, or take one’s own question back', tag, answer: Decided }),
      readBody(Explained),
      async (c) => {
        await declinePublish(db, {
          ...(await orderOf(c)),
          requestId: c.req.param('id'),
          ...c.req.valid('json'),
        })
        return c.json({ decided: true as const })
      },
    )
    .post(
      '/rules/:id/pause',
      describe({ summary: 'Stop a rule until somebody resumes it', tag, answer: StoppedView }),
      readBody(Stop),
      async (c) => {
        const asked = { ruleId: c.req.param('id'), body: c.req.valid('json') }
        return c.json(viewStopped('paused', await stopWith(c, asked, (order) => pauseRule(db, order))))
      },
    )
    .post(
      '/rules/:id/retire',
      describe({ summary: 'Stop a rule for good', tag, answer: StoppedView }),
      readBody(Stop),
      async (c) => {
        const asked = { ruleId: c.req.param('id'), body: c.req.valid('json') }
        return c.json(viewStopped('retired', await stopWith(c, asked, (order) => retireRule(db, order))))
      },
    )
    .post(
      '/rules/:id/resume',
      describe({
        summary: 'Let a paused rule go on from its next time on',
        tag,
        answer: z.strictObject({ state: z.enum(TARGETS) }),
      }),
      readBody(Explained),
      async (c) => {
        const { state } = await resumeRule(db, {
          ...(await orderOf(c)),
          ruleId: c.req.param('id'),
          ...c.req.valid('json'),
        })
        return c.json({ state })
      },
    )
}

function viewStopped(
  state: 'paused' | 'retired',
  { cancelled, holdsKept, holdsReleased }: Stopped,
): StoppedView {
  return { state, cancelled, holdsKept, holdsReleased }
}
