import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import { DecisionsView } from '#server/api/views/decisions.ts'
import { task } from '#server/database/action-tables.ts'
import { alert, morningReport, rule } from '#server/database/rule-tables.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { keepWatch } from '#server/schedule/keep-watch.ts'
import { aDunningBlock, aHold, aLedger, aPayment } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, aRule, someBooks, theCompany } from '../run/a-company.ts'

/** What people are told without asking, and what they can still take out of tomorrow. */

const database = freshDatabase()
const MONDAY = '2026-03-16'
const HOLD = { id: 'hold', action: 'place-credit-hold', params: { reason: 'Late' } }
const TASK = { id: 'task', action: 'create-task', params: { title: 'Look at it' } }
const late = (id: string, acts: readonly Record<string, unknown>[] = [A_MAIL]) =>
  aRule({ id, days: 10, acts })

const aLiveCompany = async () => theCompany(database.db, await database.aCompany({ mode: 'live' }))
const alertsOf = async (companyId: string) =>
  (await database.db.select().from(alert).where(eq(alert.companyId, companyId)).orderBy(alert.id)).map(
    ({ kind, ruleId, text }) => ({ kind, ruleId, text }),
  )

describe('what people are told', () => {
  test('of a rule that missed its time by over an hour, before it is made up for', async () => {
    const company = await aLiveCompany()
    await company.importBooks(MONDAY, someBooks())
    await company.publish('2026-03-13', [late('late')])
    await database.db
      .update(rule)
      .set({ nextFireAt: new Date('2026-03-16T14:30:00Z') })
      .where(eq(rule.companyId, company.id))
    await keepWatch(database.db, clockAt('2026-03-16T15:29:00Z'))
    expect((await alertsOf(company.id)).filter(({ kind }) => kind === 'missed-run')).toEqual([])
    await keepWatch(database.db, clockAt('2026-03-16T15:30:00Z'))
    await keepWatch(database.db, clockAt('2026-03-16T16:30:00Z'))
    expect((await alertsOf(company.id)).filter(({ kind }) => kind === 'missed-run')).toMatchObject([
      { ruleId: 'late', text: expect.stringContaining('was due on 2026-03-16 at 10:30') },
    ])
  })

  test('of a payment that came back after it had ended a hold, once', async () => {
    const company = await aLiveCompany()
    await company.importBooks(
      MONDAY,
      aLedger(someBooks(), {
        holds: [
          aHold({
            id: 'h',
            customerId: 'heron',
            placedBy: 'rule',
            placedOn: '2026-03-02',
            releasedOn: '2026-03-11',
            releasedBy: 'rule',
          }),
        ],
        payments: [
          aPayment({
            customerId: 'heron',
            minor: 620_050,
            receivedOn: '2026-03-10',
            returnedOn: '2026-03-13',
          }),
        ],
      }),
    )
    await company.publish(MONDAY, [late('late')])
    await company.run(MONDAY)
    await company.run('2026-03-17')
    expect(await alertsOf(company.id)).toMatchObject([
      {
        kind: 'payment-returned',
        text: expect.stringContaining('6,200.50 USD of Heron Supplies on 2026-03-13'),
      },
    ])
  })

  test('every business morning, once however many servers try: what ran, was held back, lacks data and comes next', async () => {
    const company = await aLiveCompany()
    const blocks = [aDunningBlock({ customerId: 'plover', from: '2026-03-02' })]
    await company.importBooks(MONDAY, aLedger(someBooks(), { blocks }))
    await company.publish(MONDAY, [late('late', [A_MAIL, HOLD]), late('calls', [TASK])])
    await company.run(MONDAY)
    await company.run(MONDAY)
    const tuesday = { companyId: company.id, now: new Date('2026-03-17T11:30:00Z') }
    const made = await Promise.all([1, 2].map(() => makeMorningReport(database.db, tuesday)))
    expect(made.sort()).toEqual([false, true])
    const [stored] = await database.db
      .select()
      .from(morningReport)
      .where(eq(morningReport.companyId, company.id))
    const content = ReportContent.parse(stored?.content)
    expect(content).toMatchObject({
      day: '2026-03-17',
      ran: [{ state: 'completed', rules: [{ id: 'calls' }, { id: 'late' }] }, {}],
      // The hold of Plover & Sons is on its way, and their letter is not.
      heldBack: [{ reason: 'dunning-block', count: 1 }],
      approvals: { waiting: 2, oldest: MONDAY },
      failures: [],
      tomorrow: { day: '2026-03-18', customers: 2 },
    })
    const api = anApi(database.db, () => somebody(company.id))
    for (const [asked, expected] of [
      ['any', ['plover acted dunning-block']],
      ['dunning-block', ['plover acted dunning-block']],
      ['paused', []],
    ] as const) {
      const { json } = await ask(api, 'GET', `/v1/decisions?latest=true&heldBack=${asked}`)
      expect(
        DecisionsView.parse(json).decisions.map(
          ({ customer, outcome, heldBack }) => `${customer.id} ${outcome} ${heldBack}`,
        ),
      ).toEqual(expected)
    }
    expect(await database.db.select().from(task).where(eq(task.companyId, company.id))).toEqual([])
    // Sunday is no business day, and before half past seven there is none.
    await keepWatch(database.db, clockAt('2026-03-22T15:00:00Z'))
    await keepWatch(database.db, clockAt('2026-03-18T11:29:00Z'))
    await keepWatch(database.db, clockAt('2026-03-18T11:30:00Z'))
    const days = await database.db
      .select({ day: morningReport.day })
      .from(morningReport)
      .where(eq(morningReport.companyId, company.id))
    expect(days.map(({ day }) => day).sort()).toEqual(['2026-03-17', '2026-03-18'])
  })
  test('of data a rule lacks, by one task that is not opened twice', async () => {
    const company = await aLiveCompany()
    await company.importBooks(MONDAY, someBooks())
    const needsLimit = aRule({ id: 'limit', days: 10, acts: [TASK] })
    const decide = needsLimit.steps[0]
    if (decide?.do !== 'decide') throw new Error('The rule should decide.')
    const when = {
      all: [{ fact: 'creditLimit', params: { currency: 'USD' }, operator: 'greaterThan', value: 1 }],
    }
    await company.publish(MONDAY, [
      parseRule(
        { ...needsLimit, steps: [{ ...decide, branches: [{ ...decide.branches[0], when }] }] },
        'limit',
        { catalogue: catalogueOf(), templates: [] },
      ),
    ])
    for (const now of ['2026-03-17T11:30:00Z', '2026-03-18T11:30:00Z'])
      await makeMorningReport(database.db, { companyId: company.id, now: new Date(now) })
    const tasks = await database.db.select().from(task).where(eq(task.companyId, company.id))
    expect(tasks).toMatchObject([
      {
        key: 'missing-data/limit',
        title: 'Data is missing: the rule "limit" cannot decide for 2',
        detail: expect.stringContaining('Heron Supplies, Plover & Sons'),
      },
    ])
  })
})

describe('over the API', () => {
  test('an act is taken out of tomorrow in one step, and alerts, reports and limits are read and set', async () => {
    const company = await aLiveCompany()
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [late('late', [TASK])])
    await company.publish(MONDAY, [late('mails')])
    await company.run(MONDAY, ['mails'])
    const api = anApi(database.db, () => somebody(company.id), { clock: clockAt(MONDAY) })
    const tomorrow = await ask(api, 'GET', '/v1/tomorrow')
    expect(tomorrow.json).toMatchObject({ day: '2026-03-17', customers: [{ customer: { id: 'heron' } }, {}] })
    const stepsOf = (json: {
      customers: { customer: { id: string }; acts: { step: string; status: string }[] }[]
    }) =>
      json.customers.flatMap(({ customer, acts }) =>
        acts.map(({ step, status }) => `${customer.id} ${step} ${status}`),
      )
    expect(stepsOf(tomorrow.json)).toEqual([
      'heron task due',
      'heron mail pending',
      'plover task due',
      'plover mail pending',
    ])
    const remove = (rule: string, step: string) =>
      ask(api, 'POST', '/v1/tomorrow/remove', {
        body: { rule, step, subject: 'heron', why: 'I called them' },
      })
    await remove('late', 'task')
    const left = await remove('mails', 'mail')
    expect(stepsOf(left.json)).toEqual(['plover task due', 'plover mail pending'])
    expect((await remove('mails', 'mail')).status).toBe(404)
    await company.run(MONDAY)
    expect(stepsOf((await ask(api, 'GET', '/v1/tomorrow')).json)).toEqual([
      'plover task pending',
      'plover mail pending',
    ])
    const refused = await ask(api, 'PATCH', '/v1/settings', {
      body: { sendWindow: { from: '17:00', to: '09:00' }, why: 'Later' },
    })
    expect([refused.status, refused.json.detail]).toEqual([
      400,
      expect.stringContaining('must open before it closes'),
    ])
    const set = await ask(api, 'PATCH', '/v1/settings', { body: { holdsPerDay: 7, why: 'We have grown' } })
    expect(set.json.limits).toMatchObject({ holdsPerDay: 7, actionExpiry: 2 })
    await database.db.insert(alert).values({
      companyId: company.id,
      id: `${MONDAY}/brake/late`,
      kind: 'brake',
      text: 'It was stopped.',
      raisedAt: clockAt(MONDAY).now(),
    })
    const seen = await ask(api, 'POST', `/v1/alerts/${encodeURIComponent(`${MONDAY}/brake/late`)}/seen`)
    expect([seen.status, seen.json.seen?.by]).toEqual([200, 'Ada'])
    expect((await ask(api, 'GET', '/v1/alerts?seen=no')).json.alerts).toEqual([])
    expect((await ask(api, 'GET', '/v1/reports/2026-03-16')).status).toBe(404)
    expect((await ask(api, 'GET', '/v1/reports')).json.reports).toEqual([])
  })
})
