import { expect, test } from 'vitest'
import { aContactEvent, aHold } from '../builders.ts'
import {
  customer,
  dispute,
  dunningBlock,
  invoice,
  type LedgerEvent,
  pause,
  payment,
  paymentPlan,
  promise,
} from './ledger-events.ts'
import { aRule, branch, daysOverdue, decide, hold, release, send, task } from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** The table of guards (`semantics.md` 5.2): what each kind of act does in each situation. */

const everything = aRule({
  id: 'everything',
  steps: [
    decide('late', [
      branch('is-late', daysOverdue(3), [
        send('letter', 'reminder-first'),
        hold('hold', { reason: 'Late' }),
        task('task', 'Look at it'),
      ]),
    ]),
  ],
})
const letGo = aRule({
  id: 'let-go',
  steps: [decide('late', [branch('is-late', daysOverdue(3), [release('release', 'Agreed')])])],
})

const SITUATIONS: [situation: string, event: LedgerEvent | null, letter: string, hold: string][] = [
  ['nothing stands against it', null, 'goes', 'goes'],
  ['there is a dunning block', dunningBlock('B'), 'dunning-block', 'goes'],
  ['the account is with a lawyer', customer('C1', { status: 'legal' }), 'insolvent-or-legal', 'goes'],
  ['the customer is insolvent', customer('C1', { status: 'insolvent' }), 'insolvent-or-legal', 'goes'],
  ['chasing is paused', pause('B'), 'paused', 'paused'],
  ['a promise is open', promise('P', { amount: 100, by: '2026-03-20' }), 'promise-to-pay', 'promise-to-pay'],
  [
    'a payment plan is on track',
    paymentPlan('PL', { invoices: ['A'], rates: [['2026-03-20', 100]] }),
    'plan-on-track',
    'plan-on-track',
  ],
  ['what is overdue is disputed', dispute('A'), 'disputed', 'disputed'],
  [
    'a payment is in flight',
    payment('PAY', { amount: 100, pays: 'A', clears: 'later' }),
    'payment-in-flight',
    'payment-in-flight',
  ],
  [
    'the customer is one of our own companies',
    customer('C1', { internal: true }),
    'internal-customer',
    'internal-customer',
  ],
]

test.each(SITUATIONS)(
  'when %s: the letter, the hold, and the task that always goes',
  async (_, event, letter, held) => {
    const company = virtualCompany({ rules: [everything] })
    company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
    if (event) company.on('2026-02-28', event)
    await company.passUntil('2026-03-01')
    const { decisions } = await company.look('2026-03-02')
    const outcome = decisions.flatMap(({ acts }) =>
      acts.map(({ act, heldBack }) => [act.id, heldBack?.reason ?? 'goes']),
    )
    expect(Object.fromEntries(outcome)).toEqual({ letter, hold: held, task: 'goes' })
  },
)

test.each(SITUATIONS.slice(0, -1))('when %s: the release of a hold goes', async (_, event) => {
  const company = virtualCompany({ rules: [letGo] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), (books, on) => {
    books.holds.push(aHold({ customerId: 'C1', placedOn: on, placedBy: 'rule', release: 'by-hand' }))
  })
  if (event) company.on('2026-02-28', event)
  expect(await company.passUntil('2026-03-02')).toEqual({ '2026-03-02': ['release C1'] })
})

test('the contact limit puts off the letter alone; the hold and the task go', async () => {
  const company = virtualCompany({ rules: [everything] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), (books) => {
    books.contactEvents.push(aContactEvent({ customerId: 'C1', on: '2026-02-26' }))
  })
  expect(await company.passUntil('2026-03-02')).toEqual({
    '2026-03-02': [
      'held back: send reminder-first to C1 (contact-limit)',
      'hold C1',
      'task for C1: Look at it',
    ],
  })
})
