import { and, eq, isNull } from 'drizzle-orm'
import { Hono } from 'hono'
import { z } from 'zod'
import { addDays } from '#engine/calendar-date.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { StateConflictError } from '#server/run/errors.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { RequestInvalidError } from '../errors.ts'
import { booksToday, documentsOf, handRequest } from '../hand-request.ts'
import { listBlocks, listHolds, RecordFilter, theOne } from '../queries/manual-records.ts'
import { DayAsked, IdAsked, LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { BLOCK_KINDS, BlocksView, BlockView, HoldsView, HoldView } from '../views/manual-records.ts'
import { addByHand, changeByHand } from '../writes/by-hand.ts'

const NewBlock = z.strictObject({
  kind: z.enum(BLOCK_KINDS),
  customer: IdAsked,
  document: IdAsked.exactOptional(),
  /** The last day it holds; a pause needs one, a dunning block may hold until it is lifted. */
  until: DayAsked.exactOptional(),
  reason: LineAsked,
})
const NewHold = z.strictObject({ customer: IdAsked, reason: LineAsked })
const Explained = z.strictObject({ why: Why })

export function blockAndHoldRoutes(services: ApiServices) {
  const { db } = services
  const blockOf = async (c: ApiContext, id: string): Promise<BlockView> => {
    const order = { asked: {}, books: await booksToday(services, c), id }
    return theOne((await listBlocks(db, c.get('principal'), order)).blocks, 'pause or block', id)
  }
  const holdOf = async (c: ApiContext, id: string): Promise<HoldView> => {
    const order = { asked: {}, books: await booksToday(services, c), id }
    return theOne((await listHolds(db, c.get('principal'), order)).holds, 'hold', id)
  }
  return new Hono<ApiEnv>()
    .get(
      '/blocks',
      describe({
        summary: 'Pauses and dunning blocks',
        tag: 'pauses and blocks',
        answer: BlocksView,
        table: 'blocks',
      }),
      readQuery(RecordFilter),
      async (c) => {
        const order = { asked: c.req.valid('query'), books: await booksToday(services, c) }
        return c.json(await listBlocks(db, c.get('principal'), order))
      },
    )
    .get(
      '/blocks/:id',
      describe({ summary: 'One pause or block', tag: 'pauses and blocks', answer: BlockView }),
      async (c) => c.json(await blockOf(c, c.req.param('id'))),
    )
    .post(
      '/blocks',
      describe({
        summary: 'Do not chase a customer, or about a document',
        tag: 'pauses and blocks',
        answer: BlockView,
        status: 201,
      }),
      readBody(NewBlock),
      async (c) => {
        const { kind, customer, document, until, reason } = c.req.valid('json')
        const { today, ...person } = await handRequest(services, c)
        await documentsOf(db, c, { customer, ids: document === undefined ? [] : [document] })
        if (kind === 'pause' && until === undefined)
          throw new RequestInvalidError(
            'A pause needs its last day, "until". Without one it is a dunning block.',
          )
        if (until !== undefined && until < today)
          throw new RequestInvalidError(`The last day ${until} is past. Give today or a later day.`)
        const id = await addByHand(db, person, {
          stream: 'blocks',
          record: {
            kind,
            customerId: customer,
            ...(document !== undefined && { documentId: document }),
            from: today,
            // The books keep the day on which chasing goes on.
            ...(until !== undefined && { until: addDays(until, 1) }),
            reason,
          },
        })
        return c.json(await blockOf(c, id), 201)
      },
    )
    .post(
      '/blocks/:id/lift',
      describe({
        summary: 'Lift a pause or block from today on',
        tag: 'pauses and blocks',
        answer: BlockView,
      }),
      readBody(Explained),
      async (c) => {
        const id = c.req.param('id')
        await blockOf(c, id)
        const { today, ...person } = await handRequest(services, c)
        await changeByHand(
          db,
          { ...person, ...c.req.valid('json') },
          {
            stream: 'blocks',
            id,
            act: 'lift block',
            // It held through yesterday, and from today on it does not.
            change: ({ until }) => {
              if (until !== undefined && until <= today)
                throw new StateConflictError(`The pause or block "${id}" ended on ${addDays(until, -1)}.`)
              return { until: today }
            },
          },
        )
        return c.json(await blockOf(c, id))
      },
    )
    .get(
      '/holds',
      describe({ summary: 'Credit holds', tag: 'holds', answer: HoldsView, table: 'holds' }),
      readQuery(RecordFilter),
      async (c) => {
        const order = { asked: c.req.valid('query'), books: await booksToday(services, c) }
        return c.json(await listHolds(db, c.get('principal'), order))
      },
    )
    .get('/holds/:id', describe({ summary: 'One credit hold', tag: 'holds', answer: HoldView }), async (c) =>
      c.json(await holdOf(c, c.req.param('id'))),
    )
    .post(
      '/holds',
      describe({ summary: 'Place a credit hold by hand', tag: 'holds', answer: HoldView, status: 201 }),
      readBody(NewHold),
      async (c) => {
        const { customer, reason } = c.req.valid('json')
        const { today, ...person } = await handRequest(services, c)
        await documentsOf(db, c, { customer, ids: [] })
        const id = await addByHand(db, person, {
          stream: 'holds',
          // A person's hold is released by a person: no rule takes it away.
          record: {
            customerId: customer,
            placedOn: today,
            placedBy: 'person',
            actor: person.actor,
            reason,
            release: 'by-hand',
          },
          async unless(tx) {
            const [open] = await tx
              .select({ id: hold.id })
              .from(hold)
              .where(
                and(
                  eq(hold.companyId, person.companyId),
                  eq(hold.customerId, customer),
                  isNull(hold.releasedOn),
                ),
              )
            if (open !== undefined)
              throw new StateConflictError(
                `The customer "${customer}" is on credit hold already (${open.id}).`,
              )
          },
        })
        return c.json(await holdOf(c, id), 201)
      },
    )
    .post(
      '/holds/:id/release',
      describe({ summary: 'Release a credit hold', tag: 'holds', answer: HoldView }),
      readBody(Explained),
      async (c) => {
        const id = c.req.param('id')
        await holdOf(c, id)
        const { today, ...person } = await handRequest(services, c)
        await changeByHand(
          db,
          { ...person, ...c.req.valid('json') },
          {
            stream: 'holds',
            id,
            act: 'release hold',
            alsoFrom: BUILT_IN_SOURCE,
            change: ({ releasedOn }) => {
              if (releasedOn !== undefined)
                throw new StateConflictError(`The hold "${id}" was released on ${releasedOn}.`)
              return { releasedOn: today, releasedBy: 'person' as const }
            },
          },
        )
        return c.json(await holdOf(c, id))
      },
    )
}
