import { and, asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '#engine/ledger.ts'
import { action, charge, message, note, task } from '#server/database/action-tables.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import { block, contactEvent, customer, dispute } from '#server/database/ledger-tables.ts'
import { ledgerEvent, rule } from '#server/database/rule-tables.ts'
import { runEvents } from '#server/events/run-events.ts'
import { companyById } from '#server/run/company.ts'
import { aLedger, aPayment } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, type ACompany, aRule, someBooks, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
let heron: ACompany

beforeEach(async () => {
  await database.db.update(ledgerEvent).set({ handledAt: clockAt('2026-03-01').now() })
  await database.db.update(rule).set({ state: 'retired' })
  heron = theCompany(database.db, await database.aCompany({ timeZone: 'America/New_York', mode: 'live' }))
  await heron.importBooks('2026-03-16', someBooks())
})

/** Rules that do these acts to Heron Supplies, 30 days overdue, run and dispatched on the 16th. */
async function heronGets(...acts: Record<string, unknown>[]) {
  await heron.publish('2026-03-16', [aRule({ id: 'late', days: 30, acts })])
  await heron.run('2026-03-16')
  await heron.dispatch('2026-03-16')
}

const of = <T extends { companyId: unknown }>(table: T) => eq(table.companyId as never, heron.id as never)

describe('acts that stay in the house', () => {
  test('pause chasing stops letters to the customer until the pause ends', async () => {
    await heronGets({ id: 'pause', action: 'pause-chasing', params: { days: 7, reason: 'asked for time' } })
    const [paused] = await database.db.select().from(block).where(of(block))
    expect(paused).toMatchObject({
      kind: 'pause',
      customerId: 'heron',
      from: '2026-03-16',
      until: '2026-03-23',
    })
    await heron.publish('2026-03-17', [aRule({ id: 'mail', days: 30, acts: [A_MAIL] })])
    await heron.run('2026-03-17', ['mail'])
    expect((await heron.actions()).filter(({ ruleId }) => ruleId === 'mail')).toEqual([])
    await heron.run('2026-03-23', ['mail'])
    expect((await heron.actions()).filter(({ ruleId }) => ruleId === 'mail')).toHaveLength(1)
  })

  test('a call is written down and counts as our being in touch', async () => {
    await heronGets({ id: 'call', action: 'log-call', params: { text: 'nobody there' } })
    expect(await database.db.select().from(note).where(of(note))).toMatchObject([{ kind: 'call' }])
    expect(await database.db.select().from(contactEvent).where(of(contactEvent))).toMatchObject([
      { kind: 'call', customerId: 'heron', on: '2026-03-16' },
    ])
  })

  test('an owner and a segment are given to the customer', async () => {
    await heronGets(
      { id: 'owner', action: 'assign-owner', params: { owner: 'maria' } },
      { id: 'segment', action: 'assign-segment', params: { segment: 'late' } },
    )
    const [found] = await database.db
      .select()
      .from(customer)
      .where(and(of(customer), eq(customer.id, 'heron')))
    expect(found).toMatchObject({ owner: 'maria', segment: 'late' })
  })

  test('a dispute is opened once, and those who wait for disputes hear of it', async () => {
    const opens = aRule({
      id: 'contest',
      days: 30,
      subject: 'invoice',
      acts: [{ id: 'open', action: 'open-dispute', params: { reason: 'short delivery' } }],
    })
    await heron.publish('2026-03-16', [opens])
    await heron.run('2026-03-16')
    await heron.dispatch('2026-03-16')
    expect(await database.db.select().from(dispute).where(of(dispute))).toMatchObject([
      { documentId: 'A-1', openedOn: '2026-03-16', reason: 'short delivery' },
    ])
    expect(await database.db.select().from(ledgerEvent).where(of(ledgerEvent))).toMatchObject([
      { kind: 'dispute-opened', documentId: 'A-1', values: { currency: 'USD', reason: 'short delivery' } },
    ])
  })

  test('a task goes to whoever of the role has the fewest, and is not given twice while it is open', async () => {
    for (const [id, name] of [
      ['u1', 'Ann Admin'],
      ['u2', 'Bea Admin'],
    ] as const) {
      const email = `${id}@${heron.id}.example.com`
      await database.db
        .insert(authUser)
        .values({ id: `${heron.id}-${id}`, name, email, createdAt: new Date(0), updatedAt: new Date(0) })
      const joined = { role: 'admin' as const, createdAt: clockAt('2026-03-16').now(), createdBy: 'test' }
      await database.db.insert(member).values({ companyId: heron.id, userId: `${heron.id}-${id}`, ...joined })
    }
    const call = (id: string) => ({
      id,
      action: 'create-task',
      params: { title: id, dueInDays: 2, assignee: { role: 'admin' } },
    })
    await heronGets(call('one'), call('two'))
    const tasks = await database.db.select().from(task).where(of(task)).orderBy(asc(task.title))
    // Which of the two comes first is nobody's concern.
    expect(tasks.map(({ assignee }) => assignee).sort()).toEqual(['Ann Admin', 'Bea Admin'])
    expect(tasks.map(({ dueOn }) => dueOn)).toEqual(['2026-03-18', '2026-03-18'])
  })

  test('a wait for a task ends on the day it is done, and at the latest after its days', async () => {
    const steps = [
      { id: 'ask', do: 'act', action: 'create-task', params: { title: 'Call them' } },
      { id: 'wait', do: 'wait', days: 10, until: { taskDone: 'ask' } },
      { id: 'note', do: 'act', action: 'add-note', params: { text: 'went on' } },
    ]
    await heron.publish('2026-03-16', [aRule({ id: 'late', days: 30, acts: [], steps })])
    await heron.run('2026-03-16')
    await heron.dispatch('2026-03-16')
    const notesOn = async (day: string) => {
      await heron.run(day)
      await heron.dispatch(day)
      return (await database.db.select().from(note).where(of(note))).map(({ customerId }) => customerId)
    }
    expect(await notesOn('2026-03-18')).toEqual([])
    await database.db
      .update(task)
      .set({ state: 'done', closedAt: clockAt('2026-03-18').now(), closedBy: 'ann' })
      .where(and(of(task), eq(task.customerId, 'heron')))
    expect(await notesOn('2026-03-19')).toEqual(['heron'])
    expect((await notesOn('2026-03-26')).sort()).toEqual(['heron', 'plover'])
  })
})

describe('a finance charge', () => {
  const charges = () => database.db.select().from(charge).where(of(charge))
  const interest = {
    id: 'interest',
    action: 'finance-charge',
    params: { ratePerYear: '8', period: 'month' },
    every: { days: 1 },
    times: 100,
  }

  test('F2: is drafted once for each invoice and period, however often the rule comes to it', async () => {
    await heron.publish('2026-03-16', [aRule({ id: 'late', days: 30, acts: [interest] })])
    for (const day of ['2026-03-16', '2026-03-17', '2026-03-18']) {
      await heron.run(day)
      await heron.dispatch(day)
    }
    // 6,200.50 USD for 44 days at 8 percent: 59.796...
    expect(await charges()).toMatchObject([
      { documentId: 'A-1', period: '2026-03', currency: 'USD', minor: 5_980, state: 'draft' },
    ])
    await heron.run('2026-04-01')
    await heron.dispatch('2026-04-01')
    // 16 more days; what became due yesterday is one day late.
    expect(
      (await charges()).map(({ documentId, period, minor }) => [documentId, period, minor]).sort(),
    ).toEqual([
      ['A-1', '2026-03', 5_980],
      ['A-1', '2026-04', 2_174],
      ['A-2', '2026-04', 2],
      ['B-1', '2026-04', 612],
    ])
  })

  test('is never made on what is disputed', async () => {
    const contested: Partial<Ledger> = {
      disputes: [
        {
          id: 'D',
          customerId: 'heron',
          documentId: 'A-1',
          openedOn: '2026-03-16',
        } as Ledger['disputes'][number],
      ],
    }
    await heron.importBooks('2026-03-16', aLedger({ entities: [], customers: [] }, contested))
    await heronGets(interest)
    expect(await charges()).toEqual([])
    expect(await heron.actions()).toEqual([])
  })
})

describe('letters that ask for nothing', () => {
  test('a statement lists what is not due yet too, and goes while chasing is paused', async () => {
    await heronGets({ id: 'pause', action: 'pause-chasing', params: { days: 7, reason: 'time' } })
    const statement = { id: 'st', action: 'send-statement', params: { template: 'reminder-first' } }
    await heron.publish('2026-03-17', [aRule({ id: 'statement', days: 30, acts: [statement] })])
    await heron.run('2026-03-17', ['statement'])
    const letters = (await heron.messages()).filter(({ kind }) => kind === 'statement')
    expect(letters).toMatchObject([{ customerId: 'heron', totals: { USD: 630_050 } }])
  })

  test('a receipt names the payment and merges with nothing', async () => {
    const receipt = { id: 'thanks', action: 'send-receipt', params: { template: 'reminder-first' } }
    const thanks = aRule({ id: 'thanks', days: 0, acts: [receipt], trigger: { on: 'payment-received' } })
    await heron.publish('2026-03-16', [thanks])
    const payments = ['P-1', 'P-2'].map((id) =>
      aPayment({ id, customerId: 'heron', minor: 10_000, receivedOn: '2026-03-17', reference: `pay ${id}` }),
    )
    await heron.importBooks('2026-03-17', aLedger({ entities: [], customers: [] }, { payments }))
    await runEvents(database.db, clockAt('2026-03-17'))
    const letters = await heron.messages()
    expect(letters.map(({ kind, totals, text }) => [kind, totals, /pay P-\d/.exec(text)?.[0]])).toEqual([
      ['receipt', { USD: 10_000 }, 'pay P-1'],
      ['receipt', { USD: 10_000 }, 'pay P-2'],
    ])
  })

  test('a mail to colleagues goes to them and never to the customer; to nobody it is cancelled with the reason', async () => {
    const email = `boss@${heron.id}.example.com`
    const at = { createdAt: clockAt('2026-03-16').now() }
    await database.db
      .insert(authUser)
      .values({ id: `${heron.id}-boss`, name: 'Boss', email, createdAt: new Date(0), updatedAt: new Date(0) })
    await database.db
      .insert(member)
      .values({ companyId: heron.id, userId: `${heron.id}-boss`, role: 'approver', ...at, createdBy: 'test' })
    const mail = (id: string, role: string) => ({
      id,
      action: 'send-internal-mail',
      params: { to: [{ role }], subject: 'Look', text: 'Please look at this <customer>.' },
    })
    await heronGets(mail('boss', 'approver'), mail('nobody', 'viewer'))
    const letters = await heron.messages()
    expect(letters.filter(({ state }) => state === 'draft')).toMatchObject([
      { kind: 'internal', to: { address: email }, subject: 'Look' },
    ])
    expect(letters[0]?.html).toContain('&lt;customer&gt;')
    const actions = await heron.actions()
    expect(actions.find(({ stepId }) => stepId === 'nobody')).toMatchObject({ state: 'cancelled' })
  })
})

test('a hold that follows a warning only once that was delivered waits until the mail server has taken it', async () => {
  const { settings } = await companyById(database.db, heron.id)
  await database.db
    .update(companyTable)
    .set({ settings: { ...settings, soloMode: true } })
    .where(eq(companyTable.id, heron.id))
  const warnThenHold = aRule({
    id: 'warn-then-hold',
    days: 30,
    acts: [],
    steps: [
      { id: 'warn', do: 'act', action: 'send-email', params: A_MAIL.params },
      {
        id: 'delivered',
        do: 'decide',
        branches: [
          {
            id: 'yes',
            when: {
              fact: 'stepOutcome',
              params: { rule: 'warn-then-hold', step: 'warn' },
              operator: 'equal',
              value: 'delivered',
            },
            steps: [{ id: 'hold', do: 'act', action: 'place-credit-hold', params: { reason: 'late' } }],
          },
        ],
      },
    ],
    policy: { audience: { all: [{ fact: 'customerId', operator: 'equal', value: 'heron' }] } },
  })
  await heron.publish('2026-03-16', [warnThenHold])
  await heron.run('2026-03-16')
  const holds = async () => (await heron.actions()).filter(({ kind }) => kind === 'place-credit-hold')
  const [warning] = await heron.actions()
  const [letter] = await heron.messages()
  const sentAt = clockAt('2026-03-16').now()
  await database.db
    .update(action)
    .set({ state: 'sent', doneOn: warning!.plannedOn })
    .where(and(of(action), eq(action.id, warning!.id)))
  await database.db
    .update(message)
    .set({ state: 'sent', sentAt })
    .where(and(of(message), eq(message.id, letter!.id)))
  await heron.run('2026-03-17')
  expect(await holds()).toEqual([])
  await database.db
    .update(message)
    .set({ deliveredAt: sentAt })
    .where(and(of(message), eq(message.id, letter!.id)))
  await heron.run('2026-03-18')
  expect(await holds()).toHaveLength(1)
})
