import { Hono } from 'hono'
import { z } from 'zod'
import { matchAccount, splitAccount } from '#server/import/move-account.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { handRequest } from '../hand-request.ts'
import { AccountFilter, listAccounts, viewAccount } from '../queries/accounts.ts'
import { IdAsked, readBody, readQuery, Why } from '../read-request.ts'
import { customerFor, requireWholeBooks } from '../row-access.ts'
import { AccountsView, AccountView } from '../views/accounts.ts'

const tag = 'accounts'
const Match = z.strictObject({ customerId: IdAsked, why: Why })
const Split = z.strictObject({ why: Why })

export function accountRoutes(services: ApiServices) {
  const { db } = services
  const one = (c: ApiContext) =>
    viewAccount(db, c.get('principal'), {
      connection: c.req.param('connection') ?? '',
      id: c.req.param('id') ?? '',
    })
  /** The account, which has to be theirs to see, and who asks. A customer's records go to another as a whole. */
  const orderOf = async (c: ApiContext, why: string) => {
    const { connection, id } = await one(c)
    const principal = c.get('principal')
    if (principal.entities !== null) requireWholeBooks(principal, 'Whom an account is')
    const { companyId, actor, now } = await handRequest(services, c)
    return { companyId, connectionId: connection, accountId: id, actor, now, why }
  }
  return new Hono<ApiEnv>()
    .get(
      '/accounts',
      describe({
        summary: 'Customers as each connection knows them, and whom they are booked to',
        tag,
        answer: AccountsView,
        table: 'accounts',
      }),
      readQuery(AccountFilter),
      async (c) => c.json(await listAccounts(db, c.get('principal'), c.req.valid('query'))),
    )
    .get(
      '/accounts/:connection/:id',
      describe({ summary: 'One account of a connection', tag, answer: AccountView }),
      async (c) => c.json(await one(c)),
    )
    .post(
      '/accounts/:connection/:id/match',
      describe({ summary: 'Book an account to a customer', tag, answer: AccountView }),
      readBody(Match),
      async (c) => {
        const { customerId, why } = c.req.valid('json')
        await customerFor(db, c.get('principal'), customerId)
        await matchAccount(db, { ...(await orderOf(c, why)), customerId })
        return c.json(await one(c))
      },
    )
    .post(
      '/accounts/:connection/:id/split',
      describe({
        summary: 'Make an account a customer of its own, or say that it is one',
        tag,
        answer: AccountView,
      }),
      readBody(Split),
      async (c) => {
        await splitAccount(db, await orderOf(c, c.req.valid('json').why))
        return c.json(await one(c))
      },
    )
}
