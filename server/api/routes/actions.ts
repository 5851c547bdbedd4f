import { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '#server/database/database.ts'
import { LETTER_POLICY } from '#server/http/security-headers.ts'
import { companyById } from '#server/run/company.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { ActionFilter, letterOf, listActions, requireVisibleAction, viewAction } from '../queries/actions.ts'
import { IdAsked, readBody, readQuery, Why } from '../read-request.ts'
import { ActionsView, ActionView } from '../views.ts'
import {
  approveByAnother,
  cancelAction,
  declineByPerson,
  type PersonsVerdict,
  recordDoneByHand,
  retryAction,
} from '../writes/settle-action.ts'

const tag = 'actions'
const MayExplain = z.strictObject({ why: Why.exactOptional() })
const MustExplain = z.strictObject({ why: Why })

export function actionRoutes({ db, clock, shelf }: ApiServices) {
  const viewOf = async (c: ApiContext, id: string) => {
    const principal = c.get('principal')
    const { catalogue } = await shelf.booksOf(await companyById(db, principal.companyId))
    return viewAction(db, { principal, id, catalogue })
  }
  const settle = async (
    c: ApiContext,
    { id, why }: { id: string; why: string | undefined },
    change: (db: Database, verdict: PersonsVerdict) => Promise<void>,
  ) => {
    const principal = c.get('principal')
    await requireVisibleAction(db, principal, id)
    const { timeZone } = await companyById(db, principal.companyId)
    const actor = actorOf(c)
    await change(db, {
      companyId: principal.companyId,
      actionId: id,
      actor: actor.name,
      actorId: actor.id,
      now: clock.now(),
      today: clock.today(timeZone),
      ...(why !== undefined && { why }),
    })
    return viewOf(c, id)
  }
  return new Hono<ApiEnv>()
    .get(
      '/actions',
      describe({
        summary: 'The outbox: what was decided to be done',
        tag,
        answer: ActionsView,
        table: 'actions',
      }),
      readQuery(ActionFilter),
      async (c) => c.json(await listActions(db, c.get('principal'), c.req.valid('query'))),
    )
    .get(
      '/actions/:id',
      describe({ summary: 'One action with its reasons and its letter', tag, answer: ActionView }),
      async (c) => c.json(await viewOf(c, c.req.param('id'))),
    )
    .get(
      '/actions/:id/letter',
      describe({ summary: 'The letter as it would arrive', tag, media: 'text/html' }),
      readQuery(z.strictObject({ message: IdAsked.exactOptional() })),
      async (c) => {
        c.header('content-security-policy', LETTER_POLICY)
        return c.html(
          await letterOf(db, {
            principal: c.get('principal'),
            id: c.req.param('id'),
            ...c.req.valid('query'),
          }),
        )
      },
    )
    .post(
      '/actions/:id/approve',
      describe({ summary: 'Approve an action', tag, answer: ActionView }),
      readBody(MayExplain),
      async (c) =>
        c.json(await settle(c, { id: c.req.param('id'), why: c.req.valid('json').why }, approveByAnother)),
    )
    .post(
      '/actions/:id/decline',
      describe({ summary: 'Decline an action; its step counts as done', tag, answer: ActionView }),
      readBody(MustExplain),
      async (c) =>
        c.json(await settle(c, { id: c.req.param('id'), why: c.req.valid('json').why }, declineByPerson)),
    )
    .post(
      '/actions/:id/cancel',
      describe({
        summary: 'Cancel an action that waits; its rule may ask for it again',
        tag,
        answer: ActionView,
      }),
      readBody(MustExplain),
      async (c) =>
        c.json(await settle(c, { id: c.req.param('id'), why: c.req.valid('json').why }, cancelAction)),
    )
    .post(
      '/actions/:id/retry',
      describe({ summary: 'Try an action that failed again', tag, answer: ActionView }),
      readBody(MayExplain),
      async (c) =>
        c.json(await settle(c, { id: c.req.param('id'), why: c.req.valid('json').why }, retryAction)),
    )
    .post(
      '/actions/:id/done-by-hand',
      describe({
        summary: 'Record that a person has done it; its step counts as done',
        tag,
        answer: ActionView,
      }),
      readBody(MustExplain),
      async (c) =>
        c.json(await settle(c, { id: c.req.param('id'), why: c.req.valid('json').why }, recordDoneByHand)),
    )
}
