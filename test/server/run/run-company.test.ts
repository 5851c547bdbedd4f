import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { task } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { alert } from '#server/database/rule-tables.ts'
import { saveTemplate } from '#server/mail/save-template.ts'
import { setCompanyMode } from '#server/run/company.ts'
import { runCompany } from '#server/run/run-company.ts'
import {
  aContact,
  aCreditMemo,
  aCustomer,
  aDispute,
  aDunningBlock,
  aLedger,
  anEntity,
  anInvoice,
  aPayment,
  paid,
} from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../../server/database/test-database.ts'
import { anApi, ask, somebody } from '../api/an-api.ts'
import { A_MAIL, aRule, libraryRule, someBooks, THE_RULE, theCompany } from './a-company.ts'

const database = freshDatabase()

const MONDAY = '2026-03-16'
const TUESDAY = '2026-03-17'
const WEDNESDAY = '2026-03-18'

/** A company with `someBooks` and some rules, live unless the test says otherwise. */
async function aCompany({
  mode = 'live' as 'live' | 'test',
  rules = [libraryRule(THE_RULE)],
  settings = {},
  books = someBooks(),
} = {}) {
  const company = theCompany(database.db, await database.aCompany({ mode, settings }))
  await company.importBooks(MONDAY, books)
  await company.publish(MONDAY, rules)
  return company
}

/** A-1 of Heron Supplies paid in full. */
const A_1_PAID = () => aLedger(paid('A-1', { customerId: 'heron', minor: 620_050, on: '2026-03-16' }))

describe('a run', () => {
  test('puts the mail and the hold of a match into the outbox, each with its reason', async () => {
    const company = await aCompany()
    const report = await company.run(MONDAY)
    expect(report.rules).toMatchObject([
      { rule: THE_RULE, counts: { matched: 1 }, planned: 2, kept: 0, cancelled: 0 },
    ])
    const because = [
      { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 30, actual: 44, result: true },
      { fact: 'balance', operator: 'greaterThan', value: '5000.00', actual: '6300.50', result: true },
    ]
    expect(await company.actions()).toMatchObject([
      { stepId: 'hold', kind: 'place-credit-hold', state: 'awaiting-approval', because },
      { stepId: 'mail', kind: 'send-email', state: 'queued', amounts: { USD: 620_050 }, because },
    ])
    expect(await company.messages()).toMatchObject([
      {
        customerId: 'heron',
        state: 'draft',
        totals: { USD: 620_050 },
        to: { address: 'ann@heron.example.com' },
      },
    ])
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
  })

  test('repeated on the same day or the next adds no action, letter or cycle', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    const outbox = async () => [await company.actions(), await company.messages(), await company.cycles()]
    const before = await outbox()
    for (const day of [MONDAY, MONDAY]) {
      const report = await company.run(day)
      expect(report.rules).toMatchObject([{ planned: 0, kept: 2, cancelled: 0 }])
    }
    expect(await outbox()).toEqual(before)
    expect((await company.run(TUESDAY)).rules).toMatchObject([{ planned: 0, kept: 2, cancelled: 0 }])
    const ids = (rows: readonly object[][]) => rows.map((each) => each.map((row) => Reflect.get(row, 'id')))
    expect(ids(await outbox())).toEqual(ids(before))
  })

  test('F4: ten at once plan every act once', async () => {
    const company = await aCompany()
    const reports = await Promise.all(Array.from({ length: 10 }, () => company.run(MONDAY)))
    const planned = reports.map(({ rules }) => rules[0]?.planned).sort()
    expect(planned).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2])
    expect(await company.actions()).toHaveLength(2)
    expect(await company.messages()).toHaveLength(1)
    expect(await company.cycles()).toHaveLength(1)
    expect(await verifyAudit(database.db, company.id)).toMatchObject({ broken: null })
  })

  test('of an edited rule plans nothing a second time', async () => {
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })] })
    await company.run(MONDAY)
    const params = { template: 'reminder-final', to: 'escalation' }
    await company.publish(TUESDAY, [
      aRule({ id: 'late', name: 'Very late', days: 31, acts: [{ ...A_MAIL, params }] }),
    ])
    expect((await company.run(TUESDAY)).rules).toMatchObject([{ planned: 0, kept: 1 }])
    expect(await company.actions()).toHaveLength(1)
  })

  test('of a live company on another day than today is refused', async () => {
    const company = await aCompany()
    const order = {
      companyId: company.id,
      asOf: calendarDate(TUESDAY),
      trigger: 'manual',
      actor: 'ann',
    } as const
    await expect(runCompany(database.db, { ...order, clock: clockAt(MONDAY) })).rejects.toThrow(
      'it is live, and today is 2026-03-16',
    )
    expect(await company.actions()).toEqual([])
  })

  test('in test mode leaves everything planned, and leaving test mode voids it', async () => {
    const company = await aCompany({ mode: 'test' })
    await company.run(MONDAY)
    expect((await company.actions()).map(({ state }) => state)).toEqual(['planned', 'planned'])
    const { voided } = await setCompanyMode(database.db, {
      companyId: company.id,
      mode: 'live',
      actor: 'ann',
      now: clockAt(MONDAY).now(),
      why: 'We have seen enough',
    })
    expect(voided).toBe(2)
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'The company went from test to live.' },
      { state: 'cancelled', stateReason: 'The company went from test to live.' },
    ])
    expect((await company.messages()).map(({ state }) => state)).toEqual(['void'])
    await company.run(MONDAY)
    expect((await company.actions()).map(({ state }) => state).sort()).toEqual([
      'awaiting-approval',
      'cancelled',
      'cancelled',
      'queued',
    ])
    expect((await company.messages()).map(({ state }) => state).sort()).toEqual(['draft', 'void'])
  })

  test('of a company whose people work alone queues the hold unless its rule asks for approval', async () => {
    const rule = aRule({
      id: 'hold',
      days: 30,
      acts: [{ id: 'hold', action: 'place-credit-hold', params: { reason: '30 days overdue' } }],
    })
    const alone = await aCompany({ rules: [rule], settings: { soloMode: true } })
    await alone.run(MONDAY)
    expect((await alone.actions()).map(({ state }) => state)).toEqual(['queued'])
    const two = await aCompany({ rules: [rule] })
    await two.run(MONDAY)
    expect((await two.actions()).map(({ state }) => state)).toEqual(['awaiting-approval'])
  })

  test('of a rule in monitor mode counts and records decisions, and plans nothing', async () => {
    const company = await aCompany({ rules: [] })
    await company.publish(MONDAY, [libraryRule(THE_RULE)], 'monitor')
    const report = await company.run(MONDAY)
    expect(report.rules).toMatchObject([{ state: 'monitor', counts: { matched: 1, actions: 2 }, planned: 0 }])
    expect(await company.actions()).toEqual([])
    expect(await company.cycles()).toEqual([])
  })

  test('of a rule in monitor mode takes nothing from the rules that are live', async () => {
    const live = aRule({ id: 'live', days: 30, policy: { priority: 10 }, acts: [A_MAIL] })
    const escalation = { template: 'reminder-final', to: 'executive' }
    const watched = aRule({
      id: 'watched',
      days: 30,
      policy: { priority: 90 },
      acts: [{ ...A_MAIL, params: escalation }],
    })
    const company = await aCompany({ rules: [live] })
    await company.publish(MONDAY, [watched], 'monitor')
    await company.run(MONDAY)
    expect(await company.actions()).toMatchObject([{ ruleId: 'live', state: 'queued' }])
  })
})

describe('what waits in the outbox', () => {
  test('is cancelled once the invoice is paid', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    await company.importBooks(TUESDAY, A_1_PAID())
    expect((await company.run(TUESDAY)).rules).toMatchObject([{ counts: { matched: 0 }, cancelled: 2 }])
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'Paid: nothing is overdue any more.' },
      { state: 'cancelled', stateReason: 'Paid: nothing is overdue any more.' },
    ])
    expect(await company.messages()).toMatchObject([{ state: 'void' }])
    expect(await company.cycles()).toMatchObject([{ number: 1, state: 'closed', closedOn: TUESDAY }])
  })

  test('and is not wanted any more, though something is overdue, says so and does not say "paid"', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    await company.importBooks(
      TUESDAY,
      aLedger({
        documents: [
          anInvoice({
            id: 'A-1',
            customerId: 'heron',
            entityId: 'us',
            totalMinor: 620_050,
            openMinor: 400_000,
            openOn: TUESDAY,
            dueOn: '2026-01-31',
          }),
        ],
      }),
    )
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'The rule no longer asks for it.' },
      { state: 'cancelled', stateReason: 'The rule no longer asks for it.' },
    ])
  })

  test('and is held back meanwhile is cancelled for that reason, and planned anew once it may go', async () => {
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })] })
    await company.run(MONDAY)
    const block = aDunningBlock({ customerId: 'heron', from: TUESDAY, until: WEDNESDAY })
    await company.importBooks(TUESDAY, aLedger({ blocks: [block] }))
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: 'A dunning block says not to chase this customer.' },
    ])
    await company.run(WEDNESDAY)
    expect((await company.actions()).map(({ state, cycle }) => [state, cycle])).toEqual([
      ['cancelled', 1],
      ['queued', 1],
    ])
    expect((await company.messages()).map(({ state }) => state)).toEqual(['void', 'draft'])
  })

  test('asks for what is open today: the letter, the action and the table say the same', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    await company.importBooks(
      TUESDAY,
      aLedger(paid('A-1', { customerId: 'heron', minor: 50_050, on: TUESDAY })),
    )
    await company.run(TUESDAY)
    const [hold, mail] = await company.actions()
    expect(mail).toMatchObject({ stepId: 'mail', state: 'queued', amounts: { USD: 570_000 } })
    expect(hold).toMatchObject({ stepId: 'hold', state: 'awaiting-approval' })
    const letters = await company.messages()
    expect(letters).toMatchObject([{ state: 'draft', totals: { USD: 570_000 } }])
    expect(letters[0]?.text).toContain('Please pay 5,700.00 USD')
  })

  test('shows the numbers it is wanted for today', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    await company.run(TUESDAY)
    const [hold] = await company.actions()
    expect(hold).toMatchObject({ plannedOn: MONDAY, because: [{ fact: 'daysOverdue', actual: 45 }, {}] })
    expect(hold?.reason).toContain('45')
  })

  test('of a rule that does not run any more is cancelled', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    await company.publish(TUESDAY, [libraryRule(THE_RULE)], 'monitor')
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([
      { state: 'cancelled', stateReason: `The rule "${THE_RULE}" is not live any more.` },
      { state: 'cancelled', stateReason: `The rule "${THE_RULE}" is not live any more.` },
    ])
    expect(await company.messages()).toMatchObject([{ state: 'void' }])
  })

  test('of one company is not touched by the run of another', async () => {
    const [one, other] = [await aCompany(), await aCompany()]
    await one.run(MONDAY)
    await other.run(MONDAY)
    await one.importBooks(TUESDAY, A_1_PAID())
    await one.run(TUESDAY)
    expect((await other.actions()).map(({ state }) => state)).toEqual(['awaiting-approval', 'queued'])
    expect(await other.messages()).toMatchObject([{ state: 'draft' }])
  })
})

describe('approval', () => {
  test('survives while the same act is still decided', async () => {
    const company = await aCompany()
    await company.run(MONDAY)
    const [hold] = await company.actions()
    await company.approve(MONDAY, hold!.id)
    await company.run(TUESDAY)
    expect((await company.actions())[0]).toMatchObject({ stepId: 'hold', state: 'queued', approvedBy: 'bob' })
  })

  test('goes back when the rule has other params than the person has seen', async () => {
    const holdFor = (reason: string) =>
      aRule({ id: 'hold', days: 30, acts: [{ id: 'hold', action: 'place-credit-hold', params: { reason } }] })
    const company = await aCompany({ rules: [holdFor('30 days overdue')] })
    await company.run(MONDAY)
    await company.approve(MONDAY, (await company.actions())[0]!.id)
    await company.publish(TUESDAY, [holdFor('Seriously late')])
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([
      { state: 'awaiting-approval', approvedBy: null, ruleVersion: 2, params: { reason: 'Seriously late' } },
    ])
  })

  test('is asked for once a queued act needs it', async () => {
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })] })
    await company.run(MONDAY)
    await company.publish(TUESDAY, [
      aRule({ id: 'late', days: 30, acts: [{ ...A_MAIL, approval: 'required' }] }),
    ])
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([{ state: 'awaiting-approval' }])
  })

  test('of a mail goes back when it asks for more than was approved, and stays when for less', async () => {
    const company = await aCompany({
      rules: [aRule({ id: 'late', days: 30, acts: [{ ...A_MAIL, approval: 'required' }] })],
    })
    await company.run(MONDAY)
    await company.approve(MONDAY, (await company.actions())[0]!.id)
    await company.importBooks(TUESDAY, aLedger(paid('A-1', { customerId: 'heron', minor: 50, on: TUESDAY })))
    await company.run(TUESDAY)
    expect(await company.actions()).toMatchObject([{ state: 'queued', amounts: { USD: 620_000 } }])
    const more = anInvoice({
      id: 'A-3',
      customerId: 'heron',
      entityId: 'us',
      totalMinor: 100,
      dueOn: '2026-03-01',
    })
    await company.importBooks(WEDNESDAY, aLedger({ documents: [more] }))
    await company.run(WEDNESDAY)
    expect(await company.actions()).toMatchObject([
      { state: 'awaiting-approval', approvedBy: null, amounts: { USD: 620_100 } },
    ])
  })
})

describe('letters', () => {
  test('of two rules to one contact are one letter, by the template of the higher priority', async () => {
    const second = { template: 'reminder-second', to: 'billing' }
    const company = await aCompany({
      rules: [
        aRule({ id: 'low', days: 14, policy: { priority: 10 }, acts: [{ ...A_MAIL, params: second }] }),
        aRule({ id: 'high', days: 30, policy: { priority: 90 }, acts: [A_MAIL] }),
      ],
    })
    await company.run(MONDAY)
    const [letter, ...others] = (await company.messages()).filter(({ customerId }) => customerId === 'heron')
    expect(others).toEqual([])
    expect(letter).toMatchObject({ template: 'overdue-30', totals: { USD: 620_050 } })
    const merged = (await company.actions()).filter(({ customerId }) => customerId === 'heron')
    expect(merged.map(({ ruleId }) => ruleId)).toEqual(['high', 'low'])
    for (const { id } of merged)
      expect((await company.lettersOf(id)).map((each) => each.id)).toEqual([letter?.id])
  })

  test('of an action about two legal entities are two, and each is found from the action', async () => {
    const company = await aCompany({ rules: [aRule({ id: 'late', days: 30, acts: [A_MAIL] })] })
    await company.importBooks(
      MONDAY,
      aLedger({
        entities: [anEntity({ id: 'de', name: 'Dunlin GmbH' })],
        documents: [
          anInvoice({
            id: 'D-1',
            customerId: 'heron',
            entityId: 'de',
            totalMinor: 5_000,
            dueOn: '2026-01-31',
          }),
        ],
      }),
    )
    await company.run(MONDAY)
    const [mail] = (await company.actions()).filter(({ customerId }) => customerId === 'heron')
    const letters = await company.lettersOf(mail!.id)
    expect(letters.map(({ entityId, totals }) => [entityId, totals])).toEqual([
      ['de', { USD: 5_000 }],
      ['us', { USD: 620_050 }],
    ])
    expect(mail?.amounts).toEqual({ USD: 625_050 })
  })

  test('merge on a later day too: a rule that joins takes the waiting letter over and leaves no second draft', async () => {
    const second = { template: 'reminder-second', to: 'billing' }
    const company = await aCompany({
      rules: [
        aRule({ id: 'low', days: 14, policy: { priority: 10 }, acts: [{ ...A_MAIL, params: second }] }),
        aRule({ id: 'high', days: 45, policy: { priority: 90 }, acts: [A_MAIL] }),
      ],
    })
    await company.run(MONDAY)
    await company.run(TUESDAY)
    const drafts = (await company.messages()).filter(
      ({ customerId, state }) => customerId === 'heron' && state === 'draft',
    )
    expect(drafts).toMatchObject([{ template: 'overdue-30', totals: { USD: 620_050 } }])
    const waiting = (await company.actions()).filter(({ customerId }) => customerId === 'heron')
    expect(waiting).toHaveLength(2)
    for (const { id } of waiting)
      expect((await company.lettersOf(id)).map((each) => each.id)).toEqual([drafts[0]?.id])
  })

  test('of rules that run at different hours of a day are one letter all the same', async () => {
    const second = { template: 'reminder-second', to: 'billing' }
    const company = await aCompany({
      rules: [
        aRule({ id: 'early', days: 14, policy: { priority: 10 }, acts: [{ ...A_MAIL, params: second }] }),
        aRule({ id: 'late', days: 30, policy: { priority: 90 }, acts: [A_MAIL] }),
      ],
    })
    expect((await company.run(MONDAY, ['early'])).rules.map(({ rule }) => rule)).toEqual(['early'])
    expect((await company.actions()).map(({ ruleId }) => ruleId)).toEqual(['early', 'early'])
    expect((await company.run(MONDAY, ['late'])).rules.map(({ rule }) => rule)).toEqual(['late'])
    const drafts = (await company.messages()).filter(({ state }) => state === 'draft')
    expect(drafts.map(({ customerId, template }) => [customerId, template])).toEqual([
      ['heron', 'overdue-30'],
      ['plover', 'reminder-second'],
    ])
    await company.run(MONDAY, ['early'])
    const again = (await company.messages()).filter(({ state }) => state === 'draft')
    expect(again.map(({ id }) => id)).toEqual(drafts.map(({ id }) => id))
  })

  test('put off for another contact are not sent by a rule that runs an hour later', async () => {
    const executive = { template: 'reminder-final', to: 'executive' }
    const company = await aCompany({
      rules: [
        aRule({ id: 'first', days: 30, policy: { priority: 90 }, acts: [A_MAIL] }),
        aRule({ id: 'then', days: 30, policy: { priority: 10 }, acts: [{ ...A_MAIL, params: executive }] }),
      ],
      books: aLedger(someBooks(), {
        contacts: [aContact({ customerId: 'heron', role: 'executive', email: 'boss@heron.example.com' })],
      }),
    })
    await company.run(MONDAY, ['first'])
    await company.run(MONDAY, ['then'])
    expect(await company.actions()).toMatchObject([{ ruleId: 'first', state: 'queued' }])
  })

  test('about invoices of several dunning levels are one letter at the highest level', async () => {
    const invoice = (id: string, dueOn: string) =>
      anInvoice({ id, customerId: 'heron', entityId: 'us', totalMinor: 10_000, dueOn })
    const company = await aCompany({
      rules: [libraryRule('invoice-ladder')],
      books: aLedger({
        entities: [anEntity()],
        customers: [aCustomer({ id: 'heron', name: 'Heron Supplies' })],
        contacts: [aContact({ id: 'k1', customerId: 'heron', email: 'ann@heron.example.com' })],
        documents: [invoice('I-1', '2026-03-11'), invoice('I-2', '2026-02-01'), invoice('I-3', '2026-02-26')],
      }),
    })
    await company.run(MONDAY)
    expect((await company.actions()).map(({ subjectId, stepId }) => [subjectId, stepId]).sort()).toEqual([
      ['I-1', 'first'],
      ['I-2', 'final'],
      ['I-3', 'second'],
    ])
    expect(await company.messages()).toMatchObject([{ template: 'reminder-final', totals: { USD: 30_000 } }])
  })

  test('name no line of another customer, even at the same address', async () => {
    const books = someBooks()
    const shared = books.contacts.map((contact) => ({ ...contact, email: 'accounts@group.example.com' }))
    const company = await aCompany({
      rules: [aRule({ id: 'late', days: 10, acts: [A_MAIL] })],
      books: { ...books, contacts: shared },
    })
    await company.run(MONDAY)
    const letters = await company.messages()
    expect(letters).toHaveLength(2)
    const [heron, plover] = letters
    for (const part of [heron?.text, heron?.html, JSON.stringify(heron?.lines)]) {
      expect(part).toContain('A-1')
      expect(part).not.toMatch(/B-1|Plover/)
    }
    for (const part of [plover?.text, plover?.html, JSON.stringify(plover?.lines)]) {
      expect(part).toContain('B-1')
      expect(part).not.toMatch(/A-1|Heron/)
    }
  })

  test('to one customer about two entities are two, each with its own lines and name', async () => {
    const company = await aCompany({
      rules: [aRule({ id: 'late', days: 10, acts: [A_MAIL] })],
      books: aLedger({
        entities: [
          anEntity({ id: 'us', name: 'Dunlin Inc.' }),
          anEntity({ id: 'de', name: 'Dunlin GmbH', currency: 'EUR' }),
        ],
        contacts: [aContact({ customerId: 'heron', email: 'ann@heron.example.com' })],
        documents: [
          anInvoice({ id: 'US-1', customerId: 'heron', entityId: 'us', totalMinor: 10_000 }),
          anInvoice({ id: 'DE-1', customerId: 'heron', entityId: 'de', totalMinor: 7_000, currency: 'EUR' }),
          aCreditMemo({
            id: 'DE-C',
            customerId: 'heron',
            entityId: 'de',
            totalMinor: 2_000,
            currency: 'EUR',
          }),
        ],
      }),
    })
    await company.run(MONDAY)
    expect(await company.actions()).toMatchObject([{ stepId: 'mail', amounts: { USD: 10_000, EUR: 5_000 } }])
    const letters = await company.messages()
    expect(letters.map(({ entityId, totals }) => [entityId, totals])).toEqual([
      ['de', { EUR: 5_000 }],
      ['us', { USD: 10_000 }],
    ])
    expect(letters[0]?.text).toMatch(/Kind regards\nDunlin GmbH$/)
    expect(letters[0]?.text).not.toContain('US-1')
  })
})

test('a letter that cannot be written holds back itself alone, and people are alerted', async () => {
  const company = await aCompany({ rules: [aRule({ id: 'late', days: 10, acts: [A_MAIL] })] })
  await company.importBooks(
    MONDAY,
    aLedger({ customers: [aCustomer({ id: 'plover', name: 'Plover & Sons', language: 'de' })] }),
  )
  // It promises a link that the company has not set.
  await saveTemplate(database.db, {
    companyId: company.id,
    name: 'overdue-30',
    language: 'de',
    baseVersion: 0,
    subject: 'Offen: {{ totals }}',
    body: '{{ table }}\n\n{{ paymentLink }}',
    attachStatement: false,
    invoiceCopies: 'none',
    actor: 'ann',
    now: clockAt(MONDAY).now(),
    why: 'Payment by link.',
  })
  await company.run(MONDAY)
  expect((await company.actions()).map(({ customerId, state }) => [customerId, state])).toEqual([
    ['heron', 'queued'],
    ['plover', 'cancelled'],
  ])
  expect((await company.messages()).map(({ customerId, state }) => [customerId, state])).toEqual([
    ['heron', 'draft'],
  ])
  const alerts = await database.db
    .select()
    .from(alert)
    .where(eq(alert.companyId, company.id))
    .orderBy(alert.id)
  expect(alerts).toMatchObject([
    { kind: 'letter-held-back', customerId: 'plover', text: expect.stringContaining('paymentLink') },
    { kind: 'template-changed' },
  ])
})

test('F26: where credit that nobody has applied covers what is overdue nothing is asked for, and one task asks to apply it', async () => {
  const { customers, ...others } = someBooks()
  const owned = customers.map((each) => ({ ...each, owner: 'Olga' }))
  const covers = aCreditMemo({ customerId: 'plover', totalMinor: 90_000 })
  const small = aPayment({ customerId: 'heron', minor: 620_049, receivedOn: MONDAY })
  const books = aLedger(
    { ...others, customers: owned },
    {
      customers: [aCustomer({ id: 'wren', name: 'Wren' })],
      documents: [covers, anInvoice({ customerId: 'wren', dueOn: '2026-03-31' })],
      payments: [small],
    },
  )
  const company = await aCompany({
    books,
    rules: [aRule({ id: 'late', name: 'Late', days: 0, acts: [A_MAIL] })],
  })
  await company.run(MONDAY)
  await company.run(TUESDAY)
  // One cent is left to be asked of Heron Supplies, and of Wren nothing is late.
  expect((await company.messages()).map(({ customerId, totals }) => [customerId, totals])).toEqual([
    ['heron', { USD: 1 }],
  ])
  const asked = await database.db.select().from(task).where(eq(task.companyId, company.id))
  expect(asked).toMatchObject([
    {
      customerId: 'plover',
      assignee: 'Olga',
      title: 'Open credits are waiting to be applied',
      detail: expect.stringContaining('"Late" asks Plover & Sons for nothing'),
      state: 'open',
    },
  ])
})

test('F16: what is disputed is out of what a letter asks for, and the action names it, in German too', async () => {
  const overdue = { customerId: 'heron', entityId: 'us', totalMinor: 5_000, dueOn: '2026-02-27' }
  const books = aLedger(someBooks(), {
    documents: [anInvoice({ id: 'A-3', ...overdue }), anInvoice({ id: 'A-4', ...overdue })],
    disputes: [
      aDispute({ customerId: 'heron', documentId: 'A-1', openedOn: '2026-03-02' }),
      aDispute({ customerId: 'heron', documentId: 'A-4', openedOn: '2026-03-02', minor: 2_000 }),
    ],
  })
  const company = await aCompany({ books, rules: [aRule({ id: 'late', days: 10, acts: [A_MAIL] })] })
  await company.run(MONDAY)
  const [letter] = await company.messages()
  expect(letter).toMatchObject({
    customerId: 'heron',
    totals: { USD: 8_000 },
    lines: [
      { number: 'A-3', minor: 5_000 },
      { number: 'A-4', minor: 3_000 },
    ],
  })
  const reasonIn = async (language: string) => {
    const api = anApi(database.db, () => somebody(company.id))
    const asked = await ask(api, 'GET', '/v1/actions?customer=heron', {
      headers: { 'accept-language': language },
    })
    return asked.json.actions.map(({ reason }: { reason: string }) => reason)
  }
  expect(await reasonIn('en')).toEqual([
    'Days overdue is 44. Left out, since they are disputed: A-1.\nAsked for without the part that is disputed: A-4.',
  ])
  expect(await reasonIn('de')).toEqual([
    expect.stringMatching(
      / 44\. Weggelassen, weil strittig: A-1\. Angemahnt ohne den strittigen Teil: A-4\.$/,
    ),
  ])
})
