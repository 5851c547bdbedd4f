import { expect, test } from 'vitest'
import { dayAt, MONDAY_TO_FRIDAY, toEpochDay } from '#engine/calendar-date.ts'
import { day } from '../builders.ts'
import { expectDays } from './expect-days.ts'
import { invoice, payment } from './ledger-events.ts'
import { aRule, branch, daysOverdue, decide, invoiceLadder, send, wait } from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group D of the failure cases: the day an act is due, and days on which nothing ran. */

test('F45: with the scheduler down on the day, the reminder goes on the next one', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.down('2026-03-02', '2026-03-02')
  await expectDays(
    company,
    { '2026-03-03': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-06' },
  )
})

test('F45: with the scheduler down for 20 days only the level due by then goes, not all that were missed', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.down('2026-03-02', '2026-03-21')
  await expectDays(
    company,
    {
      '2026-03-23': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-03-30': ['send reminder-final to billing of C1: A 100.00 USD'],
    },
    { until: '2026-05-30' },
  )
})

test('F45: waits that ended while the scheduler was down are not caught up on all at once', async () => {
  const three = aRule({
    id: 'three',
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [
          send('one', 'reminder-first'),
          wait('w1', 7),
          send('two', 'reminder-second'),
          wait('w2', 7),
          send('three', 'reminder-final'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [three] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.down('2026-03-03', '2026-03-29')
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-30': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-04-06': ['send reminder-final to billing of C1: A 100.00 USD'],
    },
    { until: '2026-05-30' },
  )
})

test('F46: "60 days after" an invoice due on 1 March is 30 April', async () => {
  const rule = aRule({
    id: 'sixty',
    subject: 'invoice',
    steps: [decide('late', [branch('late-60', daysOverdue(60), [send('mail', 'reminder-final')])])],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-05', invoice('A', { due: '2026-03-01' }))
  await expectDays(
    company,
    { '2026-04-30': ['send reminder-final to billing of C1: A 100.00 USD'] },
    { until: '2026-05-30' },
  )
})

test('F48: at 19:30 in Chicago on the due date an invoice is not overdue, though it is the next day in UTC', async () => {
  const asOf = dayAt(new Date('2026-03-04T01:30:00Z'), 'America/Chicago')
  expect(asOf).toBe('2026-03-03')
  const overdue = aRule({
    id: 'overdue',
    subject: 'invoice',
    steps: [decide('late', [branch('is-late', daysOverdue(1), [send('mail', 'reminder-first')])])],
  })
  const company = virtualCompany({ rules: [overdue] })
  company.on('2026-02-02', invoice('A', { due: '2026-03-03' }))
  await expectDays(company, {}, { until: asOf })
  await expectDays(
    company,
    { '2026-03-04': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-04' },
  )
})

test('F52: a reminder that falls due on a Sunday goes on Monday', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-02-02', invoice('A', { due: '2026-03-05' }))
  await expectDays(
    company,
    { '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-13' },
  )
})

test('F52: on a holiday nothing goes, and the wait in business days does not count it', async () => {
  const rule = aRule({
    id: 'two',
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [
          send('one', 'reminder-first'),
          wait('w', 5, 'business'),
          send('two', 'reminder-second'),
        ]),
      ]),
    ],
  })
  const goodFriday = toEpochDay(day('2026-04-03'))
  const easterMonday = toEpochDay(day('2026-04-06'))
  const company = virtualCompany({
    rules: [rule],
    calendar: { ...MONDAY_TO_FRIDAY, holidays: new Set([goodFriday, easterMonday]) },
  })
  company.on('2026-03-02', invoice('A', { due: '2026-03-29' }))
  await expectDays(
    company,
    {
      '2026-04-01': ['send reminder-first to billing of C1: A 100.00 USD'],
      // Business days after it: the 2nd, 7th, 8th, 9th and 10th.
      '2026-04-10': ['send reminder-second to billing of C1: A 100.00 USD'],
    },
    { until: '2026-05-15' },
  )
})

test('F53: when the oldest invoice is paid meanwhile, the next one passes through 7 days before 11', async () => {
  const ladder = aRule({
    id: 'seven-eleven',
    policy: { again: 'cleared', contactLimit: { messages: 1, businessDays: 1 } },
    steps: [
      decide('level', [
        branch('eleven', daysOverdue(11), [send('second', 'reminder-second')]),
        branch('seven', daysOverdue(7), [send('first', 'reminder-first')]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [ladder], contactLimit: { messages: 1, businessDays: 1 } })
  company.on('2026-02-02', invoice('A', { due: '2026-02-27' }), invoice('B', { due: '2026-03-04' }))
  // A would be 11 days late on the 10th; B is 7 days late on the 11th and 11 days late on Sunday the 15th.
  company.on('2026-03-10', payment('P', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-06': ['send reminder-first to billing of C1: A 100.00 USD, B 100.00 USD = 200.00 USD'],
      '2026-03-16': ['send reminder-second to billing of C1: B 100.00 USD'],
    },
    { until: '2026-03-31' },
  )
})

test('F53: an account that begins anew when the oldest invoice is paid passes through 7 days again before 11', async () => {
  const ladder = aRule({
    id: 'seven-eleven',
    policy: { again: 'unmatched', contactLimit: { messages: 1, businessDays: 1 } },
    steps: [
      decide('level', [
        branch('eleven', daysOverdue(11), [send('second', 'reminder-second')]),
        branch('seven', daysOverdue(7), [send('first', 'reminder-first')]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [ladder], contactLimit: { messages: 1, businessDays: 1 } })
  company.on('2026-02-02', invoice('A', { due: '2026-02-27' }), invoice('B', { due: '2026-03-04' }))
  // On the 10th A would be 11 days late, and B is 6: nothing is left of level 7 until the 11th.
  company.on('2026-03-10', payment('P', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-06': ['send reminder-first to billing of C1: A 100.00 USD, B 100.00 USD = 200.00 USD'],
      '2026-03-11': ['send reminder-first to billing of C1: B 100.00 USD'],
      '2026-03-16': ['send reminder-second to billing of C1: B 100.00 USD'],
    },
    { until: '2026-03-31' },
  )
  expect(company.cyclesOf(ladder, 'C1')).toMatchObject([
    { number: 1, openedOn: '2026-03-06', closedOn: '2026-03-10' },
    { number: 2, openedOn: '2026-03-11' },
  ])
})

test('F54: a step done six days late moves the next one, due the day after, by the contact limit, and later ones keep their order', async () => {
  const ladder = aRule({
    id: 'levels',
    steps: [
      decide('level', [
        branch('level-3', daysOverdue(17), [send('third', 'reminder-final')]),
        branch('level-2', daysOverdue(10), [send('second', 'reminder-second')]),
        branch('level-1', daysOverdue(3), [send('first', 'reminder-first', { approval: 'required' })]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [ladder], approval: { on: '2026-03-09' } })
  company.on('2026-01-28', invoice('A', { due: '2026-02-28' }))
  await expectDays(
    company,
    {
      '2026-03-03': ['ask: send reminder-first to C1'],
      '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-10': ['held back: send reminder-second to C1 (contact-limit)'],
      '2026-03-16': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-03-17': ['held back: send reminder-final to C1 (contact-limit)'],
      '2026-03-23': ['send reminder-final to billing of C1: A 100.00 USD'],
    },
    { until: '2026-04-30' },
  )
})

test('a wait counts from the day on which the step before it was done, however late', async () => {
  const rule = aRule({
    id: 'three',
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [
          send('one', 'reminder-first', { approval: 'required' }),
          wait('w1', 7),
          send('two', 'reminder-second'),
          wait('w2', 7),
          send('three', 'reminder-final'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [rule], approval: { on: '2026-03-06' } })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['ask: send reminder-first to C1'],
      '2026-03-06': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-13': ['send reminder-second to billing of C1: A 100.00 USD'],
      '2026-03-20': ['send reminder-final to billing of C1: A 100.00 USD'],
    },
    { until: '2026-04-30' },
  )
})
