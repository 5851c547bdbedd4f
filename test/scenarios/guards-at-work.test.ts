import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import { alert, decision, morningReport, run } from '#server/database/rule-tables.ts'
import { DEFAULT_LIMITS } from '#server/guards/company-limits.ts'
import { expireWaiting } from '#server/guards/expiry.ts'
import { makeMorningReport } from '#server/report/morning-report.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { setCompanyMode } from '#server/run/company.ts'
import { planCompany } from '#server/run/plan-company.ts'
import { discardRun, releaseRun } from '#server/run/release-run.ts'
import { aContact, aCustomer, aLedger, anInvoice, aPayment } from '../builders.ts'
import { clockAt } from '../clock-at.ts'
import { freshDatabase } from '../server/database/test-database.ts'
import { A_MAIL, aRule, someBooks, theCompany } from '../server/run/a-company.ts'

/** Books that are old, runs that would do too much, and what waits too long: what holds a company back that nobody watches. */

const database = freshDatabase()
const MONDAY = '2026-03-16'
const HOLD = { id: 'hold', action: 'place-credit-hold', params: { reason: 'Late' } }
const TASK = { id: 'task', action: 'create-task', params: { title: 'Look at it' } }
const HOOK = { id: 'hook', action: 'call-webhook', params: { url: 'https://example.com/late' } }
const late = (id: string, acts: readonly Record<string, unknown>[] = [A_MAIL]) =>
  aRule({ id, days: 10, acts })
const settings = (limits: Record<string, unknown> = {}) => ({ mode: 'live' as const, settings: limits })

async function aLiveCompany(limits: Record<string, unknown> = {}) {
  return theCompany(database.db, await database.aCompany(settings(limits)))
}

/** So many customers with one invoice each that is 25 days overdue on the Monday. */
function manyBooks(count: number, amount = 10_000): Ledger {
  const ids = Array.from({ length: count }, (_, at) => `c${String(at).padStart(3, '0')}`)
  return aLedger({
    customers: ids.map((id) => aCustomer({ id, name: `Customer ${id}` })),
    contacts: ids.map((id) => aContact({ id: `k-${id}`, customerId: id, email: `${id}@example.com` })),
    documents: ids.map((id) =>
      anInvoice({ id: `I-${id}`, customerId: id, totalMinor: amount, dueOn: '2026-02-19' }),
    ),
  })
}

const alertsOf = async (companyId: string) =>
  (await database.db.select().from(alert).where(eq(alert.companyId, companyId)).orderBy(alert.id)).map(
    ({ kind, ruleId, text }) => ({ kind, ruleId, text }),
  )
const runRow = async (companyId: string, id: string) =>
  (
    await database.db
      .select()
      .from(run)
      .where(and(eq(run.companyId, companyId), eq(run.id, id)))
  )[0]!
const stateOf = async (company: { actions(): Promise<{ state: string }[]> }) =>
  [...new Set((await company.actions()).map(({ state }) => state))].sort()
const verdict = (companyId: string, runId: string, actorId = 'bob') => ({
  companyId,
  runId,
  actor: actorId,
  actorId,
  now: clockAt(MONDAY).now(),
  why: 'Looked at all of them',
})

describe('F14: books that are older than they may be', () => {
  test('hold letters, holds and webhooks back with one reason, in plan and run alike, and let tasks go with a mark', async () => {
    const company = await aLiveCompany({ staleAfterHours: 24 })
    await company.importBooks('2026-03-12', someBooks())
    await company.publish(MONDAY, [late('late', [A_MAIL, HOLD, HOOK, TASK])])
    const planned = await planCompany(database.db, {
      companyId: company.id,
      asOf: calendarDate(MONDAY),
      now: clockAt(MONDAY).now(),
      history: 'kept',
    })
    const heldIn = planned.report.rules[0]?.matches[0]?.actions.map(
      ({ heldBack }) => heldBack?.reason ?? 'goes',
    )
    expect(heldIn).toEqual(['stale-books', 'stale-books', 'stale-books', 'goes'])
    const report = await company.run(MONDAY)
    expect(report.rules[0]?.counts.heldBack).toBe(planned.report.rules[0]?.counts.heldBack)
    const actions = await company.actions()
    expect(new Set(actions.map(({ kind }) => kind))).toEqual(new Set(['create-task']))
    // Thursday 10:30 to Monday 11:30 by the clock in New York: 49 hours, the weekend not counted.
    expect(actions[0]?.reason).toContain(
      'The books of "files" are of 2026-03-12 at 11:30; they may be 24 hours old',
    )
    expect((await runRow(company.id, report.run)).staleSources).toEqual(['files'])
    expect(await alertsOf(company.id)).toMatchObject([{ kind: 'stale-books' }])
  })

  test('hold back those they tell of and whoever is decided with them, and nobody else; the morning says which and since when', async () => {
    const company = await aLiveCompany({ staleAfterHours: 24 })
    const own = (id: string, parentId?: string): Ledger =>
      aLedger({
        customers: [aCustomer({ id, name: `Customer ${id}`, ...(parentId && { parentId }) })],
        contacts: [aContact({ id: `k-${id}`, customerId: id, email: `${id}@example.com` })],
        documents: [anInvoice({ id: `I-${id}`, customerId: id, dueOn: '2026-02-19' })],
      })
    await company.importBooks('2026-03-12', own('wren'), { source: 'old system' })
    for (const books of [own('finch'), own('swift'), own('egret', 'wren')])
      await company.importBooks('2026-03-13', books, { source: 'new system' })
    // Of finch the old system tells no invoice, but a payment: there may be more of them by now.
    const payments = [aPayment({ id: 'P-1', customerId: 'finch', minor: 100, receivedOn: '2026-03-11' })]
    await company.importBooks('2026-03-12', aLedger({ entities: [], customers: [] }, { payments }), {
      source: 'old system',
    })
    await company.publish(MONDAY, [late('late'), late('calls', [TASK])])
    await company.run(MONDAY)
    const actions = await company.actions()
    const sentTo = (kind: string) =>
      actions.filter((each) => each.kind === kind).map(({ customerId }) => customerId)
    expect(sentTo('send-email')).toEqual(['swift'])
    expect(sentTo('create-task')).toEqual(['egret', 'finch', 'swift', 'wren'])
    await makeMorningReport(database.db, { companyId: company.id, now: new Date('2026-03-17T11:30:00Z') })
    const [report] = await database.db
      .select()
      .from(morningReport)
      .where(eq(morningReport.companyId, company.id))
    expect(ReportContent.parse(report?.content)).toMatchObject({
      heldBack: [{ reason: 'stale-books', count: 3 }],
      alerts: [
        'The books of "old system" are of 2026-03-12 at 11:30; they may be 24 hours old, days off not counted. Import them again. Until then no letter leaves to customers in these books, none of them is held or released, and no webhook is called for them.',
      ],
    })
  })

  test('of a bank that tells of payments alone hold back whoever may have paid since, until nothing of theirs is open', async () => {
    const company = await aLiveCompany({ staleAfterHours: 24 })
    const fromBank = (id: string, on: string) =>
      aLedger(
        { entities: [], customers: [] },
        { payments: [aPayment({ id, customerId: 'heron', minor: 100, receivedOn: on })] },
      )
    await company.importBooks('2026-03-12', someBooks())
    await company.importBooks('2026-03-12', fromBank('P-1', '2026-03-11'), { source: 'bank' })
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [late('late')])
    const sentTo = async () => {
      const report = await company.run(MONDAY)
      const { staleSources } = await runRow(company.id, report.run)
      return [
        staleSources,
        (await company.actions()).map(({ customerId, state }) => `${customerId} ${state}`),
      ]
    }
    expect(await sentTo()).toEqual([['bank'], ['plover queued']])
    await company.importBooks(MONDAY, fromBank('P-2', MONDAY), { source: 'bank' })
    expect(await sentTo()).toEqual([[], ['heron queued', 'plover queued']])
    const settled = someBooks().documents.filter(({ customerId }) => customerId === 'heron')
    const closed = settled.map((each) => ({ ...each, openMinor: 0, closedOn: calendarDate('2026-03-16') }))
    await company.importBooks('2026-03-19', someBooks())
    await company.importBooks('2026-03-19', { ...someBooks(), documents: closed })
    expect((await runRow(company.id, (await company.run('2026-03-19')).run)).staleSources).toEqual([])
  })

  test('go again once they are imported anew, and grow no older over a weekend', async () => {
    const company = await aLiveCompany({ staleAfterHours: 24 })
    await company.importBooks('2026-03-13', someBooks())
    await company.publish(MONDAY, [late('late')])
    await company.run(MONDAY)
    expect(await stateOf(company)).toEqual(['queued'])
  })

  test('a list of contacts makes no invoices younger, and a file exported last week is a week old', async () => {
    const company = await aLiveCompany({ staleAfterHours: 24 })
    await company.importBooks('2026-03-10', someBooks())
    await company.importBooks(
      '2026-03-16',
      aLedger({ customers: someBooks().customers, contacts: someBooks().contacts }),
    )
    await company.publish(MONDAY, [late('late')])
    const { run: id } = await company.run(MONDAY)
    expect((await runRow(company.id, id)).staleSources).toEqual(['files'])
    expect(await company.actions()).toEqual([])
  })
})

describe('the volume brake', () => {
  test('stops the first run of a rule over 25 customers; what it planned waits, alerts, and goes when released', async () => {
    const company = await aLiveCompany({ firstRun: { customers: 25, percentOfReceivables: 100 } })
    await company.importBooks(MONDAY, manyBooks(26))
    await company.publish(MONDAY, [late('late')])
    const { run: id } = await company.run(MONDAY)
    expect(await runRow(company.id, id)).toMatchObject({
      state: 'stopped',
      brakes: {
        late: ['It would act for the first time, for 26 customers; at most 25 go without being asked.'],
      },
    })
    expect(await stateOf(company)).toEqual(['planned'])
    expect(await alertsOf(company.id)).toMatchObject([{ kind: 'brake', ruleId: 'late' }])
    expect(await releaseRun(database.db, verdict(company.id, id))).toBe(26)
    expect(await runRow(company.id, id)).toMatchObject({ state: 'completed', releasedBy: 'bob' })
    expect(await stateOf(company)).toEqual(['queued'])
    await expect(releaseRun(database.db, verdict(company.id, id))).rejects.toThrow('is completed')
  })

  test('lets 25 customers go, and asks from over 10 % of the receivables on', async () => {
    const company = await aLiveCompany({ firstRun: DEFAULT_LIMITS.firstRun })
    const big = aLedger({
      documents: [anInvoice({ id: 'big', customerId: 'rock', totalMinor: 2_250_000, dueOn: '2026-04-30' })],
    })
    // 25 customers owe 2,500.00 of 25,000.00: ten percent exactly.
    await company.importBooks(MONDAY, aLedger(manyBooks(25), big))
    await company.publish(MONDAY, [late('late')])
    await company.run(MONDAY)
    expect(await stateOf(company)).toEqual(['queued'])
    const other = await aLiveCompany({ firstRun: DEFAULT_LIMITS.firstRun })
    await other.importBooks(MONDAY, aLedger(manyBooks(24, 11_000), big))
    await other.publish(MONDAY, [late('late')])
    const { run: id } = await other.run(MONDAY)
    expect((await runRow(other.id, id)).brakes.late?.[0]).toContain(
      '11 % of what is open in USD; at most 10 %',
    )
  })

  test('stops holds over the daily limit, while another rule of the run goes on', async () => {
    const company = await aLiveCompany({ holdsPerDay: 5, soloMode: true })
    await company.importBooks(MONDAY, manyBooks(6))
    await company.publish(MONDAY, [late('holds', [HOLD]), late('tasks', [TASK])])
    const { run: id } = await company.run(MONDAY)
    expect((await runRow(company.id, id)).brakes).toEqual({
      holds: ['All rules together would place 6 credit holds today; the limit is 5 a day.'],
    })
    const states = new Set((await company.actions()).map(({ ruleId, state }) => `${ruleId} ${state}`))
    expect(states).toEqual(new Set(['holds planned', 'tasks queued']))
    expect(await discardRun(database.db, verdict(company.id, id))).toBe(6)
    expect(await runRow(company.id, id)).toMatchObject({
      state: 'completed',
      problem: 'Discarded by bob: Looked at all of them',
    })
  })

  test('stops a rule that matches over three times as many as usual, and one that suddenly matches nobody', async () => {
    const company = await aLiveCompany({ growth: { factor: 3, from: 10 } })
    await company.importBooks('2026-03-09', manyBooks(10))
    await company.publish('2026-03-09', [late('late', [TASK])])
    for (const on of ['2026-03-09', '2026-03-10', '2026-03-11']) await company.run(on)
    await company.importBooks('2026-03-12', manyBooks(31))
    const { run: jump } = await company.run('2026-03-12')
    expect((await runRow(company.id, jump)).brakes).toEqual({
      late: ['It matches 31, over 3 times as many as the usual 10.'],
    })
    await discardRun(database.db, verdict(company.id, jump))
    await company.importBooks(
      '2026-03-13',
      aLedger({ documents: [anInvoice({ customerId: 'c000', dueOn: '2026-12-01' })] }),
      {
        lists: 'all-open',
        confirmClosing: true,
      },
    )
    const { run: empty } = await company.run('2026-03-13')
    expect((await runRow(company.id, empty)).brakes.late?.[0]).toContain(
      'It matches nobody; usually it matches 10.',
    )
    expect((await alertsOf(company.id)).map(({ kind }) => kind)).toEqual(['brake', 'fell-to-zero'])
  })

  test('lets go no hold for the reason that a rule suddenly matches nobody, until a person has looked', async () => {
    const company = await aLiveCompany({ growth: { factor: 3, from: 10 } })
    const held = (ruleId: string, at: number) => ({
      id: `h-${ruleId}`,
      customerId: `c00${at}`,
      placedOn: calendarDate('2026-03-09'),
      placedBy: 'rule' as const,
      ruleId,
      reason: 'Late',
      release: 'unmatched' as const,
    })
    await company.importBooks('2026-03-09', manyBooks(10))
    await company.importBooks('2026-03-09', aLedger({ holds: [held('late', 1), held('long', 2)] }))
    // Nobody is late for so long, which is nothing new: its hold ends as it should.
    const long = aRule({ id: 'long', days: 400, acts: [TASK] })
    await company.publish('2026-03-09', [late('late', [TASK]), long])
    for (const on of ['2026-03-09', '2026-03-10', '2026-03-11']) await company.run(on)
    const paid = aLedger({ documents: [anInvoice({ customerId: 'c000', dueOn: '2026-12-01' })] })
    await company.importBooks('2026-03-12', paid, { lists: 'all-open', confirmClosing: true })
    const { run: empty } = await company.run('2026-03-12')
    const releases = async () =>
      (await company.actions())
        .filter(({ kind }) => kind === 'release-credit-hold')
        .map(({ ruleId, state }) => `${ruleId} ${state}`)
        .sort()
    expect(await releases()).toEqual(['late planned', 'long queued'])
    await company.run('2026-03-13')
    expect(await releases()).toEqual(['late planned', 'long queued'])
    await releaseRun(database.db, verdict(company.id, empty))
    expect(await releases()).toEqual(['late queued', 'long queued'])
  })

  test('nothing stops in test mode, and whoever wrote a rule cannot release what it would do', async () => {
    const trying = theCompany(
      database.db,
      await database.aCompany({
        mode: 'test',
        settings: { firstRun: { customers: 1, percentOfReceivables: 1 } },
      }),
    )
    await trying.importBooks(MONDAY, manyBooks(3))
    await trying.publish(MONDAY, [late('late')])
    expect(await runRow(trying.id, (await trying.run(MONDAY)).run)).toMatchObject({
      state: 'completed',
      brakes: {},
    })
    expect(
      await setCompanyMode(database.db, {
        companyId: trying.id,
        mode: 'live',
        actor: 'ann',
        now: clockAt(MONDAY).now(),
        why: 'Seen enough',
      }),
    ).toEqual({ voided: 3 })
    const { run: id } = await trying.run(MONDAY)
    await database.db.execute(`update rule_version set authors = '["ann"]' where company_id = '${trying.id}'`)
    await expect(releaseRun(database.db, verdict(trying.id, id, 'ann'))).rejects.toThrow(
      'Ask another approver',
    )
    await expect(releaseRun(database.db, { ...verdict(trying.id, id), ruleIds: ['other'] })).rejects.toThrow(
      'is not stopped for other, but for late',
    )
    expect(await stateOf(trying)).toEqual(['cancelled', 'planned'])
  })
})

describe('what waits too long', () => {
  const expire = (companyId: string, now: string) =>
    database.db.transaction((tx) => expireWaiting(tx, { companyId, now: clockAt(now).now() }))

  test('a letter that could not leave within two business days expires, and the next run decides it again', async () => {
    const company = await aLiveCompany()
    await company.importBooks(MONDAY, someBooks())
    await company.publish(MONDAY, [late('late')])
    await company.run(MONDAY)
    expect(await expire(company.id, '2026-03-18')).toEqual({ expired: 0, skipped: 0 })
    expect(await expire(company.id, '2026-03-19')).toEqual({ expired: 2, skipped: 0 })
    expect((await company.messages()).map(({ state }) => state)).toEqual(['void', 'void'])
    await company.run('2026-03-19')
    expect(await stateOf(company)).toEqual(['expired', 'queued'])
  })

  test('what nobody approves within five business days counts as skipped; an approval starts the time anew', async () => {
    const company = await aLiveCompany()
    await company.importBooks('2026-03-13', someBooks())
    await company.publish('2026-03-13', [late('late', [HOLD])])
    await company.run('2026-03-13')
    const [approved] = await company.actions()
    await company.approve('2026-03-19', approved!.id)
    expect(await expire(company.id, '2026-03-19')).toEqual({ expired: 0, skipped: 0 })
    expect(await expire(company.id, '2026-03-20')).toEqual({ expired: 0, skipped: 1 })
    expect((await company.actions()).find(({ state }) => state === 'skipped')).toMatchObject({
      doneOn: '2026-03-20',
      stateReason: 'Nobody approved it within 5 business days since 2026-03-13; its step counts as skipped.',
    })
    expect(await expire(company.id, '2026-03-24')).toEqual({ expired: 1, skipped: 0 })
  })
})

test('a letter that is being sent, or of which nobody knows, counts for the contact limit', async () => {
  const company = await aLiveCompany()
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, [late('first')])
  await company.run(MONDAY)
  const ofHeron = (await company.actions()).find(({ customerId }) => customerId === 'heron')!
  await database.db.update(action).set({ state: 'unknown', attempts: 1 }).where(eq(action.id, ofHeron.id))
  const [link] = await database.db.select().from(messageAction).where(eq(messageAction.actionId, ofHeron.id))
  await database.db
    .update(message)
    .set({ state: 'unknown', firstAttemptAt: clockAt(MONDAY).now() })
    .where(and(eq(message.companyId, company.id), eq(message.id, link!.messageId)))
  await company.publish('2026-03-17', [late('second')])
  const look = async (on: string) => {
    const { run: id } = await company.run(on, ['second'])
    const [found] = await database.db
      .select({ heldBack: decision.heldBack })
      .from(decision)
      .where(
        and(eq(decision.companyId, company.id), eq(decision.runId, id), eq(decision.customerId, 'heron')),
      )
    return found?.heldBack ?? 'goes'
  }
  expect(await look('2026-03-17')).toBe('contact-limit')
  expect(await look('2026-03-23')).toBe('goes')
})
