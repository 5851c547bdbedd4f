import { beforeAll, describe, expect, test } from 'vitest'
import { ActionView } from '#server/api/views/actions.ts'
import { CustomerTodayView } from '#server/api/views/customer-today.ts'
import { CustomersView, InvoicesView, TimelineView } from '#server/api/views/customers.ts'
import { DecisionsView } from '#server/api/views/decisions.ts'
import { TasksView } from '#server/api/views/manual-records.ts'
import { FactValuesView } from '#server/api/views/rule-preview.ts'
import { RunRuleView } from '#server/api/views/runs.ts'
import { AgingView } from '#server/api/views.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { runCompany } from '#server/run/run-company.ts'
import { aCreditMemo, aLedger, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { AS_OF, aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, ask, somebody } from './an-api.ts'

const database = freshDatabase()
let api: ReturnType<typeof anApi>
let companyId: string

beforeAll(async () => {
  companyId = await database.aCompany()
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => somebody(companyId))
})

const get = async (path: string) => (await ask(api, 'GET', `/v1${path}`)).json
const post = async (path: string, body: unknown) => ask(api, 'POST', `/v1${path}`, { body })

describe('the rows behind a figure', () => {
  test('of the aging are its invoices, and they add up to it', async () => {
    const { lines } = AgingView.parse(await get('/aging'))
    for (const { bucket, amount } of lines[0]?.buckets ?? []) {
      const { totals } = InvoicesView.parse(await get(`/invoices?bucket=${bucket}&currency=USD&entity=us`))
      expect([bucket, totals?.open[0]?.amount ?? '0.00']).toEqual([bucket, amount.amount])
    }
  })

  test('of what no rule covers are the overdue invoices of customers whom no live rule matches', async () => {
    const { invoices, totals } = InvoicesView.parse(await get('/invoices?bucket=overdue&covered=no'))
    expect(invoices.map(({ id }) => id)).toEqual(['B-1'])
    expect(totals).toEqual({ count: 1, open: [{ amount: '900.00', currency: 'USD' }], credited: [] })
  })

  test('of invoices and credit memos together have a sum each, and what has no due day comes last', async () => {
    const id = await database.aCompany()
    await commitImport(database.db, {
      companyId: id,
      source: 'files',
      ledger: aLedger({
        documents: [
          aCreditMemo({ id: 'memo', totalMinor: 2_500, issuedOn: '2026-01-05' }),
          anInvoice({ id: 'late', totalMinor: 90_000, dueOn: '2026-02-01' }),
        ],
      }),
      problems: [],
      fileName: 'open-items.csv',
      mapping: null,
      lists: 'changes',
      exportedOn: AS_OF,
      actor: 'ann',
      now: new Date('2026-03-16T14:00:00Z'),
    })
    const other = anApi(database.db, () => somebody(id))
    const listed = async (asked: string) =>
      InvoicesView.parse((await ask(other, 'GET', `/v1/invoices?state=open${asked}`)).json)
    const both = await listed('')
    expect(both.invoices.map((each) => each.id)).toEqual(['late', 'memo'])
    expect(both.totals).toEqual({
      count: 2,
      open: [{ amount: '900.00', currency: 'USD' }],
      credited: [{ amount: '25.00', currency: 'USD' }],
    })
    expect((await listed('&type=credit-memo')).totals).toEqual({
      count: 1,
      open: [{ amount: '25.00', currency: 'USD' }],
      credited: [],
    })
  })

  test('of the customers come by what they owe, the largest first, page by page', async () => {
    const first = CustomersView.parse(await get('/customers?sort=overdue&limit=1'))
    expect(first.customers.map(({ id }) => id)).toEqual(['0042'])
    expect(first.totals).toMatchObject({ count: 2, overdue: [{ amount: '7100.50', currency: 'USD' }] })
    const second = CustomersView.parse(await get(`/customers?sort=overdue&limit=1&cursor=${first.next}`))
    expect(second.customers.map(({ id }) => id)).toEqual(['0043'])
    expect(second.totals).toBeNull()
  })

  test('of a run are drawn on the version that ran, and those who came through owe what stands beside them', async () => {
    const run = await runCompany(database.db, {
      companyId,
      asOf: AS_OF,
      trigger: 'manual',
      clock: clockAt(AS_OF),
      actor: 'ann',
    })
    const view = RunRuleView.parse(await get(`/runs/${run.run}/rules/${RULE}`))
    expect(view).toMatchObject({ version: 1, counts: { matched: 1 } })
    const [branch] = Object.keys(view.edgeCounts?.branches ?? {})
    expect(view.edgeCounts?.branches[branch ?? '']).toBe(1)
    expect(view.edgeMoney.branches[branch ?? '']).toEqual([{ amount: '6300.50', currency: 'USD' }])
    // Plover & Sons took no branch, and owes what is missing to the whole.
    expect(view.edgeCounts).toMatchObject({ admitted: 2, otherwise: { late: 1 }, unknown: { late: 0 } })
    expect(view.edgeMoney.otherwise).toEqual({ late: [{ amount: '900.00', currency: 'USD' }] })
    expect(view.edgeMoney.admitted).toEqual([{ amount: '7200.50', currency: 'USD' }])
    expect((await ask(api, 'GET', `/v1/runs/${run.run}/rules/another`)).status).toBe(404)
    const { decisions } = DecisionsView.parse(await get(`/decisions?run=${run.run}&branch=${branch}`))
    expect(decisions.map(({ subject }) => subject.name)).toEqual(['Heron Supplies'])
    expect(DecisionsView.parse(await get('/decisions?latest=true')).decisions).toHaveLength(1)
  })
})

test('the values of a fact add up, with those of whom it is not known, to everybody', async () => {
  const values = async (body: unknown) => {
    const answer = await post('/facts/values', body)
    return answer.status === 200 ? FactValuesView.parse(answer.json) : answer.status
  }
  expect(await values({ subject: 'invoice', fact: 'currency' })).toEqual({
    values: [{ value: 'USD', count: 3 }],
    more: 0,
    unknown: 0,
    evaluated: 3,
  })
  expect(await values({ subject: 'customer', fact: 'entities' })).toMatchObject({
    values: [{ value: 'us', count: 2 }],
  })
  expect(await values({ subject: 'customer', fact: 'segment' })).toMatchObject({ values: [], unknown: 2 })
  expect(await values({ subject: 'customer', fact: 'daysOverdue' })).toBe(422)
  expect(await values({ subject: 'customer', fact: 'shoeSize' })).toBe(422)
})

describe('a customer today', () => {
  test('is told by every rule, with what it lacks where it does not match', async () => {
    const heron = CustomerTodayView.parse(await get('/customers/0042/today'))
    expect(heron.rules).toHaveLength(1)
    expect(heron.rules[0]).toMatchObject({ rule: { id: RULE }, lacking: [] })
    const plover = CustomerTodayView.parse(await get('/customers/0043/today'))
    expect(plover.rules[0]?.outcome).toBe('not-matched')
    expect(plover.rules[0]?.lacking.map(({ words }) => words).join(' ')).toMatch(
      /at least 30 days overdue \(found 15 days\)/,
    )
  })

  test('has a call in the timeline, which the rules count as a contact', async () => {
    const called = await post('/customers/0043/notes', { text: 'They pay on Friday', kind: 'call' })
    expect(called.status).toBe(201)
    const { timeline } = TimelineView.parse(await get('/customers/0043/timeline'))
    expect(timeline.filter(({ on }) => on === AS_OF).map(({ kind, title }) => [kind, title])).toEqual([
      ['note', 'They pay on Friday'],
      ['contact', 'call'],
    ])
  })

  test('leads from a letter to the action whose reasons say why it was sent', async () => {
    const { timeline } = TimelineView.parse(await get('/customers/0042/timeline?kind=message'))
    expect(timeline).toHaveLength(1)
    const action = ActionView.parse(await get(`/actions/${timeline[0]?.action}`))
    expect(action.message?.id).toBe(timeline[0]?.id)
    expect(action.because.map(({ words }) => words).join(' ')).toMatch(/found 44 days/)
  })
})

test('tasks come by the money at stake, with what speaks for their place', async () => {
  await post('/tasks', { title: 'Call the small one', customer: '0043', dueOn: '2026-03-16' })
  await post('/tasks', { title: 'Call the large one', customer: '0042', dueOn: '2026-03-20' })
  const titles = (view: unknown) => TasksView.parse(view).tasks.map(({ title }) => title)
  expect(titles(await get('/tasks?state=open'))).toEqual(['Call the small one', 'Call the large one'])
  const ranked = await get('/tasks?state=open&sort=urgency')
  expect(titles(ranked)).toEqual(['Call the large one', 'Call the small one'])
  expect(TasksView.parse(ranked).tasks[0]?.atStake).toEqual({
    overdue: [{ amount: '6200.50', currency: 'USD' }],
    daysOverdue: 44,
    brokenPromises: 0,
  })
})
