import { expect, test } from 'vitest'
import { expectDays } from './expect-days.ts'
import { contact, customer, dispute, invoice, payment, promise, returns } from './ledger-events.ts'
import {
  all,
  any,
  aRule,
  balanceOver,
  branch,
  daysOverdue,
  decide,
  fact,
  hold,
  invoiceLadder,
  isUnknown,
  reminder,
  send,
  task,
  wait,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Whole policies as companies run them, told from the first late day to the last. */

test('a chronic late payer: every invoice gets its levels, and the customer one letter a week', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  // Every Monday an invoice falls due; each is paid five weeks later.
  company.on('2026-01-15', invoice('A', { due: '2026-02-09', amount: 100 }))
  company.on('2026-01-15', invoice('B', { due: '2026-02-16', amount: 200 }))
  company.on('2026-01-15', invoice('C', { due: '2026-02-23', amount: 300 }))
  company.on('2026-01-15', invoice('D', { due: '2026-03-02', amount: 400 }))
  company.on('2026-03-16', payment('PA', { amount: 100, pays: 'A' }))
  company.on('2026-03-23', payment('PB', { amount: 200, pays: 'B' }))
  company.on('2026-03-30', payment('PC', { amount: 300, pays: 'C' }))
  company.on('2026-04-06', payment('PD', { amount: 400, pays: 'D' }))
  const limited = (level: string, id: string) =>
    `held back: send reminder-${level} about ${id} (contact-limit)`
  const to = 'to billing of C1:'
  // Every letter leaves on a Thursday, at the highest level of what it lists.
  await expectDays(
    company,
    {
      '2026-02-12': [`send reminder-first ${to} A 100.00 USD`],
      '2026-02-19': [`send reminder-first ${to} B 200.00 USD`],
      '2026-02-23': [limited('second', 'A')],
      '2026-02-26': [`send reminder-second ${to} A 100.00 USD, C 300.00 USD = 400.00 USD`],
      '2026-03-02': [limited('second', 'B')],
      '2026-03-05': [`send reminder-second ${to} B 200.00 USD, D 400.00 USD = 600.00 USD`],
      '2026-03-09': [limited('second', 'C')],
      '2026-03-11': [limited('final', 'A')],
      '2026-03-12': [`send reminder-final ${to} A 100.00 USD, C 300.00 USD = 400.00 USD`],
      '2026-03-16': [limited('second', 'D')],
      '2026-03-18': [limited('final', 'B')],
      '2026-03-19': [`send reminder-final ${to} B 200.00 USD, D 400.00 USD = 600.00 USD`],
      '2026-03-25': [limited('final', 'C')],
      '2026-03-26': [`send reminder-final ${to} C 300.00 USD`],
      '2026-04-01': [limited('final', 'D')],
      '2026-04-02': [`send reminder-final ${to} D 400.00 USD`],
    },
    { until: '2026-04-30' },
  )
  const levelsOf = (id: string) =>
    company.actions.filter((row) => row.subjectId === id && row.state === 'sent')
  for (const id of ['A', 'B', 'C', 'D'])
    expect(levelsOf(id).map(({ step }) => step)).toEqual(['first', 'second', 'final'])
})

// A letter that bounced counts as done, so that the wait runs, but not as sent. The window forgets the letter after two weeks;
// a hold that has been decided on stands for it from then on.

const delivered = any(
  fact('messagesSent', '≥', 1, { days: 14 }),
  fact('timesDone', '≥', 1, { rule: 'warn-then-hold', step: 'hold' }),
)

const warnThenHold = aRule({
  id: 'warn-then-hold',
  steps: [
    decide('late', [
      branch('late-5k', all(daysOverdue(30), balanceOver(5000)), [
        send('warn', 'warning'),
        wait('five', 5, 'business'),
        decide(
          'arrived',
          [branch('delivered', delivered, [hold('hold', { reason: 'Warned five business days ago' })])],
          [task('ring', 'The warning could not be delivered: find another address')],
        ),
      ]),
    ]),
  ],
})

test('warn, five business days, hold', async () => {
  const company = virtualCompany({ rules: [warnThenHold] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-03', amount: 6000 }))
  await expectDays(
    company,
    {
      '2026-03-05': ['send warning to billing of C1: A 6,000.00 USD'],
      '2026-03-12': ['hold C1'],
    },
    { until: '2026-04-30' },
  )
})

test('warn, five business days, and no hold but a task when the warning was not delivered', async () => {
  const company = virtualCompany({ rules: [warnThenHold] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-03', amount: 6000 }))
  company.letters('2026-03-05', 'bounces')
  await expectDays(
    company,
    {
      '2026-03-05': ['bounced: send warning to billing of C1: A 6,000.00 USD'],
      '2026-03-12': ['task for C1: The warning could not be delivered: find another address'],
    },
    { until: '2026-04-30' },
  )
})

test('warn, and the customer pays within the five business days: no hold', async () => {
  const company = virtualCompany({ rules: [warnThenHold] })
  company.on('2026-01-05', invoice('A', { due: '2026-02-03', amount: 6000 }))
  company.on('2026-03-11', payment('P', { amount: 6000, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-05': ['send warning to billing of C1: A 6,000.00 USD'] },
    { until: '2026-04-30' },
  )
})

test('warn, and the second person declines the hold: it is not asked for again', async () => {
  const company = virtualCompany({ rules: [warnThenHold], approval: 'declined' })
  company.on('2026-01-05', invoice('A', { due: '2026-02-03', amount: 6000 }))
  await expectDays(
    company,
    {
      '2026-03-05': ['send warning to billing of C1: A 6,000.00 USD'],
      '2026-03-12': ['ask: hold C1', 'declined: hold C1'],
    },
    { until: '2026-04-30' },
  )
})

test('a hold that waits for the second person is cancelled when the customer pays meanwhile', async () => {
  const company = virtualCompany({ rules: [warnThenHold], approval: { on: '2026-03-17' } })
  company.on('2026-01-05', invoice('A', { due: '2026-02-03', amount: 6000 }))
  company.on('2026-03-16', payment('P', { amount: 6000, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-05': ['send warning to billing of C1: A 6,000.00 USD'],
      '2026-03-12': ['ask: hold C1'],
      '2026-03-16': ['cancel hold C1 (no longer asked for)'],
    },
    { until: '2026-04-30' },
  )
})

test('a ladder for each invoice: what is due to one contact on a day is one letter at the highest level', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on(
    '2026-01-05',
    invoice('A', { due: '2026-02-28', amount: 10 }),
    invoice('B', { due: '2026-02-16', amount: 20 }),
    invoice('C', { due: '2026-01-30', amount: 30 }),
  )
  company.down('2026-01-30', '2026-03-02')
  await expectDays(
    company,
    {
      '2026-03-03': [
        'send reminder-final to billing of C1: A 10.00 USD, B 20.00 USD, C 30.00 USD = 60.00 USD',
      ],
    },
    { until: '2026-03-10' },
  )
  // The levels below were each done by the letter: A and B have had theirs.
  expect(company.actions.map(({ step, subjectId, doneOn }) => `${step} ${subjectId} ${doneOn}`)).toEqual([
    'first A 2026-03-03',
    'second B 2026-03-03',
    'final C 2026-03-03',
  ])
})

test('a ladder for each invoice: the final level goes to its own contact first, the rest a week later', async () => {
  const ladder = aRule({
    id: 'ladder',
    subject: 'invoice',
    steps: [
      decide('level', [
        branch('level-2', daysOverdue(30), [send('final', 'reminder-final', { to: 'escalation' })]),
        branch('level-1', daysOverdue(3), [send('first', 'reminder-first')]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [ladder] })
  company.on(
    '2026-01-05',
    contact('billing'),
    contact('escalation'),
    invoice('A', { due: '2026-02-27', amount: 10 }),
    invoice('B', { due: '2026-01-30', amount: 30 }),
  )
  company.down('2026-01-30', '2026-03-02')
  await expectDays(
    company,
    {
      '2026-03-03': [
        'held back: send reminder-first about A (contact-limit)',
        'send reminder-final to escalation of C1: B 30.00 USD',
      ],
      '2026-03-10': ['send reminder-first to billing of C1: A 10.00 USD'],
    },
    { until: '2026-03-27' },
  )
})

const callOnBroken = aRule({
  id: 'call-on-broken',
  steps: [
    decide('promise', [
      branch('broken', fact('brokenPromises', '≥', 1, { days: 30 }), [
        task('call', 'Call about the broken promise'),
      ]),
    ]),
  ],
})

test('a promise is kept with 95 percent of it paid two days late: no call, and the rest is asked for', async () => {
  const company = virtualCompany({ rules: [invoiceLadder(), callOnBroken] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27', amount: 1000 }))
  company.on('2026-03-03', promise('PP', { amount: 1000, by: '2026-03-10' }))
  company.on('2026-03-12', payment('P', { amount: 950, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 1,000.00 USD'],
      // 14 days late on the 13th, the promise kept the day before: 50.00 are left.
      '2026-03-13': ['send reminder-second to billing of C1: A 50.00 USD'],
    },
    { until: '2026-03-27' },
  )
})

test('a promise one cent short of 95 percent is broken on the third day after it, and a call is asked for once', async () => {
  const company = virtualCompany({ rules: [invoiceLadder(), callOnBroken] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27', amount: 1000 }))
  company.on('2026-03-03', promise('PP', { amount: 1000, by: '2026-03-10' }))
  company.on('2026-03-12', payment('P', { amount: 949.99, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 1,000.00 USD'],
      '2026-03-13': [
        'send reminder-second to billing of C1: A 50.01 USD',
        'task for C1: Call about the broken promise',
      ],
    },
    { until: '2026-03-27' },
  )
})

test('a promise kept by a payment that bounces is broken after all', async () => {
  const company = virtualCompany({ rules: [callOnBroken] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27', amount: 1000 }))
  company.on('2026-03-03', promise('PP', { amount: 1000, by: '2026-03-10' }))
  company.on('2026-03-10', payment('P', { amount: 1000, pays: 'A' }))
  company.on('2026-03-17', returns('P'))
  await expectDays(
    company,
    { '2026-03-17': ['task for C1: Call about the broken promise'] },
    { until: '2026-04-30' },
  )
})

test('the undisputed rest of an invoice is chased without the disputed part', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27', amount: 1000 }))
  company.on('2026-03-05', dispute('A', { amount: 400 }))
  company.on('2026-03-18', payment('P', { amount: 600, pays: 'A' }))
  await expectDays(
    company,
    {
      '2026-03-02': ['send reminder-first to billing of C1: A 1,000.00 USD'],
      '2026-03-13': ['send reminder-second to billing of C1: A 600.00 USD'],
      // What is left is contested: nothing is asked for.
      '2026-03-30': ['held back: send reminder-final about A (disputed)'],
    },
    { until: '2026-05-30' },
  )
})

test('a customer on autopay is never reminded; one of whom the books do not say is', async () => {
  const audience = any(isUnknown('autopay'), fact('autopay', '=', false))
  const company = virtualCompany({
    rules: [invoiceLadder({ audience }), reminder('remind', { policy: { audience } })],
  })
  company.on(
    '2026-01-28',
    customer('AUTO', { autopay: true }),
    customer('SELF', { autopay: false }),
    customer('SILENT'),
    invoice('A', { due: '2026-02-27', customer: 'AUTO' }),
    invoice('B', { due: '2026-02-27', customer: 'SELF' }),
    invoice('C', { due: '2026-02-27', customer: 'SILENT' }),
  )
  await expectDays(
    company,
    {
      '2026-03-02': [
        'send reminder-first to billing of SELF: B 100.00 USD',
        'send reminder-first to billing of SILENT: C 100.00 USD',
      ],
    },
    { until: '2026-03-12' },
  )
})

test('a rule that excludes autopay says "unknown" of a customer of whom the books say nothing, and does not act', async () => {
  const company = virtualCompany({
    rules: [reminder('remind', { policy: { exclude: fact('autopay', '=', true) } })],
  })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await expectDays(company, {}, { until: '2026-03-31' })
  const [{ counts } = { counts: null }] = (await company.look('2026-04-01')).rules
  expect(counts).toMatchObject({ evaluated: 1, matched: 0, notMatched: 0, unknown: 1 })
})
