import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AuditView } from '#server/api/views/audit.ts'
import { ChargesView, ChargeView } from '#server/api/views/charges.ts'
import {
  ContactView,
  CustomersView,
  CustomerView,
  InvoicesView,
  TimelineView,
} from '#server/api/views/customers.ts'
import { LetterPreview } from '#server/api/views/mail-templates.ts'
import {
  BlocksView,
  BlockView,
  DisputeView,
  HoldsView,
  HoldView,
  PromisesView,
  PromiseView,
  TaskView,
} from '#server/api/views/manual-records.ts'
import { RunView } from '#server/api/views/runs.ts'
import { WaitingView } from '#server/api/views/waiting.ts'
import { MatchesView } from '#server/api/views.ts'
import type { Principal } from '#server/auth/principal.ts'
import { charge } from '#server/database/action-tables.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { aCustomer, aLedger, anInvoice, aPayment, aPromise } from '../../builders.ts'
import { freshDatabase } from '../database/test-database.ts'
import { AS_OF, aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let companyId: string
let who: Principal
let api: ReturnType<typeof anApi>

beforeAll(async () => {
  companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => who)
})
beforeEach(() => {
  who = somebody(companyId)
})

const post = (path: string, body: unknown) => ask(api, 'POST', path, { body })
describe('a collector', () => {
  test('sees the customers with what they owe, and the invoices', async () => {
    const { customers } = CustomersView.parse((await ask(api, 'GET', '/v1/customers')).json)
    expect(customers.map(({ name, daysOverdue }) => [name, daysOverdue])).toEqual([
      ['Heron Supplies', 44],
      ['Plover & Sons', 15],
    ])
    expect(customers[0]).toMatchObject({
      open: [{ amount: '6300.50', currency: 'USD' }],
      overdue: [{ amount: '6200.50', currency: 'USD' }],
      onCreditHold: false,
    })
    const late = await ask(api, 'GET', '/v1/customers?minDaysOverdue=30')
    expect(CustomersView.parse(late.json).customers.map(({ id }) => id)).toEqual(['0042'])
    const { invoices } = InvoicesView.parse((await ask(api, 'GET', '/v1/invoices?state=overdue')).json)
    expect(invoices.map(({ id, daysOverdue }) => [id, daysOverdue])).toEqual([
      ['A-1', 44],
      ['B-1', 15],
    ])
  })

  test('sees how much waits, of what they may see', async () => {
    const waiting = async () => WaitingView.parse((await ask(api, 'GET', '/v1/waiting')).json)
    const none = { unsettled: 0, publishRequests: 0, openTasks: 0, stoppedRuns: 0, unseenAlerts: 0 }
    expect(await waiting()).toEqual({ ...none, approvals: 1 })
    await post('/v1/tasks', { title: 'Ring them', customer: '0042' })
    expect(await waiting()).toEqual({ ...none, approvals: 1, openTasks: 1 })
    who = somebody(companyId, { role: 'collector', entities: ['eu'] })
    expect(await waiting()).toEqual({ ...none, approvals: 0 })
  })

  test('goes through a list page by page without losing or repeating a row', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = InvoicesView.parse((await ask(api, 'GET', `/v1/invoices?limit=1${cursor}`)).json)
      seen.push(...page.invoices.map(({ id }) => id))
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    expect(seen).toEqual(['A-1', 'B-1', 'A-2'])
  })

  test('records a promise to pay, and the books know it at once', async () => {
    who = somebody(companyId, { role: 'collector', name: 'Cora', id: 'user-cora' })
    const body = {
      customer: '0042',
      documents: ['A-1'],
      amount: '6200.50',
      currency: 'USD',
      promisedFor: '2026-03-20',
    }
    const made = PromiseView.parse((await post('/v1/promises', body)).json)
    expect(made).toMatchObject({ status: 'open', source: 'by-hand', amount: { amount: '6200.50' } })
    const { rows } = (
      await post('/v1/rules/preview', {
        document: (await ask(api, 'GET', `/v1/rules/${RULE}`)).json.document,
      })
    ).json
    expect(rows[0].outcome).toBe('held-back')
    const cancelled = await post(`/v1/promises/${made.id}/cancel`, { why: 'Typed twice' })
    expect(PromiseView.parse(cancelled.json).status).toBe('cancelled')
    expect((await post(`/v1/promises/${made.id}/cancel`, { why: 'Again' })).status).toBe(409)
  })

  test('sees as open what is still promised: not what was paid early, but what is in its days of grace', async () => {
    const id = await database.aCompany()
    const promises = [
      aPromise({ id: 'early', customerId: 'paid', promisedFor: '2026-03-20' }),
      aPromise({ id: 'grace', minor: 40_000, promisedFor: '2026-03-15' }),
      aPromise({ id: 'later', minor: 2_000, promisedFor: '2026-03-24' }),
      aPromise({ id: 'broken', minor: 300, promisedFor: '2026-03-10' }),
    ]
    await commitImport(database.db, {
      companyId: id,
      source: 'files',
      ledger: aLedger({
        customers: [aCustomer(), aCustomer({ id: 'paid' })],
        documents: [anInvoice({ id: 'i-1' })],
        payments: [aPayment({ customerId: 'paid', receivedOn: '2026-03-12' })],
        promises,
      }),
      problems: [],
      fileName: 'promises.csv',
      mapping: null,
      lists: 'changes',
      exportedOn: AS_OF,
      actor: 'ann',
      now: new Date('2026-03-16T14:00:00Z'),
    })
    who = somebody(id)
    const listed = async (asked: string) =>
      PromisesView.parse((await ask(api, 'GET', `/v1/promises?${asked}`)).json)
    const open = await listed('state=current&limit=1')
    expect(open.promises.map((each) => [each.id, each.status])).toEqual([['later', 'open']])
    expect(open.totals).toEqual({ count: 2, promised: [{ amount: '420.00', currency: 'USD' }] })
    // The sums are of all pages, and are added up for the first one alone.
    const second = await listed(`state=current&limit=1&cursor=${open.next}`)
    expect(second.promises.map((each) => each.id)).toEqual(['grace'])
    expect(second.totals).toBeNull()
    const soon = await listed('state=current&until=2026-03-23')
    expect(soon.promises.map((each) => each.id)).toEqual(['grace'])
    expect(soon.totals).toEqual({ count: 1, promised: [{ amount: '400.00', currency: 'USD' }] })
    const over = await listed('state=ended')
    expect(over.promises.map((each) => [each.id, each.status])).toEqual([
      ['early', 'kept'],
      ['broken', 'broken'],
    ])
  })

  test('opens and closes a dispute, pauses and lifts, with before, after and why in the audit', async () => {
    const dispute = DisputeView.parse(
      (
        await post('/v1/disputes', {
          customer: '0042',
          document: 'A-1',
          amount: '200.00',
          reason: 'Short delivery',
        })
      ).json,
    )
    await post(`/v1/disputes/${dispute.id}/close`, { why: 'Credited' })
    const pause = { kind: 'pause', customer: '0042', reason: 'On holiday' }
    expect((await post('/v1/blocks', pause)).status).toBe(400)
    const block = BlockView.parse((await post('/v1/blocks', { ...pause, until: '2026-03-31' })).json)
    expect(block.until).toBe('2026-03-31')
    const lifted = BlockView.parse((await post(`/v1/blocks/${block.id}/lift`, { why: 'They are back' })).json)
    expect(lifted.until).toBe('2026-03-15')
    expect((await post(`/v1/blocks/${block.id}/lift`, { why: 'Again' })).status).toBe(409)
    const listed = await ask(api, 'GET', '/v1/blocks?state=current')
    expect(BlocksView.parse(listed.json).blocks).toEqual([])
    const { lines } = AuditView.parse((await ask(api, 'GET', '/v1/audit?act=close%20dispute')).json)
    expect(lines[0]).toMatchObject({
      actor: 'Ada',
      why: 'Credited',
      subject: { type: 'dispute', id: dispute.id },
      before: { minor: 20000, openedOn: '2026-03-16' },
      after: { closedOn: '2026-03-16' },
    })
  })

  test('places one credit hold by hand, which a person releases', async () => {
    const hold = HoldView.parse(
      (await post('/v1/holds', { customer: '0043', reason: 'Cheque returned' })).json,
    )
    expect(hold).toMatchObject({ placedBy: 'person', actor: 'Ada', release: 'by-hand' })
    expect((await post('/v1/holds', { customer: '0043', reason: 'Again' })).status).toBe(409)
    expect(CustomerView.parse((await ask(api, 'GET', '/v1/customers/0043')).json).onCreditHold).toBe(true)
    await post(`/v1/holds/${hold.id}/release`, { why: 'Paid' })
    expect(HoldsView.parse((await ask(api, 'GET', '/v1/holds?state=current')).json).holds).toEqual([])
  })

  test('adds, changes and removes a contact, and leaves those of other sources alone', async () => {
    const body = { customer: '0043', role: 'billing', name: 'Bo', email: 'bo@plover.example.com' }
    const made = ContactView.parse((await post('/v1/contacts', body)).json)
    const change = { body: { email: 'accounts@plover.example.com' } }
    const changed = await ask(api, 'PATCH', `/v1/contacts/${made.id}`, change)
    expect(ContactView.parse(changed.json)).toMatchObject({
      name: 'Bo',
      email: 'accounts@plover.example.com',
    })
    const letter = await ask(api, 'GET', '/v1/mail-templates/overdue-30/preview?customer=0043')
    expect(LetterPreview.parse(letter.json).to.address).toBe('accounts@plover.example.com')
    expect((await ask(api, 'DELETE', `/v1/contacts/${made.id}`)).status).toBe(200)
    const { status, json } = await ask(api, 'PATCH', '/v1/contacts/k1', change)
    expect([status, json.detail]).toEqual([409, expect.stringContaining('kept by "files"')])
  })

  test.each([
    'a@x.example.com, b@x.example.com',
    'Ann <ann@x.example.com>',
    'ann@x.example.com\r\nBcc: e@x.example.com',
  ])('mail header and recipient injection: cannot hide a second address in "%s"', async (email) => {
    expect((await post('/v1/contacts', { customer: '0043', role: 'billing', email })).status).toBe(400)
  })

  test('works off tasks, and writes notes', async () => {
    const task = TaskView.parse(
      (await post('/v1/tasks', { title: 'Call Ann', customer: '0042', dueOn: '2026-03-17' })).json,
    )
    const done = await ask(api, 'PATCH', `/v1/tasks/${task.id}`, { body: { state: 'done' } })
    expect(TaskView.parse(done.json)).toMatchObject({ state: 'done', closedBy: 'Ada' })
    expect((await ask(api, 'PATCH', `/v1/tasks/${task.id}`, { body: { title: 'x' } })).status).toBe(409)
    expect((await post('/v1/customers/0042/notes', { text: 'Prefers calls' })).status).toBe(201)
    const { timeline } = TimelineView.parse((await ask(api, 'GET', '/v1/customers/0042/timeline')).json)
    expect(new Set(timeline.map(({ kind }) => kind))).toEqual(
      new Set(['document', 'message', 'task', 'note', 'promise', 'dispute', 'block', 'decision']),
    )
    const days = timeline.map(({ on }) => on)
    expect(days).toEqual(days.toSorted().reverse())
  })
})

describe('somebody who sees only some customers', () => {
  test('finds the others nowhere: in no list, under no id, and cannot write about them', async () => {
    who = somebody(companyId, { role: 'collector', entities: ['eu'] })
    for (const path of [
      'customers',
      'invoices',
      'contacts',
      'actions',
      'decisions',
      'promises',
      'disputes',
      'blocks',
      'holds',
    ]) {
      const { status, json } = await ask(api, 'GET', `/v1/${path}`)
      expect([path, status, json[path]]).toEqual([path, 200, []])
    }
    expect(MatchesView.parse((await ask(api, 'GET', `/v1/rules/${RULE}/matches`)).json).matches).toEqual([])
    for (const path of [
      'customers/0042',
      'customers/0042/timeline',
      'invoices/A-1',
      'contacts/k1',
      'actions/action-1',
      'actions/action-1/letter',
    ])
      expect([path, (await ask(api, 'GET', `/v1/${path}`)).status]).toEqual([path, 404])
    const body = { customer: '0042', amount: '1.00', currency: 'USD', promisedFor: '2026-03-20' }
    expect((await post('/v1/promises', body)).status).toBe(404)
    expect((await post('/v1/rules/count', { document: {} })).status).toBe(403)
    expect((await ask(api, 'GET', '/v1/aging')).json.lines).toEqual([])
  })

  test('sees those of their entity, or their own', async () => {
    who = somebody(companyId, { role: 'collector', entities: ['us'] })
    expect(CustomersView.parse((await ask(api, 'GET', '/v1/customers')).json).customers).toHaveLength(2)
    who = somebody(companyId, { role: 'collector', ownCustomersOnly: true })
    expect(CustomersView.parse((await ask(api, 'GET', '/v1/customers')).json).customers).toEqual([])
  })
})

describe('tenant confusion', () => {
  test('somebody of another company finds nothing of this one under any id', async () => {
    const other = await database.aCompany()
    who = somebody(other)
    for (const path of [
      'customers/0042',
      'invoices/A-1',
      'contacts/k1',
      'actions/action-1',
      'runs/run-1',
      `rules/${RULE}`,
      `rules/${RULE}/draft`,
    ])
      expect([path, (await ask(api, 'GET', `/v1/${path}`)).status]).toEqual([path, 404])
    expect((await post('/v1/actions/action-2/approve', {})).status).toBe(404)
  })
})

describe('a list as a table', () => {
  test('comes whole, whatever the size of its pages', async () => {
    const { text, headers } = await ask(api, 'GET', '/v1/invoices?format=csv&limit=1')
    expect(headers.get('content-type')).toContain('text/csv')
    const [header, ...rows] = text.trimEnd().split('\r\n')
    expect(header).toContain('number,type,customer.id,customer.name')
    expect(rows).toHaveLength(3)
  })

  test('CSV / formula injection: a name that begins like a formula is text in it', async () => {
    await post('/v1/contacts', {
      customer: '0043',
      role: 'other',
      name: '=cmd|calc',
      email: 'x@plover.example.com',
    })
    const { text } = await ask(api, 'GET', '/v1/contacts', { headers: { accept: 'text/csv' } })
    expect(text).toContain("'=cmd|calc")
  })
})

describe('fifty at once', () => {
  const fifty = (ask: () => Promise<{ status: number; json: { id?: string } }>) =>
    Promise.all(Array.from({ length: 50 }, ask))

  test('asking to run now under one key get one run', async () => {
    const order = { body: {}, headers: { 'idempotency-key': 'run-of-monday' } }
    const answers = await fifty(() => ask(api, 'POST', '/v1/runs', order))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1)
  })

  test('asking to run now without a key get one run, and the others are told that it is under way', async () => {
    const before = (await ask(api, 'GET', '/v1/runs')).json.runs.length
    const answers = await fifty(() => ask(api, 'POST', '/v1/runs', { body: {} }))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49)
    expect((await ask(api, 'GET', '/v1/runs')).json.runs.length).toBe(before + 1)
    RunView.parse(answers.find(({ status }) => status === 201)?.json)
  })

  test('approving get one change, and the others are told that somebody was faster', async () => {
    const other = await database.aCompany()
    await aCompanyThatRan(database.db, other)
    const id = 'action-2'
    who = somebody(other, { role: 'approver', name: 'Bo', id: 'user-bo' })
    const answers = await fifty(() => post(`/v1/actions/${id}/approve`, {}))
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 49 }, () => 409),
    ])
    who = somebody(other)
    const { lines } = AuditView.parse(
      (await ask(api, 'GET', `/v1/audit?subject=${id}&act=approve%20action`)).json,
    )
    expect(lines).toHaveLength(1)
  })
})

describe('a key of the caller’s', () => {
  test('answers the same request as the first time, and refuses another', async () => {
    const headers = { 'idempotency-key': 'task-1' }
    const first = await ask(api, 'POST', '/v1/tasks', { body: { title: 'Once' }, headers })
    const again = await ask(api, 'POST', '/v1/tasks', { body: { title: 'Once' }, headers })
    expect(again.json).toEqual(first.json)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await ask(api, 'POST', '/v1/tasks', { body: { title: 'Twice' }, headers })
    expect([other.status, other.json.title]).toEqual([422, 'Key used before'])
  })
})

describe('a finance charge that a rule has drafted', () => {
  const drafted = async (period: string) => {
    const id = JSON.stringify(['interest', 'A-1', period])
    await database.db.insert(charge).values({
      companyId,
      id,
      actionId: 'charged',
      customerId: '0042',
      documentId: 'A-1',
      period,
      currency: 'USD',
      minor: 1250,
      state: 'draft',
      createdAt: new Date('2026-03-16T15:30:00Z'),
      createdBy: 'dispatch',
    })
    return `/v1/charges/${encodeURIComponent(id)}`
  }

  test('is posted or made void by a person, once, with the reason', async () => {
    const [february, march] = [await drafted('2026-02'), await drafted('2026-03')]
    const list = async (query: string) =>
      ChargesView.parse((await ask(api, 'GET', `/v1/charges?${query}`)).json).charges
    expect(await list('customer=0042&state=draft')).toMatchObject([
      { period: '2026-03', amount: { amount: '12.50', currency: 'USD' }, document: 'A-1' },
      { period: '2026-02' },
    ])
    const posted = await post(`${february}/post`, { why: 'Entered as FC-7' })
    expect(ChargeView.parse(posted.json)).toMatchObject({ state: 'posted', settledBy: who.name })
    expect((await post(`${march}/void`, { why: 'Waived for a good customer' })).status).toBe(200)
    expect((await post(`${march}/post`, { why: 'After all' })).status).toBe(409)
    expect((await post('/v1/charges/none/void', { why: 'x' })).status).toBe(404)
    expect((await list('customer=0042')).map(({ state }) => state).sort()).toEqual(['posted', 'void'])
    const { lines } = AuditView.parse((await ask(api, 'GET', '/v1/audit')).json)
    expect(lines.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['post finance charge', 'void finance charge']),
    )
  })

  test('is nobody’s to settle who may not approve, or who does not see the customer', async () => {
    const april = await drafted('2026-04')
    who = somebody(companyId, { role: 'collector' })
    expect((await post(`${april}/post`, { why: 'x' })).status).toBe(403)
    who = somebody(companyId, { role: 'approver', entities: ['nowhere'] })
    expect((await post(`${april}/void`, { why: 'x' })).status).toBe(404)
    expect(ChargesView.parse((await ask(api, 'GET', '/v1/charges')).json).charges).toEqual([])
  })
})
