import { expect, test } from 'vitest'
import { expectDays } from './expect-days.ts'
import { contact, invoice } from './ledger-events.ts'
import {
  aRule,
  branch,
  daysOverdue,
  decide,
  invoiceLadder,
  reminder,
  send,
  task,
  wait,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group A of the failure cases: nothing is done twice. */

test('F1: a reminder goes once, though the rules run 96 times that day', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()], runsADay: 96 })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-03' },
  )
})

test('F2: a monthly late fee is billed once a month for each invoice, however often the rules run', async () => {
  const fee = aRule({
    id: 'late-fee',
    subject: 'invoice',
    steps: [
      decide('late', [
        branch('late-30', daysOverdue(30), [
          task('fee', 'Bill the late fee', { every: { days: 30 }, times: 2 }),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [fee], runsADay: 3 })
  company.on('2026-01-05', invoice('A', { due: '2026-02-02' }), invoice('B', { due: '2026-02-04' }))
  await expectDays(
    company,
    {
      '2026-03-04': ['task for A: Bill the late fee'],
      '2026-03-06': ['task for B: Bill the late fee'],
      // The 30 days of A end on 2026-04-03, those of B on Sunday 2026-04-05.
      '2026-04-03': ['task for A: Bill the late fee'],
      '2026-04-06': ['task for B: Bill the late fee'],
    },
    { until: '2026-06-30' },
  )
})

test('F3: a step that is decided again on its way out, after new records came in, leaves once', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.betweenDecidingAndSending('2026-03-02', invoice('B', { due: '2026-04-01' }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-06' },
  )
  expect(company.actions).toHaveLength(1)
})

test('F4: two workers that start the same run at once come to the same action under the same key', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await expectDays(company, {}, { until: '2026-03-01' })
  const [one, other] = await Promise.all([company.look('2026-03-02'), company.look('2026-03-02')])
  expect(one.decisions).toEqual(other.decisions)
  expect(one.messages).toEqual(other.messages)
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-02' },
  )
  expect(company.actions.map(({ key }) => key)).toEqual(['["ladder","first","invoice","A",1,1]'])
})

test('F7: a letter nobody knows to have left is not sent again, 25 hours or a month later', async () => {
  const twoLetters = aRule({
    id: 'two-letters',
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [
          send('one', 'reminder-first'),
          wait('ten', 10),
          send('two', 'reminder-second'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [twoLetters] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.letters('2026-03-02', 'unknown')
  // Nor does the wait run: it counts from a letter that is known to have left.
  await expectDays(
    company,
    { '2026-03-02': ['perhaps sent: send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-04-03' },
  )
})

test('F11: two rules that match the same customer make one letter, by the rule of the higher priority', async () => {
  const soft = reminder('soft', { policy: { priority: 40 } })
  const firm = reminder('firm', { template: 'overdue-30', policy: { priority: 60 } })
  const company = virtualCompany({ rules: [soft, firm] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  await expectDays(
    company,
    { '2026-03-02': ['send overdue-30 to billing of C1: A 100.00 USD'] },
    { until: '2026-03-31' },
  )
  expect(company.actions.map(({ rule, state, doneOn }) => ({ rule, state, doneOn }))).toEqual([
    { rule: 'soft', state: 'sent', doneOn: '2026-03-02' },
    { rule: 'firm', state: 'sent', doneOn: '2026-03-02' },
  ])
})

test('F11: two rules that write to two people of one customer keep to the contact limit, and the rule put off is told by which', async () => {
  const soft = reminder('soft', { policy: { priority: 40 } })
  const firm = aRule({
    id: 'firm',
    name: 'Firm words to the boss',
    policy: { priority: 60 },
    steps: [
      decide('late', [
        branch('is-late', daysOverdue(3), [send('mail', 'reminder-final', { to: 'escalation' })]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [soft, firm] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), contact('billing'), contact('escalation'))
  await expectDays(company, {}, { until: '2026-03-01' })
  const [put] = (await company.look('2026-03-02')).decisions.flatMap(({ acts }) => acts)
  expect(put?.heldBack).toEqual({
    reason: 'contact-limit',
    sentence: 'The rule "Firm words to the boss" writes to this customer today.',
    deferred: true,
  })
  await expectDays(
    company,
    {
      '2026-03-02': [
        'held back: send reminder-first to C1 (contact-limit)',
        'send reminder-final to escalation of C1: A 100.00 USD',
      ],
      '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'],
    },
    { until: '2026-03-31' },
  )
})
