import { expect, test } from 'vitest'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { expectDays } from './expect-days.ts'
import { creditMemo, customer, invoice, payment } from './ledger-events.ts'
import {
  all,
  aRule,
  branch,
  daysOverdue,
  decide,
  fact,
  invoiceLadder,
  reminder,
  send,
  task,
} from './rule-drafts.ts'
import { virtualCompany } from './virtual-company.ts'

/** Group C of the failure cases: the amounts asked for, and the amounts decided on. */

const USD = { currency: 'USD' }

test('F27: an open credit memo counts in the condition and stands in the letter as a line of its own', async () => {
  const over800 = aRule({
    id: 'over-800',
    steps: [
      decide('net', [branch('over', fact('chaseableOverdue', '>', 800, USD), [send('mail', 'overdue-30')])]),
    ],
  })
  const company = virtualCompany({ rules: [over800, reminder('remind', { days: 7 })] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 1000 }),
    creditMemo('CM', { amount: 300 }),
  )
  await expectDays(
    company,
    { '2026-03-06': ['send reminder-first to billing of C1: A 1,000.00 USD, CM -300.00 USD = 700.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F27: a ladder of single invoices takes open credits off too', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 1000 }),
    creditMemo('CM', { amount: 300 }),
  )
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 1,000.00 USD, CM -300.00 USD = 700.00 USD'] },
    { until: '2026-03-12' },
  )
})

test('F28: the buckets of a customer add up to the balance, with a refund still unapplied', async () => {
  const bucket = (name: string, amount: number) => fact('agingAmount', '=', amount, { ...USD, bucket: name })
  const adding = aRule({
    id: 'adding-up',
    steps: [
      decide('sum', [
        branch(
          'adds-up',
          all(
            bucket('current', 40),
            bucket('1-30', 30),
            bucket('31-60', 20),
            bucket('61-90', 10),
            bucket('over-90', 5),
            fact('balance', '=', 105, USD),
            fact('netBalance', '=', 90, USD),
          ),
          [task('fine', 'The buckets add up')],
        ),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [adding] })
  company.on(
    '2025-11-01',
    invoice('E', { due: '2025-12-01', amount: 5 }),
    invoice('D', { due: '2026-01-01', amount: 10 }),
    invoice('C', { due: '2026-02-01', amount: 20 }),
    invoice('B', { due: '2026-03-01', amount: 30 }),
    invoice('A', { due: '2026-04-01', amount: 40 }),
  )
  company.on('2026-03-10', payment('REFUND', { amount: 15 }))
  await expectDays(company, { '2026-03-10': ['task for C1: The buckets add up'] }, { until: '2026-03-12' })
})

test('F30: an invoice due tomorrow is not yet due, and the sum still matches', async () => {
  const current = aRule({
    id: 'not-due',
    steps: [
      decide('sum', [
        branch(
          'all-current',
          all(
            fact('agingAmount', '=', 100, { ...USD, bucket: 'current' }),
            fact('notDueBalance', '=', 100, USD),
            fact('balance', '=', 100, USD),
          ),
          [task('fine', 'Everything is current')],
        ),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [current] })
  company.on('2026-03-02', invoice('A', { due: '2026-03-03' }))
  await expectDays(company, { '2026-03-02': ['task for C1: Everything is current'] }, { until: '2026-03-31' })
})

test('F31: an invoice without a due date is due 30 days after its issue, never dropped', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  // Due by the default terms on 2026-03-04.
  company.on('2026-02-02', invoice('A'))
  await expectDays(
    company,
    { '2026-03-09': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-16' },
  )
})

test('F33: of three instalments only the overdue one is asked for', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on(
    '2026-01-28',
    invoice('A', {
      instalments: [
        ['2026-02-27', 100],
        ['2026-03-27', 120],
        ['2026-04-27', 140],
      ],
    }),
  )
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD'] },
    { until: '2026-03-20' },
  )
})

test('F34: a letter about two invoices has a line for each and the total of both', async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 50 }),
    invoice('B', { due: '2026-02-27', amount: 70 }),
  )
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 50.00 USD, B 70.00 USD = 120.00 USD'] },
    { until: '2026-03-31' },
  )
})

test('F35: a cycle stays open when only the last of several invoices is paid, and closes when all are', async () => {
  const remind = reminder('remind')
  const company = virtualCompany({ rules: [remind] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-26' }), invoice('B', { due: '2026-02-27' }))
  company.on('2026-03-04', payment('PB', { amount: 100, pays: 'B' }))
  company.on('2026-03-20', payment('PA', { amount: 100, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 100.00 USD, B 100.00 USD = 200.00 USD'] },
    { until: '2026-03-19' },
  )
  expect(company.cyclesOf(remind, 'C1')).toMatchObject([{ number: 1, closedOn: null }])
  await expectDays(company, {}, { until: '2026-03-31' })
  expect(company.cyclesOf(remind, 'C1')).toMatchObject([{ number: 1, closedOn: '2026-03-20' }])
})

test('F38: a rule that asks for an amount without its currency is refused', () => {
  const withoutCurrency = () =>
    aRule({
      id: 'overdue',
      steps: [
        decide('late', [branch('over', fact('overdueBalance', '>', 100), [send('mail', 'overdue-30')])]),
      ],
    })
  expect(withoutCurrency).toThrow(/currency/)
  expect(catalogueOf().spec('overdueBalance')?.params?.currency?.required).toBe(true)
})

test('F38: euros and dollars are totalled apart, and never decide for each other', async () => {
  const rule = aRule({
    id: 'over-150',
    steps: [
      decide('late', [branch('over', fact('overdueBalance', '>', 150, USD), [send('mail', 'overdue-30')])]),
    ],
  })
  const company = virtualCompany({ rules: [rule, reminder('remind')] })
  company.on(
    '2026-01-28',
    invoice('A', { due: '2026-02-27', amount: 100 }),
    invoice('B', { due: '2026-02-27', amount: 100, currency: 'EUR' }),
  )
  await expectDays(
    company,
    {
      '2026-03-02': [
        'send reminder-first to billing of C1: A 100.00 USD, B 100.00 EUR = 100.00 USD + 100.00 EUR',
      ],
    },
    { until: '2026-03-31' },
  )
})

test('F41: two entities that bill one customer come to the same totals, whichever was read first', async () => {
  const lists = [
    ['A', 'us'],
    ['B', 'de'],
  ] as const
  const inOrder = async (bills: readonly (readonly [string, string])[]) => {
    const rule = aRule({
      id: 'over-150',
      steps: [
        decide('late', [branch('over', fact('overdueBalance', '=', 200, USD), [task('look', 'Owes 200')])]),
      ],
    })
    const company = virtualCompany({ rules: [rule] })
    company.on('2026-01-28', ...bills.map(([id, entity]) => invoice(id, { due: '2026-02-27', entity })))
    return company.passUntil('2026-03-06')
  }
  const days = { '2026-03-02': ['task for C1: Owes 200'] }
  expect(await inOrder(lists)).toEqual(days)
  expect(await inOrder([...lists].reverse())).toEqual(days)
})

test('F42: with 40 of 100 paid the letter asks for 60', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }))
  company.on('2026-02-28', payment('P', { amount: 40, pays: 'A' }))
  await expectDays(
    company,
    { '2026-03-02': ['send reminder-first to billing of C1: A 60.00 USD'] },
    { until: '2026-03-12' },
  )
})

test('the dunning minimum: a letter under it is held back until more is due', async () => {
  const company = virtualCompany({ rules: [reminder('remind', { policy: { minimum: { USD: 50 } } })] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27', amount: 30 }))
  company.on('2026-01-28', invoice('B', { due: '2026-03-05', amount: 30 }))
  await expectDays(
    company,
    {
      '2026-03-02': ['held back: send reminder-first to C1 (below-minimum)'],
      '2026-03-06': ['send reminder-first to billing of C1: A 30.00 USD, B 30.00 USD = 60.00 USD'],
    },
    { until: '2026-03-31' },
  )
})

test("a letter never lists another customer's invoices, though both have one address", async () => {
  const company = virtualCompany({ rules: [reminder('remind')] })
  company.on(
    '2026-01-28',
    customer('C1', { parentId: 'HQ' }),
    customer('C2', { parentId: 'HQ' }),
    customer('HQ'),
    invoice('A', { due: '2026-02-27', customer: 'C1' }),
    invoice('B', { due: '2026-02-27', customer: 'C2' }),
  )
  await expectDays(
    company,
    {
      '2026-03-02': [
        'send reminder-first to billing of C1: A 100.00 USD',
        'send reminder-first to billing of C2: B 100.00 USD',
      ],
    },
    { until: '2026-03-31' },
  )
})

test('F72: 25 late invoices of one customer make one letter with 25 lines', async () => {
  const company = virtualCompany({ rules: [invoiceLadder()] })
  const ids = Array.from({ length: 25 }, (_, at) => `INV-${at + 10}`)
  company.on('2026-01-28', ...ids.map((id) => invoice(id, { due: '2026-02-27', amount: 10 })))
  const lines = ids.map((id) => `${id} 10.00 USD`).join(', ')
  await expectDays(
    company,
    { '2026-03-02': [`send reminder-first to billing of C1: ${lines} = 250.00 USD`] },
    { until: '2026-03-12' },
  )
})

test('a customer who owes less than the credits on the account is not overdue at all for a rule on what may be asked for', async () => {
  const rule = aRule({
    id: 'net',
    steps: [
      decide('net', [
        branch('owes', all(daysOverdue(1), fact('chaseableOverdue', '>', 0, USD)), [
          send('mail', 'overdue-30'),
        ]),
      ]),
    ],
  })
  const company = virtualCompany({ rules: [rule] })
  company.on('2026-01-28', invoice('A', { due: '2026-02-27' }), creditMemo('CM', { amount: 300 }))
  await expectDays(company, {}, { until: '2026-03-31' })
})
