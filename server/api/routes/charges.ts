import { Hono } from 'hono'
import { z } from 'zod'
import { type ApiContext, type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { ChargeFilter, listCharges } from '../queries/charges.ts'
import { theOne } from '../queries/manual-records.ts'
import { readBody, readQuery, Why } from '../read-request.ts'
import { ChargesView, ChargeView } from '../views/charges.ts'
import { settleCharge } from '../writes/settle-charge.ts'

const tag = 'finance charges'
const Explained = z.strictObject({ why: Why })

export function chargeRoutes({ db, clock }: ApiServices) {
  const chargeOf = async (c: ApiContext, id: string): Promise<ChargeView> =>
    theOne((await listCharges(db, c.get('principal'), { asked: {}, id })).charges, 'finance charge', id)
  const settle = async (c: ApiContext, id: string, order: { state: 'posted' | 'void'; why: string }) => {
    const person = { actor: actorOf(c).name, now: clock.now() }
    await settleCharge(db, c.get('principal'), { id, ...order, ...person })
    return chargeOf(c, id)
  }
  return new Hono<ApiEnv>()
    .get(
      '/charges',
      describe({ summary: 'Finance charges rules have drafted', tag, answer: ChargesView, table: 'charges' }),
      readQuery(ChargeFilter),
      async (c) => c.json(await listCharges(db, c.get('principal'), { asked: c.req.valid('query') })),
    )
    .post(
      '/charges/:id/post',
      describe({ summary: 'Say that a charge was entered in the books', tag, answer: ChargeView }),
      readBody(Explained),
      async (c) =>
        c.json(await settle(c, c.req.param('id'), { state: 'posted', why: c.req.valid('json').why })),
    )
    .post(
      '/charges/:id/void',
      describe({ summary: 'Do not charge it', tag, answer: ChargeView }),
      readBody(Explained),
      async (c) =>
        c.json(await settle(c, c.req.param('id'), { state: 'void', why: c.req.valid('json').why })),
    )
}
