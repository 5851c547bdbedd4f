import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '#server/auth/principal.ts'
import { alert } from '#server/database/rule-tables.ts'
import { anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger } from '../import/a-ledger.ts'
import { A_MAIL, type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'
const ASKING = { ...A_MAIL, approval: 'required' }

let company: ACompany
let who: Principal
let api: ReturnType<typeof anApi>
const ann = (id: string): Principal => somebody(id, { id: 'user-ann', name: 'Ann', role: 'approver' })
const bob = (id: string): Principal => somebody(id, { id: 'user-bob', name: 'Bob', role: 'approver' })

beforeEach(async () => {
  company = theCompany(database.db, await database.aCompany({ mode: 'live' }))
  who = ann(company.id)
  api = anApi(database.db, () => who, { clock: clockAt(MONDAY) })
})

/** The books of 2026-03-16 with one live rule that mails who is 30 days late; answers the path of the mail to Heron. */
async function aWaitingLetter(acts: readonly Record<string, unknown>[] = [A_MAIL]): Promise<string> {
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [aRule({ id: 'late', days: 30, acts })])
  await company.run(MONDAY)
  const [mail] = await company.actions()
  return `/v1/actions/${mail!.id}`
}
const get = async (path: string) => (await ask(api, 'GET', path)).json
const draft = async () => (await company.messages()).find(({ state }) => state === 'draft')!
const words = {
  subject: 'About {{ totals }}',
  body: 'Dear {{ contact.name }},\n\nas <b>discussed</b>:\n\n{{ table }}\n\nPlease pay {{ totals }}.',
}

describe('words of a person in a letter', () => {
  test('take the place of the template, and somebody else has to agree to them', async () => {
    const path = await aWaitingLetter()
    expect(await get(path)).toMatchObject({ state: 'queued', message: { wordedBy: null, language: 'en' } })
    expect((await get(path)).message.words.subject).toContain('{{ totals }}')

    const worded = await ask(api, 'PATCH', `${path}/letter`, { body: words })
    expect(worded.json).toMatchObject({
      state: 'awaiting-approval',
      message: { subject: 'About 6,200.50 USD', words, wordedBy: 'user-ann' },
    })
    expect((await draft()).html).toContain('as &lt;b&gt;discussed&lt;/b&gt;:')
    expect((await draft()).html).toContain('<table')

    const own = await ask(api, 'POST', `${path}/approve`, { body: {} })
    expect(own.status).toBe(403)
    expect(own.json.detail).toContain('has worded the letter')
    who = bob(company.id)
    expect((await ask(api, 'POST', `${path}/approve`, { body: {} })).json).toMatchObject({ state: 'queued' })
  })

  test('are kept by later runs with the lines of the day, and what is more is asked about again', async () => {
    const path = await aWaitingLetter()
    await ask(api, 'PATCH', `${path}/letter`, { body: words })
    who = bob(company.id)
    await ask(api, 'POST', `${path}/approve`, { body: {} })
    await company.run(TUESDAY)
    expect(await get(path)).toMatchObject({ state: 'queued', message: { words } })

    const more = anInvoice({
      id: 'A-3',
      customerId: 'heron',
      entityId: 'us',
      totalMinor: 100,
      dueOn: '2026-02-01',
    })
    await company.importBooks(TUESDAY, aLedger({ documents: [more] }))
    await company.run(TUESDAY)
    expect(await get(path)).toMatchObject({ state: 'awaiting-approval', approvedBy: null })
    expect(await draft()).toMatchObject({
      subject: 'About 6,201.50 USD',
      totals: { USD: 620_150 },
      wordedBy: 'user-ann',
    })
    expect((await draft()).text).toContain('A-3')
  })

  test('are undone: the template holds again, and who was not to be asked is not asked', async () => {
    const path = await aWaitingLetter()
    const before = await draft()
    await ask(api, 'PATCH', `${path}/letter`, { body: words })
    const undone = await ask(api, 'DELETE', `${path}/letter`)
    expect(undone.json).toMatchObject({
      state: 'queued',
      message: { subject: before.subject, wordedBy: null },
    })
    expect((await ask(api, 'DELETE', `${path}/letter`)).status).toBe(404)
  })

  test('undone where the rule asks for a second person take the approval with them', async () => {
    const path = await aWaitingLetter([ASKING])
    await ask(api, 'PATCH', `${path}/letter`, { body: words })
    who = bob(company.id)
    await ask(api, 'POST', `${path}/approve`, { body: {} })
    expect((await ask(api, 'DELETE', `${path}/letter`)).json).toMatchObject({
      state: 'awaiting-approval',
      approvedBy: null,
    })
  })

  test('do not go into the letter of another template that outranks theirs', async () => {
    const path = await aWaitingLetter()
    await ask(api, 'PATCH', `${path}/letter`, { body: words })
    const final = { ...A_MAIL, params: { template: 'reminder-final', to: 'billing' } }
    await company.publish(MONDAY, [aRule({ id: 'first', days: 30, policy: { priority: 90 }, acts: [final] })])
    await company.run(TUESDAY)
    expect(await draft()).toMatchObject({ template: 'reminder-final', wording: null, wordedBy: null })
  })

  test('are refused with what is wrong, and once the letter is not waiting any more', async () => {
    const path = await aWaitingLetter()
    const wrong = await ask(api, 'PATCH', `${path}/letter`, {
      body: { ...words, body: 'Pay {{ bank.iban }}' },
    })
    expect([wrong.status, wrong.json.detail]).toEqual([422, expect.stringContaining('"bank.iban"')])
    const without = await ask(api, 'PATCH', `${path}/letter`, { body: { ...words, body: 'Pay.' } })
    expect(without.json.detail).toContain('needs {{ table }} once')
    who = { ...ann(company.id), kind: 'key' }
    expect((await ask(api, 'PATCH', `${path}/letter`, { body: words })).status).toBe(403)
    who = ann(company.id)
    await ask(api, 'POST', `${path}/cancel`, { body: { why: 'They called.' } })
    expect((await ask(api, 'PATCH', `${path}/letter`, { body: words })).status).toBe(404)
  })
})

describe("a company's own mail templates", () => {
  const OWN = '/v1/mail-templates/overdue-30'
  const saved = { ...words, language: 'en', baseVersion: 0, why: 'Our tone.' }

  test('are used from the next run on, until they are removed and those of the product hold again', async () => {
    await aWaitingLetter()
    const product = await get(OWN)
    expect(product).toMatchObject({ version: 0, savedBy: null, languages: ['en', 'de'] })
    expect((await ask(api, 'PUT', OWN, { body: saved })).json).toMatchObject({ version: 1, savedBy: 'Ann' })
    expect((await ask(api, 'PUT', OWN, { body: saved })).status).toBe(409)
    await company.run(TUESDAY)
    expect(await draft()).toMatchObject({ subject: 'About 6,200.50 USD', templateVersion: 1, language: 'en' })

    const gone = await ask(api, 'DELETE', `${OWN}?language=en&why=Too%20short.`)
    expect(gone.json).toEqual({ removed: true })
    expect(await get(OWN)).toEqual(product)
    await company.run('2026-03-18')
    expect(await draft()).toMatchObject({ templateVersion: 0 })
    const again = await ask(api, 'PUT', OWN, { body: saved })
    expect(again.json).toMatchObject({ version: 2 })
    expect((await get(`${OWN}/versions`)).versions).toMatchObject([
      { version: 2, removedAt: null },
      { version: 1, removedAt: '2026-03-16T15:30:00.000Z', why: 'Our tone.' },
    ])
  })

  test('in which live rules write are told of, and are read by somebody else before a letter in them is approved', async () => {
    const path = await aWaitingLetter([ASKING])
    await ask(api, 'PUT', OWN, { body: saved })
    const alerts = await database.db.select().from(alert).where(eq(alert.companyId, company.id))
    expect(alerts).toMatchObject([
      { kind: 'template-changed', text: expect.stringContaining('"overdue-30" (en), in which late write') },
    ])
    await company.run(TUESDAY)
    expect(await draft()).toMatchObject({ templateVersion: 1 })
    const own = await ask(api, 'POST', `${path}/approve`, { body: {} })
    expect([own.status, own.json.detail]).toEqual([
      403,
      expect.stringContaining('has written the mail template "overdue-30"'),
    ])
    who = bob(company.id)
    expect((await ask(api, 'POST', `${path}/approve`, { body: {} })).json).toMatchObject({ state: 'queued' })
  })

  test('says of settings that cannot be, at which field what would be right', async () => {
    who = { ...ann(company.id), role: 'admin' }
    const body = { sendWindow: { from: '17:00', to: '09:00' }, holdsPerDay: 0, why: 'A trial' }
    const { status, json } = await ask(api, 'PATCH', '/v1/settings', { body })
    expect([status, json.problems]).toEqual([
      400,
      [
        {
          path: 'sendWindow',
          found: '',
          expected: expect.stringContaining('must open before it closes'),
        },
        { path: 'holdsPerDay', found: '', expected: expect.any(String) },
      ],
    ])
    const kept = { body: { retention: { messageDays: 3650 }, why: 'Ten years' } }
    expect((await ask(api, 'PATCH', '/v1/settings', kept)).json.retention).toEqual({ messageDays: 3650 })
  })

  test('are shown on a real customer before they are saved', async () => {
    await company.importBooks(MONDAY, someBooks())
    const { baseVersion: _, why: __, ...unsaved } = saved
    const shown = await ask(api, 'POST', `${OWN}/preview`, {
      body: { ...unsaved, language: 'de', customer: 'heron' },
    })
    expect(shown.json).toMatchObject({ subject: 'About 6.200,50 USD', language: 'de' })
    expect((await get(`${OWN}/preview?customer=heron`)).subject).toContain('6,200.50 USD')
    who = { ...ann(company.id), role: 'admin' }
    const german = {
      body: { language: 'de', entityLanguages: { us: 'en' }, why: 'Most of ours are German.' },
    }
    expect((await ask(api, 'PATCH', '/v1/settings', german)).json).toMatchObject({
      language: 'de',
      entityLanguages: { us: 'en' },
    })
    expect((await get(`${OWN}/preview?customer=heron`)).subject).toContain('6.200,50 USD')
  })

  test('of a new name can be written by a rule, which is refused before, and keeps it from being removed', async () => {
    await company.importBooks(MONDAY, someBooks())
    const acts = [
      { do: 'act', id: 'mail', action: 'send-email', params: { template: 'year-end', to: 'billing' } },
    ]
    const late = { all: [{ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30 }] }
    const document = {
      dunlin: 1,
      name: 'Year end',
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: [{ id: 'd', do: 'decide', branches: [{ id: 'late', when: late, steps: acts }] }],
    }
    who = { ...ann(company.id), role: 'admin' }
    const before = await ask(api, 'POST', '/v1/rules/check', { body: { document } })
    expect(before.text).toContain('There is no such mail template.')
    const name = '/v1/mail-templates/year-end'
    expect((await ask(api, 'PUT', name, { body: saved })).status).toBe(200)
    await ask(api, 'PUT', '/v1/rules/year-end/draft', { body: { document, baseRevision: 0 } })
    const published = await ask(api, 'POST', '/v1/rules/year-end/publish', {
      body: { draftRevision: 1, target: 'live', firstRun: 'act-now', why: 'For December.' },
    })
    expect([published.status, published.text]).toEqual([201, expect.stringContaining('"version":1')])
    await company.run(MONDAY)
    expect(await draft()).toMatchObject({ template: 'year-end', subject: 'About 6,200.50 USD' })
    const refused = await ask(api, 'DELETE', `${name}?language=en&why=x`)
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      expect.stringContaining('is used by year-end'),
    ])
  })
})
