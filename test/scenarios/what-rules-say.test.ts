import { expect, test } from 'vitest'
import { checkRule } from '#engine/check-rule.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { importPlainRules } from '#engine/plain-rule-import.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aCustomer, aLedger } from '../builders.ts'
import { expectDays } from './expect-days.ts'
import { customer, invoice } from './ledger-events.ts'
import {
  all,
  any,
  aRule,
  branch,
  daysOverdue,
  decide,
  fact,
  invoiceLadder,
  not,
  reminder,
  send,
  task,
  wait,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group G of the failure cases: what a rule may say, what is unknown, and what an edit or a dry run may do. */

const withRiskScore = catalogueOf({
  customFields: discoverCustomFields(
    takeSnapshot(aLedger({ customers: [aCustomer({ custom: { riskScore: 'LOW' } })] })),
  ),
})

test.each([
  ['is not LOW', fact('custom.riskScore', '≠', 'LOW')],
  ['is not: equal to LOW', not(fact('custom.riskScore', '=', 'LOW'))],
])('F73: a customer whose risk score is missing is not one whose score "%s"', async (_, condition) => {
  const rule = aRule(
    {
      id: 'risky',
      steps: [decide('risk', [branch('not-low', condition, [task('look', 'Look at the risk')])])],
    },
    withRiskScore,
  )
  const company = virtualCompany({ rules: [rule] })
  company.on(
    '2026-03-02',
    customer('C1', { custom: { riskScore: 'HIGH' } }),
    customer('C2', { custom: { riskScore: 'LOW' } }),
    customer('C3'),
  )
  await expectDays(company, { '2026-03-02': ['task for C1: Look at the risk'] }, { until: '2026-03-13' })
  const [{ counts } = { counts: null }] = (await company.look('2026-03-16')).rules
  expect(counts).toMatchObject({ evaluated: 3, matched: 1, notMatched: 1, unknown: 1 })
})

test('F73: an unknown branch ends the walk: neither a later branch nor "otherwise" acts', async () => {
  const rule = aRule({
    id: 'segments',
    steps: [
      decide(
        'who',
        [
          branch('key', fact('segment', '=', 'key'), [task('one', 'Key account')]),
          branch('late', daysOverdue(1), [task('two', 'Late')]),
        ],
        [task('three', 'Anybody else')],
      ),
    ],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), customer('C2', { segment: 'small' }))
  await expectDays(company, { '2026-01-28': ['task for C2: Anybody else'] }, { until: '2026-03-31' })
})

test('F74: one record that nobody can make out does not keep the others from being decided', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  const others = Array.from({ length: 99 }, (_, at) => `C${at + 100}`)
  company.on(
    '2026-03-02',
    ...others.map((id) => invoice(`INV-${id}`, { issued: '2026-01-28', due: '2026-02-27', customer: id })),
    // The source says 60.00 were open on 2026-03-05 and nothing of what was paid before: until then nobody knows.
    (books, on) => {
      invoice('BROKEN', { issued: '2026-01-28', due: '2026-02-27' })(books, on)
      const last = books.documents.length - 1
      Object.assign(books.documents[last]!, { openMinor: 6_000, openOn: '2026-03-05' })
    },
  )
  await expectDays(
    company,
    {
      '2026-03-02': others.map((id) => `send reminder-first to billing of ${id}: INV-${id} 100.00 USD`),
      '2026-03-05': ['send reminder-first to billing of C1: BROKEN 60.00 USD'],
    },
    { until: '2026-03-06' },
  )
})

test('F77: ten invoices of 10.00, five days late: "and" gives the first level, "or" the second', async () => {
  const ladder = (id: string, second: Record<string, unknown>) =>
    aRule({
      id,
      subject: 'invoice',
      steps: [
        decide('level', [
          branch('level-2', second, [task('two', 'Second level')]),
          branch('level-1', daysOverdue(1), [task('one', 'First level')]),
        ]),
      ],
    })
  const parts = [daysOverdue(3), fact('balance', '≥', 30, { currency: 'USD' })] as const
  const ids = Array.from({ length: 10 }, (_, at) => `N${at}`)
  const decided = async (second: Record<string, unknown>) => {
    const company = virtualCompany({ rules: [ladder('level', second)] })
    company.on(
      '2026-03-09',
      ...ids.map((id) => invoice(id, { issued: '2026-02-02', due: '2026-03-04', amount: 10 })),
    )
    return company.passUntil('2026-03-09')
  }
  expect(await decided(all(...parts))).toEqual({
    '2026-03-09': ids.map((id) => `task for ${id}: First level`),
  })
  expect(await decided(any(...parts))).toEqual({
    '2026-03-09': ids.map((id) => `task for ${id}: Second level`),
  })
})

test('F78: a condition nobody can meet is found before the rule is published', () => {
  const usd = { currency: 'USD' }
  const rule = aRule({
    id: 'contradiction',
    steps: [
      decide('never', [
        branch('both', all(fact('balance', '>', 0, usd), fact('balance', '<', 0, usd)), [task('t', 'Never')]),
      ]),
    ],
  })
  expect(checkRule(rule, catalogueOf()).problems).toMatchObject([
    { path: expect.stringContaining('branches[0]') },
  ])
})

test('F79: a rule about customers that asks for a field of single invoices is refused', () => {
  const invoiceDueDay = () =>
    aRule({
      id: 'level-mixed',
      steps: [
        decide('late', [branch('b', fact('invoiceTotal', '>', 100, { currency: 'USD' }), [task('t', 'T')])]),
      ],
    })
  expect(invoiceDueDay).toThrow(/invoiceTotal/)
})

test('F79: days overdue of a customer are those of the oldest open item, never of any other', async () => {
  const rule = aRule({
    id: 'oldest',
    steps: [
      decide('late', [
        branch('exactly-40', fact('daysOverdue', '=', 40), [task('t', 'The oldest is 40 days')]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on(
    '2026-03-16',
    invoice('OLD', { issued: '2026-01-05', due: '2026-02-04' }),
    invoice('NEW', { issued: '2026-02-05', due: '2026-03-11' }),
  )
  await expectDays(company, { '2026-03-16': ['task for C1: The oldest is 40 days'] }, { until: '2026-04-30' })
})

test('F80: a letter inserted before one that was sent is not sent after it; a later step is', async () => {
  const steps = (middle: Record<string, unknown>[], last: Record<string, unknown>[]) =>
    aRule({
      id: 'steps',
      steps: [
        decide('late', [
          branch('is-late', daysOverdue(3), [
            ...middle,
            send('one', 'reminder-first'),
            wait('w', 14),
            send('two', 'reminder-second'),
            ...last,
          ]),
        ]),
      ],
    })
  const company = virtualCompany({ rules: [steps([], [])] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.publish('2026-03-04', [
    steps([send('zero', 'warning')], [wait('w2', 7), send('three', 'reminder-final')]),
  ])
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-16': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-03-23': ['send reminder-final to billing of C1: A 100.00 USD'],
    },
    { until: '2026-04-30' },
  )
})

test('F80: an edited threshold takes effect for everybody from the day it is published', async () => {
  const company = virtualCompany({ rules: [reminder('remind', { days: 3 })] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', customer: 'C1' }),
    invoice('B', { due: '2026-03-05', customer: 'C2' }),
  )
  company.publish('2026-03-06', [reminder('remind', { days: 10, template: 'overdue-30' })])
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'],
      // C1 left the rule on the 6th with 7 days, which ended its first cycle; with 10 days it is a new one.
      '2026-03-09': ['send overdue-30 to billing of C1: A 100.00 USD'],
      '2026-03-16': ['send overdue-30 to billing of C2: B 100.00 USD'],
    },
    { until: '2026-04-30' },
  )
})

test('F82: a dry run of any day changes nothing: the days that follow are the same', async () => {
  const days = async (look: boolean) => {
    const company = virtualCompany({ rules: [invoiceLadder()] })
    company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
    const before = await company.passUntil('2026-03-01')
    if (look) for (const day of ['2026-03-02', '2026-03-16', '2026-12-31']) await company.look(day)
    return { ...before, ...(await company.passUntil('2026-04-30')) }
  }
  expect(await days(true)).toEqual(await days(false))
})

test('F82: a dry run gives the decisions the live run of that day then makes', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await company.passUntil('2026-03-01')
  const { messages } = await company.look('2026-03-02')
  expect(messages).toMatchObject([{ template: 'reminder-first', lines: [{ number: 'A', minor: 10_000 }] }])
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-02' },
  )
})

test('F83: an imported rule that asks for what does not exist is refused with the path of each gap', () => {
  const foreign = {
    conditions: { all: [{ fact: 'creditScore', operator: 'lessThan', value: 500 }] },
    event: { type: 'send-email', params: { template: 'no-such-template', to: 'billing' } },
  }
  const take = () =>
    importPlainRules(foreign, {
      source: 'foreign.json',
      catalogue: catalogueOf(),
      templates: ['reminder-first'],
    })
  expect(take).toThrow(/creditScore/)
  expect(take).toThrow(/no-such-template/)
})
