import { expect, test } from 'vitest'
import { type BookHold, builtInBooks, type HoldStore } from '#connectors/built-in-books/built-in-books.ts'

type Kept = BookHold & { customerId: string; released: boolean }

/** Books in memory, which is all the connector asks for: what the server lends it is tested in `server/run/dispatch.test.ts`. */
function aStore(holds: Kept[] = []): HoldStore & { holds: Kept[] } {
  return {
    holds,
    openHold: async (customerId) =>
      holds.find((each) => each.customerId === customerId && !each.released) ?? null,
    holdByKey: async (key) => holds.find(({ id }) => id === key) ?? null,
    place: async ({ id, customerId }) =>
      void holds.push({ id, customerId, placedBy: 'rule', released: false }),
    release: async (id) => {
      for (const each of holds) if (each.id === id) each.released = true
    },
  }
}

const on = '2026-03-16'
const place = (customerId = 'heron') =>
  ({ kind: 'place-credit-hold', customerId, ruleId: 'late', reason: 'late', release: 'cleared' }) as const
const release = { kind: 'release-credit-hold', customerId: 'heron', ruleId: 'late', reason: 'paid' } as const

test('the built-in books can place a hold and release it', async () => {
  const store = aStore()
  const books = builtInBooks(store)
  expect(books.supports).toEqual({ 'place-credit-hold': 'native', 'release-credit-hold': 'native' })
  expect(await books.write(place(), { key: 'a1', on })).toEqual({ result: 'applied', reference: 'a1' })
  expect(store.holds).toMatchObject([{ id: 'a1', customerId: 'heron', released: false }])
  expect(await books.write(release, { key: 'a2', on })).toEqual({ result: 'applied', reference: 'a1' })
  expect(store.holds).toMatchObject([{ id: 'a1', released: true }])
})

test('a write repeated with its key changes nothing and answers the same', async () => {
  const store = aStore()
  const books = builtInBooks(store)
  const first = await books.write(place(), { key: 'a1', on })
  expect(await books.write(place(), { key: 'a1', on })).toEqual(first)
  expect(store.holds).toHaveLength(1)
})

test('a write repeated after somebody released the hold does not place it again', async () => {
  const store = aStore()
  const books = builtInBooks(store)
  await books.write(place(), { key: 'a1', on })
  await books.write(release, { key: 'a2', on })
  expect(await books.write(place(), { key: 'a1', on })).toEqual({ result: 'applied', reference: 'a1' })
  expect(store.holds).toMatchObject([{ id: 'a1', released: true }])
})

test.each(['person', 'system', 'rule'] as const)(
  'a customer put on hold by a %s in between gets no second hold',
  async (placedBy) => {
    const store = aStore([{ id: 'h1', customerId: 'heron', placedBy, released: false }])
    expect(await builtInBooks(store).write(place(), { key: 'a1', on })).toEqual({
      result: 'conflict',
      found: `the customer is on hold already, placed by a ${placedBy}`,
    })
    expect(store.holds).toHaveLength(1)
  },
)

test.each(['person', 'system'] as const)('a hold placed by a %s is not released', async (placedBy) => {
  const store = aStore([{ id: 'h1', customerId: 'heron', placedBy, released: false }])
  expect(await builtInBooks(store).write(release, { key: 'a2', on })).toEqual({
    result: 'conflict',
    found: `the hold was placed by a ${placedBy}`,
  })
  expect(store.holds).toMatchObject([{ released: false }])
})

test('a customer who is not on hold cannot be released', async () => {
  const write = builtInBooks(aStore()).write(release, { key: 'a2', on })
  expect(await write).toEqual({ result: 'conflict', found: 'the customer is not on hold' })
})

test('the hold of one customer is nothing to another', async () => {
  const store = aStore([{ id: 'h1', customerId: 'plover', placedBy: 'person', released: false }])
  expect(await builtInBooks(store).write(place(), { key: 'a1', on })).toMatchObject({ result: 'applied' })
})
