import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import type { Principal } from '#server/auth/principal.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { account, accountRecord } from '#server/database/company-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { plainName, plainTaxId } from '#server/import/account-likeness.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger, anInvoice } from './a-ledger.ts'

const database = freshDatabase()
let companyId: string
let who: Principal
let api: ReturnType<typeof anApi>

beforeEach(async () => {
  companyId = await database.aCompany()
  who = somebody(companyId, { role: 'collector', name: 'Ann' })
  api = anApi(database.db, () => who, { clock: clockAt('2026-03-16') })
  await importing('erp', HERON)
})

async function importing(source: string, ledger: Ledger): Promise<string> {
  const summary = await commitImport(database.db, {
    companyId,
    source,
    ledger,
    problems: [],
    fileName: 'books.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: calendarDate('2026-03-16'),
    actor: 'ann',
    now: new Date('2026-03-16T10:00:00Z'),
  })
  return summary.importId!
}
const books = () => loadLedger(database.db, companyId)
const accounts = async (query = '') => (await ask(api, 'GET', `/v1/accounts${query}`)).json.accounts
const decide = (path: string, body: object) => ask(api, 'POST', `/v1/accounts/${path}`, { body })

const HERON = aLedger({
  customers: [
    { id: '0042', name: 'Heron Supplies GmbH', terms: 'Net 30', custom: { vatId: 'DE 123-456-789' } },
  ],
  contacts: [{ id: '0042/billing', customerId: '0042', email: 'ap@heron.example.com', role: 'billing' }],
  documents: [anInvoice({ id: 'E-1' })],
})
/** What a shop calls Heron: under a number of its own, with an invoice and a payment. */
const inTheShop = (customer: object = {}) =>
  aLedger({
    customers: [{ id: 'S7', name: 'Heron', segment: 'online', ...customer }],
    documents: [anInvoice({ id: 'S7/I-1', number: 'I-1', customerId: 'S7' })],
    payments: [
      {
        id: 'p1',
        customerId: 'S7',
        currency: 'USD',
        minor: 500,
        receivedOn: '2026-03-01',
        clearedOn: '2026-03-01',
      },
    ],
  })

describe('an account of a second system', () => {
  test('with the same tax id is matched: what it brings is booked to the customer we chase', async () => {
    await importing('shop', inTheShop({ custom: { ustId: 'DE123456789' }, terms: 'Net 10' }))
    expect(await books()).toMatchObject({
      // What the first system says of the customer stays; what it did not know is added.
      customers: [{ id: '0042', name: 'Heron Supplies GmbH', terms: 'Net 30', segment: 'online' }],
      documents: [{ id: 'E-1' }, { id: 'S7/I-1', customerId: '0042' }],
      payments: [{ id: 'p1', customerId: '0042' }],
    })
    expect(await accounts('?connection=shop')).toMatchObject([
      { id: 'S7', customer: { id: '0042' }, match: 'matched', taxId: 'DE123456789', candidates: [] },
    ])
  })

  test('once matched is found by its number in a later file, also where that names an invoice to be paid', async () => {
    await importing('shop', inTheShop({ custom: { ustId: 'DE123456789' } }))
    const paying = {
      id: 'a1',
      from: 'payment',
      fromId: 'p2',
      documentId: 'S7/I-1',
      minor: 100,
      appliedOn: '2026-03-10',
    }
    const payment = { id: 'p2', customerId: 'S7', currency: 'USD', minor: 100, receivedOn: '2026-03-10' }
    await importing('shop', aLedger({ payments: [payment], applications: [paying] }))
    expect((await books()).payments.map(({ customerId }) => customerId)).toEqual(['0042', '0042'])
    expect((await books()).applications).toMatchObject([{ documentId: 'S7/I-1' }])
  })

  test.each([
    ['The same name.', {}],
    ['Nearly the same name.', { name: 'Heron Suplies Ltd.' }],
  ])('of which only this speaks for a match waits for a person: %s', async (why, customer) => {
    await importing('shop', inTheShop({ name: 'Heron Supplies, Inc.', ...customer }))
    expect(await accounts('?match=doubtful')).toMatchObject([
      { id: 'S7', customer: { id: 'S7' }, candidates: [{ id: '0042', name: 'Heron Supplies GmbH', why }] },
    ])
  })

  test('with an address in the same domain waits too, and one nothing is known of is a customer of its own', async () => {
    const ledger = inTheShop({ name: 'HS Trading' })
    const contact = { id: 'k', customerId: 'S7', email: 'jo@heron.example.com', role: 'billing' }
    await importing('shop', { ...ledger, contacts: aLedger({ contacts: [contact] }).contacts })
    await importing('crm', aLedger({ customers: [{ id: 'C1', name: 'Plover' }] }))
    expect((await accounts('?match=doubtful'))[0].candidates[0].why).toBe(
      'The same e-mail domain, heron.example.com.',
    )
    expect(await accounts('?connection=crm')).toMatchObject([{ match: 'same-id', candidates: [] }])
  })

  test('under a number that is somebody else’s with us does not become them, nor does it take their contact', async () => {
    await importing(
      'shop',
      aLedger({
        customers: [{ id: '0042', name: 'Plover & Sons' }],
        contacts: [
          { id: '0042/billing', customerId: '0042', email: 'pat@plover.example.com', role: 'billing' },
        ],
        documents: [anInvoice({ id: 'P-1' })],
      }),
    )
    const { customers, contacts, documents } = await books()
    expect(customers.map(({ id, name }) => [id, name])).toEqual([
      ['0042', 'Heron Supplies GmbH'],
      ['shop/0042', 'Plover & Sons'],
    ])
    expect(contacts).toMatchObject([{ email: 'ap@heron.example.com' }, { customerId: 'shop/0042' }])
    expect(documents).toMatchObject([{ customerId: '0042' }, { id: 'P-1', customerId: 'shop/0042' }])
    expect(await accounts('?match=doubtful')).toMatchObject([{ customer: { id: 'shop/0042' } }])
  })
})

describe('a person', () => {
  test('matches an account, and splits it again: every record finds its own customer', async () => {
    const imported = await importing('shop', inTheShop())
    const before = await books()
    const blocked = {
      customer: 'S7',
      reason: 'Asked for time',
      kind: 'pause',
      until: '2026-04-01',
    }
    expect((await ask(api, 'POST', '/v1/blocks', { body: blocked })).status).toBe(201)

    const matched = await decide('shop/S7/match', { customerId: '0042', why: 'Same people.' })
    expect(matched.json).toMatchObject({ customer: { id: '0042' }, match: 'by-hand', matchedBy: 'Ann' })
    const after = await books()
    expect(after.customers.map(({ id }) => id)).toEqual(['0042'])
    expect(after.documents.map(({ customerId }) => customerId)).toEqual(['0042', '0042'])
    expect(after.blocks).toMatchObject([{ customerId: '0042' }])
    // The books in memory have taken it over: one customer with what both systems say.
    expect((await ask(api, 'GET', '/v1/customers/S7')).status).toBe(404)
    const undone = undoImport(database.db, {
      companyId,
      importId: imported,
      actor: 'ann',
      now: new Date('2026-03-17T10:00:00Z'),
    })
    await expect(undone).rejects.toThrow(
      'The account shop/S7 was matched to the customer 0042 by hand. Split it first',
    )

    await importing('shop', aLedger({ documents: [anInvoice({ id: 'S7/I-2', customerId: 'S7' })] }))
    const split = await decide('shop/S7/split', { why: 'Two firms after all.' })
    expect(split.json).toMatchObject({ customer: { id: 'S7' }, match: 'by-hand' })
    const again = await books()
    expect({ ...again, documents: again.documents.filter(({ id }) => id !== 'S7/I-2'), blocks: [] }).toEqual(
      before,
    )
    expect(again.documents.find(({ id }) => id === 'S7/I-2')).toMatchObject({ customerId: 'S7' })
    expect(again.blocks).toMatchObject([{ customerId: 'S7' }])
    expect(await verifyAudit(database.db, companyId)).toMatchObject({ broken: null })
  })

  test('who has decided is not asked again by the next import', async () => {
    await importing('shop', inTheShop({ name: 'Heron Supplies' }))
    await decide('shop/S7/split', { why: 'Only the name is alike.' })
    await importing('shop', inTheShop({ name: 'Heron Supplies', custom: { ustId: 'DE123456789' } }))
    expect(await accounts('?match=doubtful')).toEqual([])
    expect((await books()).customers.map(({ id }) => id)).toEqual(['0042', 'S7'])
  })

  test('is told what is wrong, and sees only accounts of their own customers', async () => {
    await importing('shop', inTheShop())
    expect((await decide('shop/nobody/match', { customerId: '0042', why: 'x' })).status).toBe(404)
    expect((await decide('shop/S7/match', { customerId: 'nobody', why: 'x' })).status).toBe(404)
    who = { ...who, ownCustomersOnly: true }
    expect(await accounts()).toEqual([])
    expect((await decide('shop/S7/match', { customerId: '0042', why: 'x' })).status).toBe(404)
    who = somebody(companyId, { role: 'viewer' })
    expect((await decide('shop/S7/match', { customerId: '0042', why: 'x' })).status).toBe(403)
  })
})

test('an import is undone once the account that stood in its way is split', async () => {
  const before = await books()
  const importId = await importing('shop', inTheShop())
  const undo = () =>
    undoImport(database.db, { companyId, importId, actor: 'ann', now: new Date('2026-03-17T10:00:00Z') })
  await decide('shop/S7/match', { customerId: '0042', why: 'Same people.' })
  await expect(undo()).rejects.toThrow(
    'The account shop/S7 was matched to the customer 0042 by hand. Split it first',
  )
  await decide('shop/S7/split', { why: 'Two firms after all.' })
  await undo()
  expect(await books()).toEqual(before)
})

test('undoing an import takes its accounts and matches back', async () => {
  const before = await books()
  const imported = await importing('shop', inTheShop({ custom: { ustId: 'DE123456789' } }))
  const noted = () => database.db.select().from(accountRecord).where(eq(accountRecord.companyId, companyId))
  expect(await noted()).toHaveLength(2)
  await undoImport(database.db, {
    companyId,
    importId: imported,
    actor: 'ann',
    now: new Date('2026-03-17T10:00:00Z'),
  })
  expect(await books()).toEqual(before)
  expect(await noted()).toEqual([])
  const left = await database.db.select().from(account).where(eq(account.companyId, companyId))
  expect(left.map(({ connectionId }) => connectionId)).toEqual(['erp'])
})

test.each([
  ['Heron Supplies GmbH & Co. KG', 'heron supplies'],
  ['HERON SUPPLIES, S.p.A.', 'heron supplies'],
  ['Möwe & Söhne', 'moewe and soehne'],
  ['Café Élan SARL', 'cafe elan'],
  ['AB Volvo', 'ab volvo'],
  ['Co', 'co'],
  ['***', '***'],
])('the name "%s" is compared as "%s"', (name, plain) => {
  expect(plainName(name)).toBe(plain)
})

test.each([
  ['DE 123.456-789', 'DE123456789'],
  ['n/a', null],
  ['0000000', null],
  ['', null],
])('the tax id "%s" is %s', (written, plain) => {
  expect(plainTaxId(written)).toBe(plain)
})
