import { expect, test } from 'vitest'
import { expectDays } from './expect-days.ts'
import {
  clears,
  customer,
  dispute,
  disputeCloses,
  invoice,
  payment,
  personHolds,
  personReleases,
  promise,
  returns,
} from './ledger-events.ts'
import {
  all,
  aRule,
  balanceOver,
  branch,
  daysOverdue,
  decide,
  fact,
  hold,
  isUnknown,
  reminder,
  send,
  task,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** When a customer is held, and when the hold ends. */

const holdOver5k = aRule({
  id: 'hold-5k',
  steps: [
    decide('late', [
      branch('over', all(daysOverdue(30), balanceOver(5000)), [
        hold('hold', { reason: 'Late and over 5,000' }),
      ]),
    ]),
  ],
})

test('a head office that pays for its children is held for what the group owes, and its children are left alone', async () => {
  const payer = { audience: isUnknown('parent') }
  const USD_GROUP = { currency: 'USD', scope: 'group' }
  const groupHold = aRule({
    id: 'group-hold',
    policy: payer,
    steps: [
      decide('late', [
        branch(
          'group-over-5k',
          all(fact('daysOverdue', '≥', 30, { scope: 'group' }), fact('overdueBalance', '>', 5000, USD_GROUP)),
          [
            task('call', 'Call the head office about the whole group'),
            hold('hold', { reason: 'The group is late', release: 'unmatched' }),
          ],
        ),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [groupHold, reminder('remind', { policy: payer })] })
  company.on(
    '2026-01-05',
    customer('HQ'),
    customer('C1', { parentId: 'HQ' }),
    customer('C2', { parentId: 'HQ' }),
    invoice('A', { due: '2026-02-02', amount: 3000, customer: 'C1' }),
    invoice('B', { due: '2026-02-09', amount: 2500, customer: 'C2' }),
    invoice('OWN', { due: '2026-02-20', amount: 10, customer: 'HQ' }),
  )
  // The head office pays for C1.
  company.on('2026-03-12', payment('P', { amount: 3000, pays: 'A', customer: 'HQ' }))
  await expectDays(
    company,
    {
      '2026-02-23': ['send reminder-first to billing of HQ: OWN 10.00 USD'],
      '2026-03-04': ['task for HQ: Call the head office about the whole group', 'hold HQ'],
      '2026-03-12': ['release HQ'],
    },
    { until: '2026-04-30' },
  )
})

test('a hold counts what is owed less what is disputed', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }), dispute('A', { amount: 1500 }))
  // The dispute is settled in our favour on the 16th.
  company.on('2026-03-16', disputeCloses('A'))
  await expectDays(
    company,
    { '2026-03-04': ['held back: hold C1 (disputed)'], '2026-03-16': ['hold C1'] },
    { until: '2026-04-30' },
  )
})

test('a hold goes when what is not disputed is reason enough', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on(
    '2026-01-05',
    invoice('A', { due: '2026-02-02', amount: 6000 }),
    dispute('A', { amount: 999.99 }),
  )
  await expectDays(company, { '2026-03-04': ['hold C1'] }, { until: '2026-04-30' })
})

test('a customer who disputes all that is overdue is not held', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }), dispute('A'))
  company.on('2026-02-20', invoice('NOT-DUE', { due: '2026-12-31', amount: 9000 }))
  await expectDays(company, { '2026-03-04': ['held back: hold C1 (disputed)'] }, { until: '2026-04-30' })
})

test('two rules that want to hold one customer place one hold', async () => {
  const other = aRule({
    id: 'other',
    name: 'Late at all',
    policy: { priority: 20 },
    steps: [decide('late', [branch('b', daysOverdue(30), [hold('hold', { reason: 'Late' })])])],
  })
  const company = virtualCompany({ rules: [other, holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  await expectDays(
    company,
    { '2026-03-04': ['held back: hold C1 (already-on-hold)', 'hold C1'] },
    { until: '2026-04-30' },
  )
  expect(company.actions.filter(({ state }) => state === 'sent').map(({ rule }) => rule)).toEqual(['hold-5k'])
})

test('hold, partial payment, returned payment, payment in flight, release', async () => {
  const rule = aRule({
    id: 'hold-5k',
    steps: [
      decide('late', [
        branch('over', all(daysOverdue(30), balanceOver(5000)), [
          send('mail', 'overdue-30'),
          hold('hold', { reason: 'Late and over 5,000', release: 'cleared' }),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-10', payment('HALF', { amount: 3000, pays: 'A' }))
  company.on('2026-03-17', payment('REST', { amount: 3000, pays: 'A' }))
  company.on('2026-03-24', returns('REST'))
  company.on('2026-03-31', payment('AGAIN', { amount: 3000, pays: 'A', clears: 'later' }))
  company.on('2026-04-03', clears('AGAIN'))
  await expectDays(
    company,
    {
      // One branch lists both, so the hold need not wait for the letter.
      '2026-03-04': ['send overdue-30 to billing of C1: A 6,000.00 USD', 'hold C1'],
      // Half of it is paid on the 10th: something is overdue, the hold stays. The rest comes on the 17th.
      '2026-03-17': ['release C1'],
      // The rest bounces on the 24th; 3,000.00 are too little for the rule to hold again.
    },
    { until: '2026-04-30' },
  )
})

test('a hold is not released by a payment that has not cleared', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-10', payment('P', { amount: 6000, pays: 'A', clears: 'later' }))
  company.on('2026-03-13', clears('P'))
  company.on('2026-03-20', returns('P'))
  await expectDays(
    company,
    {
      '2026-03-04': ['hold C1'],
      '2026-03-13': ['release C1'],
      // Returned: the cycle goes on under its number, and its hold is not placed a second time without a person.
    },
    { until: '2026-04-30' },
  )
})

test('a hold waits for the first letter ever sent to have had a day, unless one branch lists both', async () => {
  const company = virtualCompany({ rules: [holdOver5k, reminder('remind', { days: 30 })] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  await expectDays(
    company,
    {
      '2026-03-04': [
        'held back: hold C1 (first-message-first)',
        'send reminder-first to billing of C1: A 6,000.00 USD',
      ],
      '2026-03-05': ['hold C1'],
    },
    { until: '2026-04-30' },
  )
})

test('a hold is held back while a promise is open, and placed when it is broken', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-02', promise('PP', { amount: 6000, by: '2026-03-10' }))
  await expectDays(
    company,
    { '2026-03-04': ['held back: hold C1 (promise-to-pay)'], '2026-03-13': ['hold C1'] },
    { until: '2026-04-30' },
  )
})

test('F95: after a person has released a hold no rule places another for five days; on the sixth it may', async () => {
  const company = virtualCompany({ rules: [holdOver5k] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-04', amount: 6000 }), personHolds('H'))
  company.on('2026-03-04', personReleases())
  await expectDays(
    company,
    {
      // 30 days overdue on Friday the 6th: two days after the release.
      '2026-03-06': ['held back: hold C1 (recently-released)'],
      '2026-03-10': ['hold C1'],
    },
    { until: '2026-03-31' },
  )
})
