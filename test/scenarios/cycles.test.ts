import { expect, test } from 'vitest'
import { explainedLeaves } from '#engine/explain.ts'
import { expectDays } from './expect-days.ts'
import { closes, customer, invoice, payment, personHolds, personReleases, returns } from './ledger-events.ts'
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
  wait,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group E of the failure cases: where a customer stands, when it starts anew, and when a hold ends. */

const USD = { currency: 'USD' }

const levels = (again: 'unmatched' | 'cleared') =>
  aRule({
    id: 'levels',
    policy: { again },
    steps: [
      decide('level', [
        branch('level-3', daysOverdue(30), [send('third', 'reminder-final')]),
        branch('level-2', daysOverdue(14), [send('second', 'reminder-second')]),
        branch('level-1', daysOverdue(3), [send('first', 'reminder-first')]),
      ]),
    ],
  })

test('F56: after everything was paid a new late invoice starts at the first level', async () => {
  const rule = levels('cleared')
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02' }))
  company.on('2026-03-10', payment('PA', { amount: 100, pays: 'A' }))
  company.on('2026-03-11', invoice('B', { due: '2026-04-10' }))
  await expectDays(
    company,
    {
      '2026-02-05': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-02-16': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-03-04': ['send reminder-final to billing of C1: A 100.00 USD'],
      '2026-04-13': ['send reminder-first to billing of C1: B 100.00 USD'],
    },
    { until: '2026-04-20' },
  )
  expect(company.cyclesOf(rule, 'C1')).toMatchObject([
    { number: 1, openedOn: '2026-02-05', closedOn: '2026-03-10' },
    { number: 2, openedOn: '2026-04-13', closedOn: null },
  ])
})

test('F56: when only a small invoice is paid the level stays', async () => {
  const rule = levels('cleared')
  const company = virtualCompany({ rules: [rule] })
  company.on(
    '2026-01-05',
    invoice('A', { due: '2026-02-02' }),
    invoice('B', { due: '2026-02-02', amount: 5 }),
  )
  company.on('2026-03-10', payment('PB', { amount: 5, pays: 'B' }))
  await expectDays(
    company,
    {
      '2026-02-05': ['send reminder-first to billing of C1: A 100.00 USD, B 5.00 USD = 105.00 USD'],
      '2026-02-16': ['send reminder-second to billing of C1: A 100.00 USD, B 5.00 USD = 105.00 USD'],
      '2026-03-04': ['send reminder-final to billing of C1: A 100.00 USD, B 5.00 USD = 105.00 USD'],
    },
    { until: '2026-04-30' },
  )
  expect(company.cyclesOf(rule, 'C1')).toHaveLength(1)
})

const holdOver = (release: string, more: Record<string, unknown> = {}) =>
  aRule({
    id: 'hold-over-5k',
    steps: [
      decide('late', [
        branch('late-5k', all(daysOverdue(30), balanceOver(5000)), [
          hold('hold', { reason: '30 days late and over 5,000', release, ...more }),
        ]),
      ]),
    ],
  })

test('F58: a hold is released once when the balance falls under the threshold it was placed with', async () => {
  const company = virtualCompany({ rules: [holdOver('cleared', { releaseBelow: { USD: 1000 } })] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-10', payment('P1', { amount: 5000, pays: 'A' }))
  company.on('2026-03-12', payment('P2', { amount: 1, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-04': ['hold C1'],
      // With exactly 1,000.00 left it stays; below it is released.
      '2026-03-12': ['release C1'],
    },
    { until: '2026-04-30' },
  )
})

test('F58: a hold that ends with its rule is released on the day the rule no longer matches', async () => {
  const company = virtualCompany({ rules: [holdOver('unmatched')] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-10', payment('P1', { amount: 1000, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-04': ['hold C1'], '2026-03-10': ['release C1'] },
    { until: '2026-04-30' },
  )
})

test('F58: a hold outlives its rule: it is released by its own terms after the rule is gone', async () => {
  const company = virtualCompany({ rules: [holdOver('cleared')] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.publish('2026-03-06', [reminder('other', { days: 365 })])
  company.on('2026-03-10', payment('P1', { amount: 6000, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-04': ['hold C1'], '2026-03-10': ['release C1'] },
    { until: '2026-04-30' },
  )
})

test('F58: a hold that ends by hand only stays, whatever is paid', async () => {
  const company = virtualCompany({ rules: [holdOver('by-hand')] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-10', payment('P1', { amount: 6000, pays: 'A' }))
  company.on('2026-04-02', personReleases())
  await expectDays(company, { '2026-03-04': ['hold C1'] }, { until: '2026-04-30' })
})

test('F58: a hold placed by a person is never released by a rule, and a rule places no second one', async () => {
  const company = virtualCompany({ rules: [holdOver('cleared')] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02', amount: 6000 }))
  company.on('2026-03-02', personHolds('H'))
  company.on('2026-03-10', payment('P1', { amount: 6000, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-04': ['held back: hold C1 (already-on-hold)'] },
    { until: '2026-04-30' },
  )
})

test('F59: a late child does not make its head office late unless the rule asks for the group', async () => {
  const own = aRule({
    id: 'own',
    policy: { audience: isUnknown('parent') },
    steps: [decide('late', [branch('own-late', daysOverdue(10), [task('call-own', 'Late itself')])])],
  })
  const group = aRule({
    id: 'group',
    policy: { audience: isUnknown('parent') },
    steps: [
      decide('late', [
        branch(
          'group-late',
          all(
            fact('daysOverdue', '≥', 10, { scope: 'group' }),
            fact('overdueBalance', '>', 500, { ...USD, scope: 'group' }),
            fact('overdueBalance', '=', 0, USD),
          ),
          [task('call-group', 'Late as a group')],
        ),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [own, group] })
  company.on(
    '2026-01-28',
    customer('HQ'),
    customer('C1', { parentId: 'HQ' }),
    invoice('A', { due: '2026-02-20', amount: 600, customer: 'C1' }),
    invoice('B', { due: '2026-12-31', amount: 50, customer: 'HQ' }),
  )
  await expectDays(company, {}, { until: '2026-03-01' })
  const [, grouped] = (await company.look('2026-03-02')).rules
  // Both views stand in the reason: what the group owes, and what the head office owes itself.
  const because = grouped?.decisions.flatMap((each) => each.because.flatMap(explainedLeaves)) ?? []
  expect(
    because.map(({ fact, params, actual }) => ({ fact, scope: params?.scope ?? 'own', actual })),
  ).toEqual([
    { fact: 'daysOverdue', scope: 'group', actual: 10 },
    { fact: 'overdueBalance', scope: 'group', actual: '600.00' },
    { fact: 'overdueBalance', scope: 'own', actual: '0.00' },
  ])
  await expectDays(company, { '2026-03-02': ['task for HQ: Late as a group'] }, { until: '2026-04-30' })
})

test('F60: when the oldest invoice is paid and the next is 35 days late, the level is that of 35 days', async () => {
  const rule = levels('unmatched')
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-05', invoice('A', { due: '2026-01-30' }), invoice('B', { due: '2026-02-02' }))
  company.down('2026-02-01', '2026-03-08')
  company.on('2026-03-08', payment('PA', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-09': ['send reminder-final to billing of C1: B 100.00 USD'] },
    { until: '2026-04-30' },
  )
})

/** `semantics.md` 4.2 */

const twoLetters = aRule({
  id: 'two-letters',
  steps: [
    decide('late', [
      branch('is-late', daysOverdue(3), [
        send('one', 'reminder-first'),
        wait('w', 10),
        send('two', 'reminder-second'),
      ]),
    ]),
  ],
})

test('4.2: a cycle closed by a payment that is returned later goes on under its number, and the first letter is not sent again', async () => {
  const company = virtualCompany({ rules: [twoLetters] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-03-04', payment('P', { amount: 100, pays: 'A' }))
  company.on('2026-03-09', returns('P'))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-06' },
  )
  expect(company.cyclesOf(twoLetters, 'C1')).toMatchObject([{ number: 1, closedOn: '2026-03-04' }])
  await expectDays(
    company,
    { '2026-03-12': ['send reminder-second to billing of C1: A 100.00 USD'] },
    { until: '2026-04-30' },
  )
  expect(company.cyclesOf(twoLetters, 'C1')).toMatchObject([
    { number: 1, openedOn: '2026-03-02', closedOn: null },
  ])
})

test('4.2: a new late invoice begins a new cycle, though a payment of the old one comes back that day', async () => {
  const company = virtualCompany({ rules: [twoLetters] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), invoice('B', { due: '2026-03-17' }))
  company.on('2026-03-04', payment('P', { amount: 100, pays: 'A' }))
  company.on('2026-03-20', returns('P'))
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-20': ['send reminder-first to billing of C1: A 100.00 USD, B 100.00 USD = 200.00 USD'],
    },
    { until: '2026-03-27' },
  )
  expect(company.cyclesOf(twoLetters, 'C1')).toMatchObject([
    { number: 1 },
    { number: 2, openedOn: '2026-03-20' },
  ])
})

test('4.2: a payment returned long ago does not bring an old cycle back', async () => {
  const over = aRule({
    id: 'over-500',
    steps: [
      decide('late', [branch('over', fact('overdueBalance', '>', 500, USD), [send('mail', 'overdue-30')])]),
    ],
  })
  const company = virtualCompany({ rules: [over] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 450 }),
    invoice('B', { due: '2026-02-27' }),
  )
  company.on(
    '2026-03-04',
    payment('PA', { amount: 450, pays: 'A' }),
    payment('PB', { amount: 100, pays: 'B' }),
  )
  // The 100.00 come back and are too little for the rule; a month later a new invoice is enough by itself.
  company.on('2026-03-09', returns('PB'))
  company.on('2026-03-16', invoice('C', { due: '2026-04-15', amount: 800 }))
  await expectDays(
    company,
    {
      '2026-03-02': ['send overdue-30 to billing of C1: A 450.00 USD, B 100.00 USD = 550.00 USD'],
      '2026-04-16': ['send overdue-30 to billing of C1: B 100.00 USD, C 800.00 USD = 900.00 USD'],
    },
    { until: '2026-05-15' },
  )
  expect(company.cyclesOf(over, 'C1').map(({ number }) => number)).toEqual([1, 2])
})

test('4.2: a cycle of an invoice that a returned payment had closed is reopened too', async () => {
  const perInvoice = aRule({
    id: 'per-invoice',
    subject: 'invoice',
    policy: { again: 'unmatched' },
    steps: [decide('late', [branch('is-late', daysOverdue(3), [send('mail', 'reminder-first')])])],
  })
  const company = virtualCompany({ rules: [perInvoice] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-03-04', payment('P', { amount: 100, pays: 'A' }))
  company.on('2026-03-16', returns('P'))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-04-30' },
  )
  expect(company.cyclesOf(perInvoice, 'A')).toMatchObject([{ number: 1, closedOn: null }])
})

test('4.2: a cycle that ended for another reason than the returned payment stays closed', async () => {
  const company = virtualCompany({ rules: [twoLetters] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), payment('EARLY', { amount: 100 }))
  company.on('2026-03-16', closes('A', 'void'), invoice('B', { due: '2026-03-20' }))
  company.on('2026-03-25', returns('EARLY'))
  await expectDays(
    company,
    {
      '2026-03-02': ['held back: send reminder-first to C1 (nothing-overdue)'],
      '2026-03-23': ['held back: send reminder-first to C1 (nothing-overdue)'],
      '2026-03-25': ['send reminder-first to billing of C1: B 100.00 USD'],
    },
    { until: '2026-03-31' },
  )
  expect(company.cyclesOf(twoLetters, 'C1').map(({ number }) => number)).toEqual([1, 2])
})
