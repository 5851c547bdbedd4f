import { beforeAll, describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { runRuleTests } from '#engine/evaluate-given.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { PreviewFilter } from '#engine/preview.ts'
import type { PreviewChange } from '#engine/preview-outcome.ts'
import { mailTemplateNames } from '#rules-library/load.ts'
import { previewRule } from '#server/books/preview-rule.ts'
import { aCustomer, aLedger, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { A_MAIL, A_TASK, aRuleBook, type RuleBook, written } from '../rules/rule-book.ts'
import { someBooks } from '../run/a-company.ts'

const database = freshDatabase()
let book: RuleBook
/** Two branches and those whom none takes; Silent has nobody to write to, and Tern owes in two currencies. */
const DOCUMENT = {
  ...written(),
  steps: [
    {
      id: 'd',
      do: 'decide',
      branches: [
        {
          id: 'severe',
          when: { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 40 },
          steps: [A_MAIL],
        },
        { id: 'mild', when: { fact: 'daysOverdue', operator: 'greaterThanInclusive', value: 10 }, steps: [] },
      ],
      otherwise: [A_TASK],
    },
  ],
}

beforeAll(async () => {
  book = await aRuleBook(database, {
    ledger: aLedger(someBooks(), {
      customers: [aCustomer({ id: 'silent', name: 'Silent Ltd' }), aCustomer({ id: 'tern', name: 'Tern' })],
      documents: [
        anInvoice({ id: 'S-1', customerId: 'silent', dueOn: '2026-01-31' }),
        anInvoice({ id: 'T-1', customerId: 'tern', dueOn: '2026-03-12', totalMinor: 123_457 }),
        anInvoice({ id: 'T-2', customerId: 'tern', dueOn: '2026-04-12', totalMinor: 99, currency: 'EUR' }),
      ],
    }),
  })
})

const look = async (filter: PreviewFilter, document: unknown = DOCUMENT, asOf = '2026-03-16') =>
  previewRule(database.db, {
    companyId: book.companyId,
    ruleId: 'late',
    document,
    books: await book.books(),
    asOf: calendarDate(asOf),
    now: clockAt(asOf).now(),
    today: calendarDate('2026-03-16'),
    filter,
  })

describe('every figure of a preview', () => {
  test('opens exactly the records behind it, whose sums are its sum to the cent', async () => {
    const { counts, totals, heldBack } = await look({})
    const doors: [PreviewFilter, { count: number; open: Readonly<Record<string, number>> }][] = [
      ...counts.branches.map(({ id, taken }) => [{ branch: id }, taken] as [PreviewFilter, typeof taken]),
      ...counts.otherwise.map((each) => [{ otherwise: each.id }, each] as [PreviewFilter, typeof each]),
      ...counts.steps.map((each) => [{ step: each.id }, each] as [PreviewFilter, typeof each]),
      ...heldBack.map((each) => [{ heldBack: each.reason }, each] as [PreviewFilter, typeof each]),
      [{ outcome: 'acted' }, totals.acted],
      [{ outcome: 'held-back' }, totals['held-back']],
      [{ outcome: 'not-matched' }, totals['not-matched']],
    ]
    for (const [filter, figure] of doors) {
      const behind = await look(filter)
      expect(behind.found).toBe(figure.count)
      expect(behind.rows).toHaveLength(figure.count)
      expect(behind.foundOpen).toEqual(figure.open)
      const sums: Record<string, number> = {}
      for (const { open } of behind.rows)
        for (const [currency, minor] of Object.entries(open)) sums[currency] = (sums[currency] ?? 0) + minor
      expect(sums).toEqual(figure.open)
    }
    expect(heldBack).toMatchObject([{ reason: 'no-recipient', count: 1 }])
    expect(totals['held-back'].count).toBe(1)
  })

  test('opens those who would come in and go beside the version that acts', async () => {
    const other = await aRuleBook(database)
    await other.publish(written({ days: 30 }))
    const changed = (change: PreviewChange, days: number, steps?: Record<string, unknown>[]) =>
      other.books().then((books) =>
        previewRule(database.db, {
          companyId: other.companyId,
          ruleId: 'late',
          now: clockAt('2026-03-16').now(),
          document: written({ days, ...(steps && { steps }) }),
          books,
          asOf: calendarDate('2026-03-16'),
          filter: { change },
        }),
      )
    const names = async (...asked: Parameters<typeof changed>) =>
      (await changed(...asked)).rows.map(({ subject }) => subject.id)
    expect(await names('entering', 10)).toEqual(['plover'])
    expect(await names('staying', 10)).toEqual(['heron'])
    expect(await names('leaving', 60)).toEqual(['heron'])
    // Plover & Sons would be new, and Heron Supplies gets another act than before.
    expect(await names('changed', 10, [A_TASK])).toEqual(['heron'])
    expect(await names('changed', 10)).toEqual([])
  })

  test('opens one record by its id', async () => {
    expect((await look({ subject: 'tern' })).rows.map(({ subject }) => subject.name)).toEqual(['Tern'])
  })
})

describe('a record of a preview', () => {
  test('can be kept as a test that passes, and fails once the limit is moved past it', async () => {
    const limits = (days: number, amount: number) =>
      written({
        policy: { audience: { fact: 'customerId', operator: 'notEqual', value: 'nobody' } },
        when: {
          all: [
            {
              fact: 'daysOverdue',
              params: { currency: 'USD' },
              operator: 'greaterThanInclusive',
              value: days,
            },
            { fact: 'balance', params: { currency: 'USD' }, operator: 'greaterThan', value: amount },
          ],
        },
      })
    const document = limits(40, 5000)
    const { rows } = await look({}, document)
    const tests = rows.map(({ subject, given, actions }) => ({
      name: subject.id,
      given,
      expect: actions.map(({ step }) => step),
    }))
    expect(tests[0]).toEqual({
      name: 'heron',
      given: { customerId: 'heron', 'daysOverdue@currency=USD': 44, 'balance@currency=USD': '6300.50' },
      expect: ['mail'],
    })
    const catalogue = catalogueOf()
    const failing = (written: unknown) =>
      runRuleTests(
        parseRule({ ...(written as object), id: 'late', tests }, 'a rule', {
          catalogue,
          templates: mailTemplateNames(),
        }),
        catalogue,
      )
        .filter(({ passed }) => !passed)
        .map(({ name }) => name)
    expect(failing(document)).toEqual([])
    expect(failing(limits(45, 5000))).toEqual(['heron'])
  })

  test('is picked for being the nearest to a limit, or for what keeps its act from happening', async () => {
    const { samples } = await look({})
    const picked = samples.map(({ kind, subject, condition, reason }) => [
      kind,
      subject.id,
      condition?.value ?? reason,
    ])
    expect(picked).toEqual([
      ['just-over', 'heron', 40],
      ['just-under', 'plover', 40],
      ['just-under', 'tern', 10],
      ['held-back', 'silent', 'no-recipient'],
    ])
  })

  test('that has to wait acts, looked at from ahead, on the day its wait would be over', async () => {
    const patient = written({
      steps: [
        A_TASK,
        { id: 'week', do: 'wait', days: 7, calendar: 'calendar' },
        { id: 'again', do: 'act', action: 'add-note', params: { text: 'Still nothing' } },
        { id: 'days', do: 'wait', days: 3, calendar: 'calendar' },
        { id: 'third', do: 'act', action: 'add-note', params: { text: 'And still' } },
      ],
    })
    const ahead = async (asOf: string) => {
      const { rows } = await look({ subject: 'heron' }, patient, asOf)
      return rows[0]?.actions.map(({ step, status }) => `${step} ${status?.is ?? 'due'}`)
    }
    expect(await ahead('2026-03-16')).toEqual(['call due', 'again waiting', 'third waiting'])
    expect(await ahead('2026-03-22')).toEqual(['call done', 'again waiting', 'third waiting'])
    expect(await ahead('2026-03-23')).toEqual(['call done', 'again due', 'third waiting'])
    expect(await ahead('2026-03-26')).toEqual(['call done', 'again done', 'third due'])
  })
})
