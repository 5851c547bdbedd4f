import { expect, test } from 'vitest'
import { expectDays } from './expect-days.ts'
import {
  clears,
  contact,
  customer,
  dispute,
  disputeCloses,
  invoice,
  payment,
  promise,
  returns,
} from './ledger-events.ts'
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
