import { Hono } from 'hono'
import { z } from 'zod'
import { Currency, writtenMinor } from '#engine/money.ts'
import { StateConflictError } from '#server/run/errors.ts'
import type { ApiContext, ApiEnv, ApiServices } from '../api-context.ts'
import { describe } from '../describe.ts'
import { RequestInvalidError } from '../errors.ts'
import { booksToday, documentsOf, handRequest } from '../hand-request.ts'
import { listDisputes, listPromises, PromiseFilter, RecordFilter, theOne } from '../queries/manual-records.ts'
import { AmountAsked, DayAsked, IdAsked, LineAsked, readBody, readQuery, Why } from '../read-request.ts'
import { DisputesView, DisputeView, PromisesView, PromiseView } from '../views/manual-records.ts'
import { addByHand, changeByHand } from '../writes/by-hand.ts'

const NewPromise = z.strictObject({
  customer: IdAsked,
  /** The documents it covers; all of the customer's in its currency when absent. */
  documents: z.array(IdAsked).min(1).max(500).exactOptional(),
  amount: AmountAsked,
  currency: Currency,
  promisedFor: DayAsked,
  why: Why.exactOptional(),
})
const NewDispute = z.strictObject({
  customer: IdAsked,
  document: IdAsked,
  /** The contested part; all that is open when absent. */
  amount: AmountAsked.exactOptional(),
  reason: LineAsked,
})
const Explained = z.strictObject({ why: Why })

export function promiseAndDisputeRoutes(services: ApiServices) {
  const { db } = services
  const promiseOf = async (c: ApiContext, id: string): Promise<PromiseView> => {
    const order = { asked: {}, books: await booksToday(services, c), id }
    return theOne((await listPromises(db, c.get('principal'), order)).promises, 'promise', id)
  }
  const disputeOf = async (c: ApiContext, id: string): Promise<DisputeView> => {
    const order = { asked: {}, books: await booksToday(services, c), id }
    return theOne((await listDisputes(db, c.get('principal'), order)).disputes, 'dispute', id)
  }
  return new Hono<ApiEnv>()
    .get(
      '/promises',
      describe({ summary: 'Promises to pay', tag: 'promises', answer: PromisesView, table: 'promises' }),
      readQuery(PromiseFilter),
      async (c) => {
        const order = { asked: c.req.valid('query'), books: await booksToday(services, c) }
        return c.json(await listPromises(db, c.get('principal'), order))
      },
    )
    .get(
      '/promises/:id',
      describe({ summary: 'One promise to pay', tag: 'promises', answer: PromiseView }),
      async (c) => c.json(await promiseOf(c, c.req.param('id'))),
    )
    .post(
      '/promises',
      describe({ summary: 'Record a promise to pay', tag: 'promises', answer: PromiseView, status: 201 }),
      readBody(NewPromise),
      async (c) => {
        const { customer, documents = [], amount, currency, promisedFor, why } = c.req.valid('json')
        const { today, ...person } = await handRequest(services, c)
        const currencies = await documentsOf(db, c, { customer, ids: documents })
        for (const [id, own] of currencies)
          if (own !== currency)
            throw new RequestInvalidError(
              `The document "${id}" is in ${own}, and the promise in ${currency}.`,
            )
        if (promisedFor < today)
          throw new RequestInvalidError(`The promised day ${promisedFor} is past. Give today or a later day.`)
        const id = await addByHand(
          db,
          { ...person, ...(why !== undefined && { why }) },
          {
            stream: 'promises',
            record: {
              customerId: customer,
              ...(documents.length > 0 && { documentIds: documents }),
              currency,
              minor: writtenMinor(amount, currency),
              madeOn: today,
              promisedFor,
            },
          },
        )
        return c.json(await promiseOf(c, id), 201)
      },
    )
    .post(
      '/promises/:id/cancel',
      describe({ summary: 'Cancel a promise to pay', tag: 'promises', answer: PromiseView }),
      readBody(Explained),
      async (c) => {
        const id = c.req.param('id')
        await promiseOf(c, id)
        const { today, ...person } = await handRequest(services, c)
        await changeByHand(
          db,
          { ...person, ...c.req.valid('json') },
          {
            stream: 'promises',
            id,
            act: 'cancel promise',
            change: ({ cancelledOn }) => {
              if (cancelledOn !== undefined)
                throw new StateConflictError(`The promise "${id}" was cancelled on ${cancelledOn}.`)
              return { cancelledOn: today }
            },
          },
        )
        return c.json(await promiseOf(c, id))
      },
    )
    .get(
      '/disputes',
      describe({ summary: 'Disputes', tag: 'disputes', answer: DisputesView, table: 'disputes' }),
      readQuery(RecordFilter),
      async (c) => {
        const order = { asked: c.req.valid('query'), books: await booksToday(services, c) }
        return c.json(await listDisputes(db, c.get('principal'), order))
      },
    )
    .get(
      '/disputes/:id',
      describe({ summary: 'One dispute', tag: 'disputes', answer: DisputeView }),
      async (c) => c.json(await disputeOf(c, c.req.param('id'))),
    )
    .post(
      '/disputes',
      describe({
        summary: 'Record a dispute about a document',
        tag: 'disputes',
        answer: DisputeView,
        status: 201,
      }),
      readBody(NewDispute),
      async (c) => {
        const { customer, document, amount, reason } = c.req.valid('json')
        const { today, ...person } = await handRequest(services, c)
        const currency = (await documentsOf(db, c, { customer, ids: [document] })).get(document) ?? ''
        const id = await addByHand(db, person, {
          stream: 'disputes',
          record: {
            customerId: customer,
            documentId: document,
            ...(amount !== undefined && { minor: writtenMinor(amount, currency) }),
            openedOn: today,
            reason,
          },
        })
        return c.json(await disputeOf(c, id), 201)
      },
    )
    .post(
      '/disputes/:id/close',
      describe({ summary: 'Close a dispute', tag: 'disputes', answer: DisputeView }),
      readBody(Explained),
      async (c) => {
        const id = c.req.param('id')
        await disputeOf(c, id)
        const { today, ...person } = await handRequest(services, c)
        await changeByHand(
          db,
          { ...person, ...c.req.valid('json') },
          {
            stream: 'disputes',
            id,
            act: 'close dispute',
            change: ({ closedOn }) => {
              if (closedOn !== undefined)
                throw new StateConflictError(`The dispute "${id}" was closed on ${closedOn}.`)
              return { closedOn: today }
            },
          },
        )
        return c.json(await disputeOf(c, id))
      },
    )
}
