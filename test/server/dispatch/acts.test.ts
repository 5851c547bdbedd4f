import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Ledger } from '#engine/ledger.ts'
import { action, note, task } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { audit, company as companyTable } from '#server/database/company-tables.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { aHold, aLedger, anInvoice, aPromise, paid } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { freshDatabase } from '../database/test-database.ts'
import {
  A_MAIL,
  type ACompany,
  aRule,
  libraryRule,
  someBooks,
  THE_RULE,
  theCompany,
} from '../run/a-company.ts'

const database = freshDatabase()

const A_HOLD = { id: 'hold', action: 'place-credit-hold', params: { reason: '30 days overdue' } }
const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'
const WEDNESDAY = '2026-03-18'
const THURSDAY = '2026-03-19'

async function aCompany({ rules = [libraryRule(THE_RULE)], mode = 'live' as 'live' | 'test' } = {}) {
  const company = theCompany(database.db, await database.aCompany({ mode }))
  await company.importBooks(MONDAY, someBooks())
  await company.publish(MONDAY, rules)
  return company
}
const holdOf = async (company: ACompany) => (await company.actions()).find(({ stepId }) => stepId === 'hold')
const holdsOf = (companyId: string) => database.db.select().from(hold).where(eq(hold.companyId, companyId))

/** A company whose hold of Heron Supplies a second person has approved on Monday. */
async function withApprovedHold(settings: Parameters<typeof aCompany>[0] = {}) {
  const company = await aCompany(settings)
  await company.run(MONDAY)
  await company.approve(MONDAY, (await holdOf(company))!.id)
  return company
}

describe('dispatch', () => {
  test('places an approved hold in the books, once, and says who, when and why', async () => {
    const company = await withApprovedHold()
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 1, cancelled: 0, failed: 0 })
    const done = await holdOf(company)
    expect(done).toMatchObject({ state: 'sent', doneOn: TUESDAY, attempts: 1, fencing: 1, approvedBy: 'bob' })
    expect(await holdsOf(company.id)).toMatchObject([
      {
        id: done?.id,
        customerId: 'heron',
        placedOn: TUESDAY,
        placedBy: 'rule',
        ruleId: THE_RULE,
        releasedOn: null,
      },
    ])
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await holdsOf(company.id)).toHaveLength(1)
    const lines = await database.db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, company.id), eq(audit.subjectId, done!.id)))
    expect(lines.map(({ act, actor }) => [act, actor])).toEqual([
      ['approve action', 'bob'],
      ['action done', 'dispatch'],
    ])
    expect(lines[1]?.why).toContain('Days overdue')
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
  })

  test('by five servers at once places one hold, and none of them fails', async () => {
    const company = await withApprovedHold()
    const reports = await Promise.all(Array.from({ length: 5 }, () => company.dispatch(TUESDAY)))
    expect(reports.map(({ done }) => done).sort()).toEqual([0, 0, 0, 0, 1])
    expect(reports.every(({ failed, cancelled }) => failed + cancelled === 0)).toBe(true)
    expect(await holdsOf(company.id)).toHaveLength(1)
  })

  test('leaves alone what awaits approval', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await holdOf(company)).toMatchObject({ state: 'awaiting-approval' })
  })

  test('does nothing in test mode', async () => {
    const company = await aCompany({ mode: 'test' })
    await company.run(MONDAY)
    await database.db.update(action).set({ state: 'queued' }).where(eq(action.companyId, company.id))
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await holdsOf(company.id)).toEqual([])
  })

  test('does nothing while all sending is stopped, and goes on after', async () => {
    const company = await withApprovedHold()
    const stop = (sendingStoppedAt: Date | null) =>
      database.db.update(companyTable).set({ sendingStoppedAt }).where(eq(companyTable.id, company.id))
    await stop(new Date('2026-03-17T15:00:00Z'))
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await holdOf(company)).toMatchObject({ state: 'queued', attempts: 0 })
    await stop(null)
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 1 })
  })

  test('does what stays in the house while all sending is stopped, but not where restored books wait for a person', async () => {
    const tasks = { id: 'task', action: 'create-task', params: { title: 'Call them' } }
    const hook = { id: 'hook', action: 'call-webhook', params: { url: 'https://example.com/hook' } }
    const company = await withApprovedHold({
      rules: [libraryRule(THE_RULE), aRule({ id: 'late', days: 10, acts: [tasks, hook] })],
    })
    const set = (change: Partial<typeof companyTable.$inferInsert>) =>
      database.db.update(companyTable).set(change).where(eq(companyTable.id, company.id))
    const [{ settings } = { settings: {} }] = await database.db
      .select()
      .from(companyTable)
      .where(eq(companyTable.id, company.id))
    await set({
      sendingStoppedAt: new Date('2026-03-16T15:00:00Z'),
      settings: { ...settings, restored: true },
    })
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 0, failed: 0, deferred: 0 })
    await set({ settings })
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 2, failed: 0, deferred: 0 })
    const states = (await company.actions()).map(
      ({ kind, state, attempts }) => `${kind} ${state} ${attempts}`,
    )
    expect([...new Set(states)].sort()).toEqual([
      'call-webhook queued 0',
      'create-task sent 1',
      'place-credit-hold queued 0',
      'send-email queued 0',
    ])
    expect((await company.messages()).map(({ state }) => state)).toEqual(['draft'])
  })

  const reasons: [string, (company: ACompany) => Promise<unknown>, string][] = [
    [
      'the invoice was paid',
      (company) =>
        company.importBooks(
          TUESDAY,
          aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: TUESDAY })),
        ),
      'Paid: nothing is overdue any more.',
    ],
    [
      'the customer promised to pay',
      (company) =>
        importOf(company, {
          promises: [
            aPromise({ customerId: 'heron', madeOn: TUESDAY, promisedFor: '2026-03-20', minor: 620_050 }),
          ],
        }),
      'A promise to pay is open.',
    ],
    [
      'a person put the customer on hold',
      (company) => importOf(company, { holds: [aHold({ customerId: 'heron', placedOn: TUESDAY })] }),
      'The customer is on hold since 2026-03-17, placed by a person.',
    ],
    [
      'the rule was taken out of service',
      (company) => company.publish(TUESDAY, [libraryRule(THE_RULE)], 'monitor'),
      'The rule "overdue-30-5k" is not live any more.',
    ],
  ]
  test.each(reasons)('places no hold when %s after the approval', async (_, happens, why) => {
    const company = await withApprovedHold()
    await happens(company)
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 0, failed: 0 })
    expect(await holdOf(company)).toMatchObject({ state: 'cancelled', stateReason: why, attempts: 0 })
    expect((await holdsOf(company.id)).filter(({ placedBy }) => placedBy === 'rule')).toEqual([])
  })

  test('finds a hold written by another hand since it looked: the action fails and says what was found', async () => {
    // A person may place a hold dated tomorrow: today's facts do not show it, the books do.
    const company = await withApprovedHold()
    await importOf(company, { holds: [aHold({ id: 'by-hand', customerId: 'heron', placedOn: THURSDAY })] })
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 1 })
    expect(await holdOf(company)).toMatchObject({
      state: 'failed',
      attempts: 1,
      stateReason: 'the customer is on hold already, placed by a person',
      outcome: { result: 'conflict' },
    })
    expect(await holdsOf(company.id)).toMatchObject([{ id: 'by-hand', releasedOn: null }])
    await company.run(TUESDAY)
    expect((await company.actions()).filter(({ stepId }) => stepId === 'hold')).toHaveLength(1)
  })

  test('is not stopped by a letter that only a rule in monitor mode, or one that has not run, would send first', async () => {
    const holdRule = aRule({
      id: 'hold',
      days: 30,
      acts: [A_HOLD],
    })
    const company = await withApprovedHold({ rules: [holdRule] })
    await company.publish(MONDAY, [aRule({ id: 'watched', days: 1, acts: [A_MAIL] })], 'monitor')
    await company.publish(MONDAY, [aRule({ id: 'not-yet', days: 1, acts: [A_MAIL] })])
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 1, cancelled: 0, failed: 0 })
  })

  test('writes tasks, notes and events where people find them', async () => {
    const acts = [
      { id: 'call', action: 'create-task', params: { title: 'Call them', dueInDays: 2 } },
      { id: 'write', action: 'add-note', params: { text: 'Late again' } },
      { id: 'tell', action: 'emit-event', params: { type: 'late-payer' } },
    ]
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts })] })
    await company.run(MONDAY)
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 3, cancelled: 0, failed: 0 })
    const tasks = await database.db.select().from(task).where(eq(task.companyId, company.id))
    expect(tasks).toMatchObject([
      { title: 'Call them', customerId: 'heron', dueOn: WEDNESDAY, state: 'open' },
    ])
    const notes = await database.db.select().from(note).where(eq(note.companyId, company.id))
    expect(notes).toMatchObject([{ text: 'Late again', customerId: 'heron' }])
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, company.id))
    expect(lines.map(({ act }) => act)).toContain('event late-payer')
    await company.run(TUESDAY)
    await company.dispatch(TUESDAY)
    expect(await company.actions()).toHaveLength(3)
  })

  test('leaves letters where they are while nobody has said how mail is sent, and says so', async () => {
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })] })
    await company.run(MONDAY)
    expect(await company.dispatch(MONDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await company.actions()).toMatchObject([
      { state: 'queued', attempts: 0, stateReason: 'No sender has been set up.' },
    ])
  })
})

describe('the release of a hold', () => {
  const paidUp = (day: string) => aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: day }))

  test('is planned by its own terms once nothing is overdue, and carried out once', async () => {
    const company = await withApprovedHold()
    await company.dispatch(MONDAY)
    await company.run(TUESDAY)
    expect((await company.actions()).filter(({ kind }) => kind === 'release-credit-hold')).toEqual([])
    await company.importBooks(WEDNESDAY, paidUp(WEDNESDAY))
    await company.run(WEDNESDAY)
    await company.run(WEDNESDAY)
    const releases = async () =>
      (await company.actions()).filter(({ kind }) => kind === 'release-credit-hold')
    expect(await releases()).toMatchObject([{ state: 'queued', reason: 'Nothing is overdue any more.' }])
    expect(await company.dispatch(WEDNESDAY)).toMatchObject({ done: 1, cancelled: 0, failed: 0 })
    expect(await releases()).toMatchObject([{ state: 'sent', doneOn: WEDNESDAY }])
    expect(await holdsOf(company.id)).toMatchObject([{ releasedOn: WEDNESDAY }])
    await company.run(THURSDAY)
    expect(await company.dispatch(THURSDAY)).toMatchObject({ done: 0, cancelled: 0, failed: 0 })
    expect(await releases()).toHaveLength(1)
  })

  test('F58: comes once and is logged when the balance falls under the amount the hold was placed with, though more is overdue', async () => {
    const params = { reason: 'Late', releaseBelow: { USD: 1000 } }
    const below = { id: 'hold', action: 'place-credit-hold', params }
    const company = await withApprovedHold({ rules: [aRule({ id: 'late', days: 30, acts: [below] })] })
    await company.dispatch(MONDAY)
    // 1,000.00 of 6,300.50 are left, and then one cent less.
    for (const [day, minor] of [
      [TUESDAY, 530_050],
      [WEDNESDAY, 1],
    ] as const) {
      await company.importBooks(day, aLedger(paid('A-1', { customerId: 'heron', minor, on: day })))
      await company.run(day)
      await company.dispatch(day)
      expect(await holdsOf(company.id)).toMatchObject([{ releasedOn: day === TUESDAY ? null : WEDNESDAY }])
    }
    await company.run(THURSDAY)
    await company.dispatch(THURSDAY)
    const released = (await company.actions()).filter(({ kind }) => kind === 'release-credit-hold')
    expect(released).toMatchObject([{ state: 'sent', doneOn: WEDNESDAY }])
    const lines = await database.db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, company.id), eq(audit.subjectId, released[0]!.id)))
    expect(lines).toMatchObject([{ act: 'action done', why: expect.stringContaining('1,000.00 USD') }])
  })

  test('F95: by a person keeps every rule from placing another for five days, and not on the sixth', async () => {
    const company = await withApprovedHold({ rules: [aRule({ id: 'late', days: 30, acts: [A_HOLD] })] })
    await company.dispatch(MONDAY)
    await company.publish(TUESDAY, [aRule({ id: 'another', days: 30, acts: [{ ...A_HOLD, id: 'again' }] })])
    const api = anApi(database.db, () => somebody(company.id), { clock: clockAt(WEDNESDAY) })
    const [{ id } = { id: '' }] = await holdsOf(company.id)
    await ask(api, 'POST', `/v1/holds/${id}/release`, { body: { why: 'They have called' } })
    const seen: string[] = []
    for (const day of [WEDNESDAY, THURSDAY, '2026-03-20', '2026-03-23', '2026-03-24']) {
      await company.run(day)
      const placed = (await company.actions()).filter(({ kind }) => kind === 'place-credit-hold')
      seen.push(`${day}: ${placed.map(({ ruleId, state }) => `${ruleId} ${state}`).join(', ')}`)
    }
    expect(seen).toEqual([
      ...[WEDNESDAY, THURSDAY, '2026-03-20', '2026-03-23'].map((day) => `${day}: late sent`),
      `2026-03-24: late sent, another awaiting-approval`,
    ])
  })

  test('is not carried out when an invoice has become late since it was planned', async () => {
    const company = await withApprovedHold()
    await company.dispatch(MONDAY)
    await company.importBooks(TUESDAY, paidUp(TUESDAY))
    await company.run(TUESDAY)
    await importOf(company, {
      documents: [anInvoice({ id: 'A-9', customerId: 'heron', entityId: 'us', dueOn: '2026-03-01' })],
    })
    expect(await company.dispatch(TUESDAY)).toMatchObject({ done: 0, cancelled: 1, failed: 0 })
    expect(await holdsOf(company.id)).toMatchObject([{ releasedOn: null }])
  })

  test('that a person has placed stays', async () => {
    const company = await aCompany({ rules: [libraryRule('release-on-payment')] })
    await importOf(company, { holds: [aHold({ id: 'by-hand', customerId: 'heron', placedOn: MONDAY })] })
    await company.importBooks(TUESDAY, paidUp(TUESDAY))
    await company.run(TUESDAY)
    expect(await company.actions()).toEqual([])
    expect(await holdsOf(company.id)).toMatchObject([{ id: 'by-hand', releasedOn: null }])
  })

  test('waiting while a person lifts the hold is cancelled, and not for being paid', async () => {
    const company = await withApprovedHold({
      rules: [libraryRule(THE_RULE), libraryRule('release-on-payment')],
    })
    await company.dispatch(MONDAY)
    await company.importBooks(TUESDAY, paidUp(TUESDAY))
    await company.run(TUESDAY)
    await database.db
      .update(hold)
      .set({ releasedOn: (await holdOf(company))!.plannedOn })
      .where(eq(hold.companyId, company.id))
    await company.run(TUESDAY)
    expect((await company.actions()).filter(({ kind }) => kind === 'release-credit-hold')).toMatchObject([
      { ruleId: 'release-on-payment', state: 'cancelled', stateReason: 'The rule no longer asks for it.' },
    ])
  })
})

function importOf(company: ACompany, records: Partial<Ledger>) {
  return company.importBooks(TUESDAY, aLedger(records), { source: 'by-hand' })
}
