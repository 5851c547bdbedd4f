import { expect, test } from 'vitest'
import { expectDays } from './expect-days.ts'
import {
  applies,
  clears,
  closes,
  creditMemo,
  customer,
  dispute,
  disputeCloses,
  invoice,
  lifts,
  pause,
  payment,
  promise,
  redates,
  returns,
} from './ledger-events.ts'
import {
  act,
  all,
  any,
  aRule,
  branch,
  daysOverdue,
  decide,
  fact,
  hold,
  invoiceLadder,
  reminder,
  send,
  task,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group B of the failure cases: nobody is chased for what is paid, disputed, promised, paused, gone or on its way. */

test('F13: a letter waiting when the payment comes in is cancelled', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.betweenDecidingAndSending('2026-03-02', payment('P', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-02': ['cancel send reminder-first about A (no longer asked for)'] },
    { until: '2026-04-30' },
  )
})

test('F13: a letter that lists two invoices goes without the one paid since it was decided', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), invoice('B', { due: '2026-02-26' }))
  company.betweenDecidingAndSending('2026-03-02', payment('P', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: B 100.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F15: an invoice that was issued when its due date had passed is left a week before it is chased', async () => {
  const patient = aRule({
    id: 'patient',
    subject: 'invoice',
    steps: [
      decide('late', [
        branch('late-3', all(daysOverdue(3), fact('daysSinceIssue', '≥', 7)), [
          send('mail', 'reminder-first'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [patient] })
  company.on('2026-03-02', invoice('A', { due: '2026-02-16' }))
  await expectDays(
    company,
    { '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F16: a disputed invoice is out of what is asked for, and the reason says so', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27' }),
    invoice('B', { due: '2026-02-27', amount: 70 }),
  )
  company.on('2026-02-20', dispute('A'))
  company.on('2026-03-10', disputeCloses('A'))
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first about A (disputed)',
        'send reminder-first to billing of C1: B 70.00 USD',
      ],
      // The customer was written to within five business days of 2026-03-09.
      '2026-03-10': ['send reminder-first to billing of C1: A 100.00 USD'],
    },
    { until: '2026-03-12' },
  )
})

test('F17: an open promise stops the letters; once it is broken they go on and one task says so', async () => {
  const broken = aRule({
    id: 'broken-promise',
    steps: [
      decide('promise', [
        branch('broken', fact('brokenPromises', '≥', 1, { days: 30 }), [
          task('call', 'A promise was broken'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [invoiceLadder(), broken] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-03-02', promise('PP', { amount: 100, by: '2026-03-07' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['held back: send reminder-first about A (promise-to-pay)'],
      // Promised for Saturday the 7th, two days of grace, broken on the 10th.
      '2026-03-10': [
        'send reminder-first to billing of C1: A 100.00 USD',
        'task for C1: A promise was broken',
      ],
    },
    { until: '2026-03-12' },
  )
})

test('F18: with one of three invoices paused the letter lists the other two and their own total', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 50 }),
    invoice('B', { due: '2026-02-27', amount: 70 }),
    invoice('C', { due: '2026-02-27', amount: 90 }),
    pause('stop', { invoice: 'B' }),
  )
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 50.00 USD, C 90.00 USD = 140.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F19: a pause lifted on a Saturday lets the letter go on Monday, and not before the contact limit allows', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-19' }), invoice('B', { due: '2026-02-27' }))
  company.on('2026-02-20', pause('stop', { invoice: 'A' }))
  company.on('2026-03-07', lifts('stop'))
  await expectDays(
    company,
    {
      '2026-02-23': ['held back: send reminder-first about A (paused)'],
      '2026-03-02': ['send reminder-first to billing of C1: B 100.00 USD'],
      '2026-03-05': ['held back: send reminder-second about A (paused)'],
      '2026-03-09': ['send reminder-second to billing of C1: A 100.00 USD'],
    },
    { until: '2026-03-12' },
  )
})

test('F21: nothing leaves to a customer who is inactive in the accounting system, but a colleague may be asked', async () => {
  const rule = aRule({
    id: 'everything',
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [
          send('mail', 'reminder-first'),
          act('statement', 'send-statement'),
          hold('stop', { reason: 'Late' }),
          act('interest', 'finance-charge', { ratePerYear: '8' }),
          act('hook', 'call-webhook', { url: 'https://example.com/late' }),
          task('look', 'Look at the account'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-28', customer('C1', { status: 'inactive' }), invoice('A', { due: '2026-02-27' }))
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first to C1 (inactive-customer)',
        'held back: send statement to C1 (inactive-customer)',
        'held back: hold C1 (inactive-customer)',
        'held back: charge C1 (inactive-customer)',
        'held back: call https://example.com/late about C1 (inactive-customer)',
        'task for C1: Look at the account',
      ],
    },
    { until: '2026-03-31' },
  )
})

test('F22: an invoice that was written off is overdue no more, and the letter that waits for it is cancelled', async () => {
  const company = virtualCompany({
    rules: [invoiceLadder(), reminder('remind', { days: 5, template: 'overdue-30' })],
  })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.betweenDecidingAndSending('2026-03-02', closes('A', 'written-off'))
  await expectDays(
    company,
    { '2026-03-02': ['cancel send reminder-first about A (no longer asked for)'] },
    { until: '2026-04-30' },
  )
})

test('F23: an invoice that the source no longer lists is asked for no more', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-03-10', closes('A', 'unlisted'))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-06-30' },
  )
})

test('F23: a credit memo that was voided takes nothing off any more', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), creditMemo('CM', { amount: 30 }))
  company.on('2026-02-28', closes('CM', 'void'))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F25: while a direct debit is on its way nothing is asked for; once it is returned chasing goes on', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), invoice('B', { due: '2026-02-27' }))
  company.on('2026-02-27', payment('DD-A', { amount: 100, pays: 'A', clears: 'later' }))
  company.on('2026-02-27', payment('DD-B', { amount: 100, pays: 'B', clears: 'later' }))
  company.on('2026-03-04', clears('DD-A'), returns('DD-B'))
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first about A (payment-in-flight)',
        'held back: send reminder-first about B (payment-in-flight)',
      ],
      '2026-03-04': ['send reminder-first to billing of C1: B 100.00 USD'],
    },
    { until: '2026-03-12' },
  )
})

test('F26: an invoice covered by cash that was never applied is not chased; a colleague is asked to apply it', async () => {
  const allocate = aRule({
    id: 'allocate',
    steps: [
      decide('cash', [
        branch('unapplied', all(daysOverdue(1), any(...['unappliedCash', 'openCreditMemos'].map(left))), [
          task('apply', 'Please apply what the customer has paid'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [invoiceLadder(), reminder('remind', { days: 5 }), allocate] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-02-20', payment('P', { amount: 100 }))
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first about A (nothing-overdue)',
        'task for C1: Please apply what the customer has paid',
      ],
      '2026-03-04': ['held back: send reminder-first to C1 (nothing-overdue)'],
      '2026-03-13': ['held back: send reminder-second about A (nothing-overdue)'],
      '2026-03-30': ['held back: send reminder-final about A (nothing-overdue)'],
    },
    { until: '2026-04-30' },
  )
})

function left(name: string) {
  return fact(name, '>', 0, { currency: 'USD' })
}

test('a due date that is corrected does not send the reminder of that cycle again', async () => {
  const company = virtualCompany({ rules: [reminder('remind', { policy: { again: 'never' } })] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-03-03', redates('A', '2026-03-13'))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-04-30' },
  )
  expect(company.actions).toHaveLength(1)
})

test('a credit memo that is applied in full leaves the rest of the invoice to be asked for', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), creditMemo('CM', { amount: 30 }))
  company.on('2026-02-20', applies('CM', 'A', { amount: 30 }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 70.00 USD'] },
    { until: '2026-03-31' },
  )
})
