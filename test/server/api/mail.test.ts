import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Principal } from '#server/auth/principal.ts'
import { action, message, messageAction, task } from '#server/database/action-tables.ts'
import { authUser } from '#server/database/auth-tables.ts'
import { audit } from '#server/database/company-tables.ts'
import { mailSender, suppressedAddress, webhookEvent } from '#server/database/mail-tables.ts'
import { ledgerEvent } from '#server/database/rule-tables.ts'
import { secret } from '#server/database/secret-tables.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { keyDigest } from '#server/mail/letter-key.ts'
import { clockAt } from '../../clock-at.ts'
import { type FakeResend, signedEvent, startFakeResend } from '../../fakes/fake-resend.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger } from '../import/a-ledger.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
const NOW = new Date('2026-03-16T15:30:00Z')
const SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
const SENDER = {
  kind: 'resend',
  from: { name: 'Dunlin Inc.', address: 'ar@dunlin.example.com' },
  replyTo: { name: 'Rosa', address: 'rosa@dunlin.example.com' },
  apiKey: 're_canary_4711',
  webhookSecret: SECRET,
  why: 'Go live',
}

let resend: FakeResend
let companyId: string
let who: Principal
let api: ReturnType<typeof anApi>
beforeAll(async () => {
  resend = await startFakeResend({ apiKey: 're_canary_4711' })
  await database.db
    .insert(authUser)
    .values({ id: 'user-ada', name: 'Ada', email: 'ada@dunlin.example.com', updatedAt: NOW })
})
afterAll(() => resend.stop())
beforeEach(async () => {
  companyId = await database.aCompany()
  who = somebody(companyId)
  api = anApi(database.db, () => who, { clock: clockAt(NOW.toISOString()) })
})

const put = (body: object, entity = 'all') => ask(api, 'PUT', `/v1/mail-senders/${entity}`, { body })

describe('how letters leave', () => {
  test('is set by an administrator, and what is secret is never shown again', async () => {
    const saved = await put({ ...SENDER, baseUrl: resend.url })
    expect(saved.status).toBe(200)
    expect(saved.json).toMatchObject({
      entity: 'all',
      kind: 'resend',
      hasSecret: true,
      hasWebhookSecret: true,
      webhookUrl: `http://127.0.0.1:3000/api/hooks/resend/${companyId}`,
    })
    const listed = await ask(api, 'GET', '/v1/mail-senders')
    const stored = JSON.stringify([
      await database.db.select().from(secret).where(eq(secret.companyId, companyId)),
      await database.db.select().from(audit).where(eq(audit.companyId, companyId)),
      await database.db.select().from(mailSender).where(eq(mailSender.companyId, companyId)),
    ])
    for (const text of [saved.text, listed.text, stored]) {
      expect(text).not.toContain('re_canary_4711')
      expect(text).not.toContain(SECRET)
    }
  })

  test('is tried out by a letter to whoever asks, and to nobody else', async () => {
    await put({ ...SENDER, baseUrl: resend.url })
    const { json } = await ask(api, 'POST', '/v1/mail-senders/all/test')
    expect(json).toEqual({ result: 'sent', to: 'ada@dunlin.example.com', found: null })
    expect(resend.letters().at(-1)?.mail.to).toEqual(['"Ada" <ada@dunlin.example.com>'])
    who = somebody(companyId, { kind: 'key', id: 'key-1', name: 'a key' })
    expect((await ask(api, 'POST', '/v1/mail-senders/all/test')).status).toBe(422)
  })

  test('keeps a secret only for the service it was entered for', async () => {
    await put({ ...SENDER, baseUrl: resend.url })
    const { apiKey: _, ...without } = SENDER
    expect((await put({ ...without, baseUrl: resend.url })).status).toBe(200)
    const elsewhere = await put({ ...without, baseUrl: 'https://collector.evil.test' })
    expect([elsewhere.status, elsewhere.json.detail]).toEqual([422, expect.stringMatching(/Enter it again/)])
  })

  test.each([
    [{ ...SENDER, baseUrl: 'http://api.resend.com' }, 422],
    [{ ...SENDER, replyTo: { name: '', address: 'no-reply@dunlin.example.com' } }, 422],
    [{ ...SENDER, from: { name: 'A', address: 'a@b.test, eve@evil.test' } }, 400],
    [{ ...SENDER, webhookSecret: 'secret' }, 400],
  ])('is refused where it would not be safe: %#', async (body, status) => {
    expect((await put(body)).status).toBe(status)
  })

  test('Poisoned links in account mail: a payment link leads to a listed host over https or is refused', async () => {
    const set = (paymentLink: string, linkHosts = ['pay.dunlin.example.com']) =>
      ask(api, 'PUT', '/v1/mail-settings', {
        body: { override: null, paymentLink, linkHosts, why: 'Portal' },
      })
    expect((await set('https://pay.dunlin.example.com/{customer}?of={entity}')).status).toBe(200)
    for (const link of [
      'http://pay.dunlin.example.com/{customer}',
      'https://pay.evil.test/{customer}',
      'https://{customer}.dunlin.example.com/',
      'https://pay.dunlin.example.com@evil.test/',
      'javascript:alert(1)',
    ])
      expect((await set(link)).status).toBe(422)
  })

  test('an address is taken off the list by an approver with a reason', async () => {
    const body = { address: 'ann@heron.example.com', why: 'Left the company' }
    expect((await ask(api, 'POST', '/v1/suppressed-addresses', { body })).status).toBe(201)
    const { json } = await ask(api, 'GET', '/v1/suppressed-addresses')
    expect(json.addresses).toMatchObject([{ address: 'ann@heron.example.com', reason: 'by-hand', by: 'Ada' }])
    const lift = () =>
      ask(api, 'DELETE', '/v1/suppressed-addresses/ann@heron.example.com', { body: { why: 'Is back' } })
    expect([(await lift()).status, (await lift()).status]).toEqual([200, 404])
  })
})

describe('Forged provider webhooks', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
  afterEach(() => void vi.useRealTimers())

  const event = (type: string, data: object = {}) => ({
    type,
    created_at: NOW.toISOString(),
    data: { email_id: 'resend-1', to: ['ann@heron.example.com'], ...data },
  })
  const BOUNCE = event('email.bounced', {
    bounce: { type: 'Permanent', subType: 'General', message: 'No such user' },
  })

  async function report(what: object, given: { id?: string; at?: Date; secret?: string; to?: string } = {}) {
    const { id = 'evt-1', at = NOW, secret: by = SECRET, to = companyId } = given
    const { body, headers } = signedEvent(what, { secret: by, id, at })
    const answer = await api.request(`http://127.0.0.1:3000/api/hooks/resend/${to}`, {
      method: 'POST',
      headers,
      body,
    })
    return answer.status
  }

  /** A letter to Ann of Heron Supplies, whose owner is Olga, and the action it carries out. */
  async function aLetter(given: Partial<typeof message.$inferInsert> = {}) {
    await put(SENDER)
    await commitImport(database.db, {
      companyId,
      source: 'files',
      ledger: aLedger({
        customers: [{ id: '0042', name: 'Heron Supplies', owner: 'Olga' }],
        contacts: [
          { id: 'k1', customerId: '0042', name: 'Ann', email: 'ann@heron.example.com', role: 'billing' },
        ],
      }),
      problems: [],
      fileName: 'contacts.csv',
      mapping: null,
      lists: 'changes',
      exportedOn: calendarDate('2026-03-16'),
      actor: 'ada',
      now: NOW,
    })
    const state = given.state === 'unknown' ? ('unknown' as const) : ('sent' as const)
    await database.db.insert(message).values({
      companyId,
      id: 'letter-1',
      customerId: '0042',
      kind: 'chase',
      to: { name: 'Ann', address: 'ann@heron.example.com' },
      subject: 'Overdue',
      html: '',
      text: '',
      lines: [],
      totals: {},
      state,
      idempotencyKey: 'letter-1',
      providerId: 'resend-1',
      createdAt: NOW,
      ...given,
    })
    await database.db.insert(action).values({
      companyId,
      id: 'action-1',
      key: 'a/b/0042/1',
      ruleId: 'a',
      ruleVersion: 1,
      stepId: 'b',
      subjectType: 'customer',
      subjectId: '0042',
      customerId: '0042',
      kind: 'send-email',
      params: {},
      state,
      reason: 'It is overdue.',
      because: [],
      plannedOn: calendarDate('2026-03-16'),
      decidedAt: NOW,
      attempts: 1,
    })
    await database.db.insert(messageAction).values({ companyId, messageId: 'letter-1', actionId: 'action-1' })
  }

  const letter = async () =>
    (await database.db.select().from(message).where(eq(message.companyId, companyId)))[0]
  const counts = async () => ({
    tasks: (await database.db.select().from(task).where(eq(task.companyId, companyId))).length,
    suppressed: await database.db
      .select()
      .from(suppressedAddress)
      .where(eq(suppressedAddress.companyId, companyId)),
    events: (await database.db.select().from(ledgerEvent).where(eq(ledgerEvent.companyId, companyId))).length,
  })

  test('F69: what the mail service cancels for an address it sends nothing to ends like a bounce, and is not left waiting', async () => {
    await aLetter()
    const cancelled = event('email.suppressed', { suppressed: { message: 'On the suppression list' } })
    expect(await report(cancelled)).toBe(200)
    expect(await letter()).toMatchObject({ state: 'sent', bouncedAt: NOW })
    expect(await counts()).toMatchObject({
      tasks: 1,
      suppressed: [{ address: 'ann@heron.example.com', detail: 'On the suppression list' }],
    })
  })

  test('F70: after a hard bounce the address gets nothing more, and the owner of the customer has a task', async () => {
    await aLetter()
    expect(await report(BOUNCE)).toBe(200)
    expect(await letter()).toMatchObject({ state: 'sent', bouncedAt: NOW })
    expect(await counts()).toMatchObject({
      tasks: 1,
      suppressed: [{ address: 'ann@heron.example.com', reason: 'bounce', messageId: 'letter-1' }],
      events: 1,
    })
    const [opened] = await database.db.select().from(task).where(eq(task.companyId, companyId))
    expect(opened).toMatchObject({
      assignee: 'Olga',
      customerId: '0042',
      title: 'Letters to this customer bounce',
    })
  })

  test('a complaint counts like a bounce, and a full mailbox does not', async () => {
    await aLetter()
    await report(event('email.bounced', { bounce: { type: 'Transient', message: 'Mailbox full' } }), {
      id: 'e1',
    })
    expect(await counts()).toMatchObject({ tasks: 0, suppressed: [], events: 0 })
    await report(event('email.complained'), { id: 'e2' })
    expect(await counts()).toMatchObject({ tasks: 1, suppressed: [{ reason: 'complaint' }], events: 1 })
  })

  test('an event that comes twice counts once', async () => {
    await aLetter()
    expect([await report(BOUNCE), await report(BOUNCE)]).toEqual([200, 200])
    expect(await counts()).toMatchObject({ tasks: 1, events: 1 })
    const seen = await database.db.select().from(webhookEvent).where(eq(webhookEvent.companyId, companyId))
    expect(seen).toMatchObject([{ eventId: 'evt-1', outcome: 'bounced', messageId: 'letter-1' }])
  })

  test('what is not signed, signed with another secret, too old, too new or for another company is refused', async () => {
    await aLetter()
    const other = await database.aCompany()
    const minutes = (many: number) => new Date(NOW.getTime() + many * 60_000)
    expect(await report(BOUNCE, { secret: `whsec_${Buffer.alloc(24, 6).toString('base64')}` })).toBe(403)
    expect(await report(BOUNCE, { at: minutes(-6) })).toBe(403)
    expect(await report(BOUNCE, { at: minutes(6) })).toBe(403)
    expect(await report(BOUNCE, { to: other })).toBe(403)
    expect(await report(BOUNCE, { to: 'nobody' })).toBe(403)
    const unsigned = await ask(api, 'POST', `/hooks/resend/${companyId}`, { body: BOUNCE })
    expect(unsigned.status).toBe(403)
    const changed = signedEvent(BOUNCE, { secret: SECRET, id: 'evt-1', at: NOW })
    const forged = await api.request(`http://127.0.0.1:3000/api/hooks/resend/${companyId}`, {
      method: 'POST',
      headers: changed.headers,
      body: changed.body.replace('resend-1', 'resend-2'),
    })
    expect(forged.status).toBe(403)
    const large = await ask(api, 'POST', `/hooks/resend/${companyId}`, { body: { x: 'x'.repeat(300_000) } })
    expect(large.status).toBe(413)
    expect(await counts()).toMatchObject({ tasks: 0, suppressed: [], events: 0 })
  })

  test('a letter of which nobody knew is known to have left when it is reported, by its tag', async () => {
    await aLetter({ state: 'unknown', providerId: null })
    await report(event('email.delivered', { tags: { dunlin_key: keyDigest('letter-1') } }))
    expect(await letter()).toMatchObject({ state: 'sent', providerId: 'resend-1', deliveredAt: NOW })
    const [done] = await database.db
      .select()
      .from(action)
      .where(and(eq(action.companyId, companyId), eq(action.id, 'action-1')))
    expect(done).toMatchObject({ state: 'sent', doneOn: '2026-03-16' })
  })

  test('a report starts nothing: a draft stays a draft, and a letter nobody wrote is not made', async () => {
    await aLetter({ state: 'draft' })
    await report(event('email.delivered'), { id: 'e1' })
    await report(event('email.delivered', { email_id: 'resend-9' }), { id: 'e2' })
    await report({ type: 'contact.created', data: { id: 'x' } }, { id: 'e3' })
    expect(await letter()).toMatchObject({ state: 'draft', sentAt: null })
    const seen = await database.db.select().from(webhookEvent).where(eq(webhookEvent.companyId, companyId))
    expect(seen.map(({ outcome }) => outcome).sort()).toEqual([
      'delivered',
      'no letter of ours',
      'no letter of ours',
    ])
  })

  test("trouble of a trial's override address is not the customer's", async () => {
    await aLetter()
    await report({ ...BOUNCE, data: { ...BOUNCE.data, to: ['trial@dunlin.example.com'] } })
    expect(await counts()).toMatchObject({ tasks: 0, suppressed: [] })
  })
})
