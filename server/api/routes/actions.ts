import { Hono } from 'hono'
import { z } from 'zod'
import { ReceivablesError } from '#engine/errors.ts'
import { NotAllowedError } from '#server/auth/errors.ts'
import type { Database } from '#server/database/database.ts'
import { LETTER_POLICY } from '#server/http/security-headers.ts'
import { companyById } from '#server/run/company.ts'
import { undoWording, type WordingOrder, wordLetter } from '#server/run/word-letter.ts'
import { sayWritten } from '#server/words/say-written.ts'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { booksToday } from '../hand-request.ts'
import { ActionFilter, letterOf, listActions, requireVisibleAction, viewAction } from '../queries/actions.ts'
import { IdAsked, LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { ActionsView, ActionView, SettledView } from '../views/actions.ts'
import { wordsAsked } from '../words-asked.ts'
import {
  approveByAnother,
  cancelAction,
  declineByPerson,
  type PersonsVerdict,
  recordDoneByHand,
  retryAction,
} from '../writes/settle-action.ts'

const tag = 'actions'
/** Which letter, of an action with several; an id of a letter is longer than others. */
const OfMessage = z.strictObject({ message: z.string().min(1).max(500).exactOptional() })
/** A frame sends no header, so it names the company in its address; who asks was found out by then. */
const OfLetter = OfMessage.extend({ company: z.string().max(200).exactOptional() })
const Words = OfMessage.extend({ subject: LineAsked, body: z.string().trim().min(1).max(20_000) })
const MayExplain = z.strictObject({ why: Why.exactOptional() })
const MustExplain = z.strictObject({ why: Why })
const ManyIds = z.array(IdAsked).min(1).max(500)
/** To say no takes a reason, as it does for a single one. */
const Several = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('approve'), ids: ManyIds, why: Why.exactOptional() }),
  z.strictObject({ verdict: z.literal('decline'), ids: ManyIds, why: Why }),
  z.strictObject({ verdict: z.literal('cancel'), ids: ManyIds, why: Why }),
])
const VERDICTS = { approve: approveByAnother, decline: declineByPerson, cancel: cancelAction } as const

export function actionRoutes(services: ApiServices) {
  const { db, clock, shelf, wakeDispatch } = services
  const viewOf = async (c: ApiContext, id: string) => {
    const principal = c.get('principal')
    const { catalogue } = await shelf.booksOf(await companyById(db, principal.companyId))
    return viewAction(db, { principal, id, catalogue, words: wordsAsked(c) })
  }
  const settle = async (
    c: ApiContext,
    { id, why }: { id: string; why: string | undefined },
    change: (db: Database, verdict: PersonsVerdict) => Promise<void>,
  ) => {
    await decide(c, { id, why }, change)
    return viewOf(c, id)
  }
  const decide = async (
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
    await wakeDispatch?.(principal.companyId)
  }
  const wordingOrder = async (c: ApiContext, messageId: string | undefined): Promise<WordingOrder> => {
    const principal = c.get('principal')
    if (principal.kind === 'key')
      throw new NotAllowedError(
        "An API key words no letters: they are somebody's words, and somebody else agrees to them.",
      )
    const actionId = c.req.param('id') ?? ''
    await requireVisibleAction(db, principal, actionId)
    const { id, name } = actorOf(c)
    return {
      companyId: principal.companyId,
      actionId,
      messageId,
      actor: { id, name },
      now: clock.now(),
      books: await booksToday(services, c),
    }
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
      async (c) => {
        const principal = c.get('principal')
        const { catalogue } = await shelf.booksOf(await companyById(db, principal.companyId))
        const asker = { principal, catalogue, words: wordsAsked(c) }
        return c.json(await listActions(db, asker, c.req.valid('query')))
      },
    )
    .get(
      '/actions/:id',
      describe({ summary: 'One action with its reasons and its letter', tag, answer: ActionView }),
      async (c) => c.json(await viewOf(c, c.req.param('id'))),
    )
    .get(
      '/actions/:id/letter',
      describe({ summary: 'The letter as it would arrive', tag, media: 'text/html' }),
      readQuery(OfLetter),
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
    .patch(
      '/actions/:id/letter',
      describe({
        summary:
          'Put words of your own in place of the template, before the letter is sent; somebody else approves them',
        tag,
        answer: ActionView,
      }),
      readBody(Words),
      async (c) => {
        const { message, ...wording } = c.req.valid('json')
        await wordLetter(db, await wordingOrder(c, message), wording)
        return c.json(await viewOf(c, c.req.param('id')))
      },
    )
    .delete(
      '/actions/:id/letter',
      describe({
        summary: "Write the letter from its template again, without a person's words",
        tag,
        answer: ActionView,
      }),
      readQuery(OfMessage),
      async (c) => {
        await undoWording(db, await wordingOrder(c, c.req.valid('query').message))
        return c.json(await viewOf(c, c.req.param('id')))
      },
    )
    .post(
      '/actions/settle',
      describe({
        summary: 'Approve, decline or cancel several actions; each is settled or refused by itself',
        tag,
        answer: SettledView,
      }),
      readBody(Several),
      async (c) => {
        const { ids, verdict, why } = c.req.valid('json')
        const refused: SettledView['refused'] = []
        for (const id of new Set(ids))
          try {
            await decide(c, { id, why }, VERDICTS[verdict])
          } catch (error) {
            // One that somebody else has settled meanwhile is no reason to leave the others; what fails otherwise fails all.
            if (!(error instanceof ReceivablesError)) throw error
            refused.push({ id, why: sayWritten(error.message, wordsAsked(c)) })
          }
        return c.json({ settled: new Set(ids).size - refused.length, refused })
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
