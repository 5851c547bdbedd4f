import { test } from 'vitest'
import { expectDays } from './expect-days.ts'
import { contact, creditMemo, invoice, payment } from './ledger-events.ts'
import { aRule, branch, daysOverdue, decide, invoiceLadder, reminder, send } from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** What one customer may get in a week, over all rules, and what one letter holds. */

const toEscalation = (id: string, policy: Record<string, unknown> = {}) =>
  aRule({
    id,
    policy,
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [send('mail', 'reminder-final', { to: 'escalation' })]),
      ]),
    ],
  })

test('a rule may ask for a stricter contact limit than the company, never for a laxer one', async () => {
  const lax = { contactLimit: { messages: 5, businessDays: 1 } }
  const strict = { contactLimit: { messages: 1, businessDays: 10 } }
  const company = virtualCompany({
    rules: [
      reminder('one', { policy: { priority: 90 } }),
      toEscalation('lax', { ...lax, priority: 60 }),
      toEscalation('strict', { ...strict, priority: 30 }),
    ],
  })
  company.on('2026-01-28', contact('billing'), contact('escalation'), invoice('A', { due: '2026-02-27' }))
  await expectDays(
    company,
    {
      // Both rules to the same contact wait for the company's five business days; on the 9th the strict one still waits.
      '2026-03-02': [
        'held back: send reminder-final to C1 (contact-limit)',
        'held back: send reminder-final to C1 (contact-limit)',
        'send reminder-first to billing of C1: A 100.00 USD',
      ],
      '2026-03-09': ['send reminder-final to escalation of C1: A 100.00 USD'],
      '2026-03-23': ['send reminder-final to escalation of C1: A 100.00 USD'],
    },
    { until: '2026-04-30' },
  )
})

test('with two letters a week allowed and one sent, two rules to two people send one more, not two', async () => {
  const company = virtualCompany({
    rules: [
      reminder('early', { days: 1 }),
      reminder('soft', { days: 4, policy: { priority: 40 } }),
      toEscalation('firm', { priority: 60 }),
    ],
    contactLimit: { messages: 2, businessDays: 5 },
  })
  company.on('2026-01-28', contact('billing'), contact('escalation'), invoice('A', { due: '2026-02-28' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'],
      '2026-03-03': ['send reminder-final to escalation of C1: A 100.00 USD'],
      '2026-03-04': ['held back: send reminder-first to C1 (contact-limit)'],
      '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'],
    },
    { until: '2026-03-31' },
  )
})

test('one letter for each legal entity; an invoice of no entity stands in one of them only', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', entity: 'us', amount: 10 }),
    invoice('B', { due: '2026-02-27', entity: 'de', amount: 20, currency: 'EUR' }),
    invoice('C', { due: '2026-02-27', amount: 30 }),
  )
  await expectDays(
    company,
    {
      '2026-03-02': [
        'send reminder-first to billing of C1 for us: A 10.00 USD',
        'send reminder-first to billing of C1: C 30.00 USD',
        'send reminder-first to billing of C1 for de: B 20.00 EUR',
      ],
    },
    { until: '2026-03-31' },
  )
})

test('a currency whose credits outweigh what is overdue is left out of the letter, the others are asked for', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 10 }),
    invoice('B', { due: '2026-02-27', amount: 20, currency: 'EUR' }),
    creditMemo('CM', { amount: 25, currency: 'EUR' }),
    payment('P', { amount: 4 }),
  )
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first about B (nothing-overdue)',
        'send reminder-first to billing of C1: A 10.00 USD, P -4.00 USD = 6.00 USD',
      ],
    },
    { until: '2026-03-09' },
  )
})
