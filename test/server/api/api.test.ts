import { eq } from 'drizzle-orm'
import { testClient } from 'hono/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Api } from '#server/api/api.ts'
import { ActionsView, ActionView } from '#server/api/views/actions.ts'
import { RunsView } from '#server/api/views/runs.ts'
import {
  AgingView,
  CompanyView,
  HealthView,
  MatchesView,
  ProblemView,
  RulesView,
  RuleView,
} from '#server/api/views.ts'
import { action } from '#server/database/action-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aCompanyThatRan, RULE } from './a-run.ts'
import { anApi, somebody } from './an-api.ts'

const database = freshDatabase()
let api: Api

beforeAll(async () => {
  const companyId = await database.aCompany({ name: 'Dunlin Group' })
  await aCompanyThatRan(database.db, companyId)
  api = anApi(database.db, () => somebody(companyId))
})

const routes = () => testClient(api).api
const read = async <T>(
  view: z.ZodType<T>,
  asked: Promise<Response> | Promise<{ json(): Promise<unknown> }>,
) => view.parse(await (await asked).json())

describe('the API', () => {
  test('answers that it is well', async () => {
    expect((await read(HealthView, routes().health.$get())).status).toBe('ok')
  })

  test('names the company, its mode, its entities and the day it is there', async () => {
    const company = await read(CompanyView, routes().v1.company.$get())
    expect(company).toMatchObject({ name: 'Dunlin Group', mode: 'test', asOf: '2026-03-16', currency: 'USD' })
    expect(company.entities).toEqual([{ id: 'us', name: 'Dunlin Inc.', currency: 'USD' }])
  })

  test('ages what is open so that the buckets add up to the balance, with unapplied cash beside it', async () => {
    const { lines } = await read(AgingView, routes().v1.aging.$get({ query: {} }))
    expect(lines).toHaveLength(1)
    expect(lines[0]?.buckets.map(({ bucket, amount }) => [bucket, amount.amount])).toEqual([
      ['current', '100.00'],
      ['1-30', '900.00'],
      ['31-60', '6200.50'],
      ['61-90', '0.00'],
      ['over-90', '0.00'],
    ])
    expect(lines[0]).toMatchObject({
      entity: { name: 'Dunlin Inc.' },
      balance: { amount: '7200.50', currency: 'USD' },
      unappliedCash: { amount: '250.00', currency: 'USD' },
      openCreditMemos: { amount: '0.00', currency: 'USD' },
    })
  })

  test('lists a rule with its sentence, its trigger in words and the counts of its last run', async () => {
    const { rules } = await read(RulesView, routes().v1.rules.$get({ query: {} }))
    expect(rules).toHaveLength(1)
    expect(rules[0]).toMatchObject({ id: RULE, state: 'live', version: 1 })
    expect(rules[0]?.sentence).toContain('30 days overdue')
    expect(rules[0]?.trigger).not.toBe('')
    expect(rules[0]?.lastRun?.counts).toEqual({
      evaluated: 2,
      matched: 1,
      notMatched: 1,
      unknown: 0,
      heldBack: expect.any(Number),
      actions: 2,
    })
    expect(rules[0]?.nextDueAt).not.toBeNull()
  })

  test('gives a rule with its document, its versions and the counts along its branches', async () => {
    const rule = await read(RuleView, routes().v1.rules[':id'].$get({ param: { id: RULE } }))
    expect(rule.document.steps.length).toBeGreaterThan(0)
    expect(rule.versions).toMatchObject([{ version: 1, publishedBy: 'ann' }])
    expect(rule.edgeCounts).toEqual({
      admitted: 2,
      branches: { 'late-30': 1 },
      otherwise: { late: 1 },
      unknown: { late: 0 },
      steps: { late: 2, mail: 1, hold: 1 },
    })
  })

  test('says whom a rule matched and why, condition by condition with the value found', async () => {
    const asked = routes().v1.rules[':id'].matches.$get({ param: { id: RULE }, query: {} })
    const { run, matches, next } = await read(MatchesView, asked)
    expect(run?.asOf).toBe('2026-03-16')
    expect(next).toBeNull()
    expect(matches).toHaveLength(1)
    expect(matches[0]).toMatchObject({
      subject: { type: 'customer', id: '0042', name: 'Heron Supplies' },
      outcome: 'acted',
    })
    expect(matches[0]?.actions.map(({ title, id }) => [title, id])).toEqual([
      ['Send an e-mail', 'action-1'],
      ['Place a credit hold', 'action-2'],
    ])
    const days = matches[0]?.because.find((leaf) => leaf.fact === 'daysOverdue')
    expect(days).toMatchObject({ actual: '44', result: true })
    expect(days?.words).toMatch(/at least 30 days.*44/)
  })

  test('lists the outbox with customer, act, amount, state and reason, and counts every state', async () => {
    const { actions, byState } = await read(ActionsView, routes().v1.actions.$get({ query: {} }))
    expect(byState).toEqual({ 'awaiting-approval': 1, planned: 1 })
    expect(actions.map((row) => [row.customer.name, row.act.title, row.state]).sort()).toEqual([
      ['Heron Supplies', 'Place a credit hold', 'awaiting-approval'],
      ['Heron Supplies', 'Send an e-mail', 'planned'],
    ])
    expect(actions[0]?.amounts).toEqual([{ amount: '6200.50', currency: 'USD' }])
  })

  test('narrows the outbox to one state', async () => {
    const asked = routes().v1.actions.$get({ query: { state: 'planned' } })
    expect((await read(ActionsView, asked)).actions.map((row) => row.id)).toEqual(['action-1'])
  })

  test('names the invoice an action is about', async () => {
    const [row] = await database.db.select().from(action).where(eq(action.id, 'action-1'))
    const about = { id: 'about-an-invoice', key: 'about-an-invoice', subjectId: 'A-1' }
    await database.db.insert(action).values({ ...row!, ...about, subjectType: 'invoice' })
    const { actions } = await read(ActionsView, routes().v1.actions.$get({ query: { state: 'planned' } }))
    expect(actions.map(({ id, invoice }) => [id, invoice]).sort()).toEqual([
      ['about-an-invoice', 'A-1'],
      ['action-1', null],
    ])
    await database.db.delete(action).where(eq(action.id, about.id))
  })

  test('gives an action with its reasons and its letter', async () => {
    const action = await read(ActionView, routes().v1.actions[':id'].$get({ param: { id: 'action-1' } }))
    expect(action.message).toMatchObject({
      id: 'letter-1',
      to: [{ name: 'Ann', address: 'ann@heron.example.com' }],
      subject: 'Overdue: 6,200.50 USD',
      text: 'Dear Ann',
      htmlPath: '/api/v1/actions/action-1/letter',
    })
    expect(action.because.length).toBeGreaterThan(0)
  })

  test('shows a letter under a policy that lets it run and load nothing', async () => {
    const letter = await routes().v1.actions[':id'].letter.$get({ param: { id: 'action-1' }, query: {} })
    const policy = letter.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('sandbox')
    expect(policy).not.toContain('script-src')
    expect(await letter.text()).toContain('Dear Ann')
  })

  test('lists the runs with counts that add up', async () => {
    const { runs } = await read(RunsView, routes().v1.runs.$get({ query: {} }))
    expect(runs).toMatchObject([{ id: 'run-1', state: 'completed', startedBy: 'manual' }])
    const { evaluated, matched, notMatched, unknown } = runs[0]!.counts
    expect(matched + notMatched + unknown).toBe(evaluated)
  })

  test.each([
    ['/api/v1/rules/nobody', 404, 'There is no rule "nobody"'],
    ['/api/v1/actions/nobody', 404, 'There is no action "nobody"'],
    ['/api/v1/actions/action-2/letter', 404, 'action-2'],
    ['/api/v1/actions?state=lost', 400, 'Cannot read the query'],
    ['/api/v1/actions?cursor=abc', 400, 'Cannot continue the list at "abc"'],
    ['/api/v1/nothing', 404, 'There is no /api/v1/nothing'],
  ])('answers %s with %i and says what is wrong', async (path, status, detail) => {
    const answer = await api.request(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(ProblemView.parse(await answer.json()).detail).toContain(detail)
  })
})
