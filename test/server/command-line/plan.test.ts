import { describe, expect, test } from 'vitest'
import { sharedData } from '../../connectors/files/reading.ts'
import { aDesk, aRule, OPEN_ITEMS, OPEN_ITEMS_MAPPING } from './typing.ts'

const desk = aDesk()
desk.file('items.csv', OPEN_ITEMS)
desk.file('mapping.json', OPEN_ITEMS_MAPPING)
desk.file('late.json', aRule())
const FILES = ['--ledger', 'items.csv', '--mapping', 'mapping.json']

describe('a plan straight from files', () => {
  test('prints exactly the documented JSON', async () => {
    const { code, json } = await desk.json('plan', ...FILES, '--rule', 'late.json', '--as-of', '2026-03-31')
    expect(code).toBe(0)
    expect(json).toEqual({
      asOf: '2026-03-31',
      ledger: {
        customers: 4,
        openCustomers: 3,
        invoices: 5,
        openInvoices: 4,
        overdueInvoices: 2,
        open: { USD: '14380.50' },
        overdue: { USD: '5280.50' },
        problems: [],
      },
      rules: [
        {
          rule: 'late',
          counts: { evaluated: 4, matched: 1, notMatched: 3, unknown: 0, heldBack: 0, actions: 2 },
          matches: [
            {
              subject: { type: 'customer', id: '001', name: 'Acme, Inc.' },
              branch: 'is-late',
              actions: [
                { step: 'mail', action: 'send-email', params: { template: 'overdue-30', to: 'billing' } },
                { step: 'hold', action: 'place-credit-hold', params: { reason: 'late', release: 'cleared' } },
              ],
              because: [
                {
                  fact: 'daysOverdue',
                  operator: 'greaterThanInclusive',
                  value: 30,
                  actual: 60,
                  result: true,
                },
                {
                  fact: 'balance',
                  params: { currency: 'USD' },
                  operator: 'greaterThan',
                  value: '5000.00',
                  actual: '5300.50',
                  result: true,
                },
              ],
            },
          ],
        },
      ],
    })
  })

  test('takes further rules from --rule given again and from plain arguments behind it', async () => {
    desk.file('any.json', aRule({ id: 'any', name: 'Any', days: 1, over: 0 }))
    desk.file('third.json', aRule({ id: 'third', name: 'Third', days: 1, over: 80 }))
    const argv = ['--rule', 'late.json', 'third.json', '--rule', 'any.json', '--as-of', '2026-03-31']
    const { json } = await desk.json('plan', ...FILES, ...argv)
    const rules = (json as { rules: { rule: string; counts: { matched: number } }[] }).rules
    expect(rules.map(({ rule, counts }) => [rule, counts.matched]).sort()).toEqual([
      ['any', 2],
      ['late', 1],
      ['third', 1],
    ])
  })

  test('the day before and the day after are other days', async () => {
    const matchedOn = async (day: string) => {
      const { json } = await desk.json('plan', ...FILES, '--rule', 'late.json', '--as-of', day)
      return (json as { rules: { counts: { matched: number } }[] }).rules[0]?.counts.matched
    }
    // A-1 is due on 30 January and 30 days late on 1 March. What was open then can be told, since nothing was paid of it.
    expect([await matchedOn('2026-02-28'), await matchedOn('2026-03-01')]).toEqual([0, 1])
  })

  test('the export day of the mapping wins over the day asked about', async () => {
    const { json } = await desk.json('plan', ...FILES, '--rule', 'late.json', '--as-of', '2026-04-20')
    expect(json).toMatchObject({ ledger: { openInvoices: 4, overdueInvoices: 4 } })
  })

  test('several files are one set of books: the customers of one, the invoices of another', async () => {
    desk.file(
      'customers.csv',
      'Customer No,Name,Credit limit,Currency\n002,Birch Limited,50.00,USD\n009,Ibis,100,USD\n',
    )
    desk.file('customers.json', {
      records: 'customers',
      columns: { id: 'Customer No', name: 'Name', creditLimit: 'Credit limit', currency: 'Currency' },
    })
    const rule = aRule({ id: 'limit', days: 1, over: 0 })
    rule.steps[0]!.branches[0]!.when.all.push({
      fact: 'creditUtilisation',
      operator: 'greaterThan',
      value: 100,
    } as never)
    desk.file('limit.json', rule)
    const more = ['--ledger', 'customers.csv', '--mapping', 'customers.json', '--rule', 'limit.json']
    const { json } = await desk.json('plan', ...FILES, ...more, '--as-of', '2026-03-31')
    expect(json).toMatchObject({
      ledger: { customers: 5, problems: [] },
      rules: [{ matches: [{ subject: { id: '002', name: 'Birch Limited' } }] }],
    })
  })

  test('for a person: the books, the rule in words, and whom it matches and why', async () => {
    const { code, out } = await desk.type('plan', ...FILES, '--rule', 'late.json', '--as-of', '2026-03-31')
    expect(code).toBe(0)
    expect(out).toMatch(/Open USD +14,380\.50 {2}5,280\.50 overdue/)
    expect(out).toContain('whose oldest invoice is at least 30 days overdue')
    expect(out).toContain('4 evaluated, 1 matched, 3 not, 0 with missing data, 2 actions, 0 held back')
    expect(out).toMatch(/Acme, Inc\. +001 +is-late +mail, hold +days overdue: 60; USD balance: 5,300\.50/)
    expect(out).toContain('Nothing was sent.')
  })

  test('colours only for a terminal', async () => {
    const argv = ['plan', ...FILES, '--rule', 'late.json', '--as-of', '2026-03-31']
    const atTerminal = aDesk({ surroundings: { isTerminal: true, width: 100, cwd: desk.cwd } })
    expect((await desk.type(...argv)).out).not.toContain('\u001b')
    expect((await atTerminal.type(...argv)).out).toContain('\u001b[1mLate\u001b[22m')
  })
})

describe('a ledger with bad rows', () => {
  const HEAD = 'Invoice,Customer No,Customer,Email,Issued,Due,Total,Open,Paid On,Currency\n'
  const GOOD = 'G-1,001,Acme,,2026-01-02,2026-01-30,10.00,10.00,,USD\n'
  const plan = async (content: string, mapping: object = OPEN_ITEMS_MAPPING) => {
    desk.file('bad.csv', content)
    desk.file('bad-mapping.json', mapping)
    const argv = ['--ledger', 'bad.csv', '--mapping', 'bad-mapping.json', '--rule', 'late.json']
    return ['plan', ...argv, '--as-of', '2026-03-31']
  }

  test.each([
    ['an impossible date', 'B-1,001,Acme,,2026-02-30,2026-03-30,10.00,10.00,,USD', 'Issued', '2026-02-30'],
    [
      'an amount nobody writes',
      'B-1,001,Acme,,2026-01-02,2026-01-30,"12,34.5",10.00,,USD',
      'Total',
      '12,34.5',
    ],
    ['an unknown currency', 'B-1,001,Acme,,2026-01-02,2026-01-30,10.00,10.00,,XXQ', 'Currency', 'XXQ'],
    ['a number that stands twice', 'G-1,001,Acme,,2026-01-02,2026-01-30,10.00,10.00,,USD', 'Invoice', 'G-1'],
  ])('%s is reported with its place, and the good row counts', async (_, row, column, value) => {
    const { code, json } = await desk.json(...(await plan(`${HEAD}${GOOD}${row}\n`)))
    expect(code).toBe(1)
    expect(json).toMatchObject({ ledger: { openInvoices: 1, problems: [{ line: 3, column, value }] } })
  })

  test('a broken quote is reported with its line, and the good row counts', async () => {
    const { code, json } = await desk.json(...(await plan(`${HEAD}${GOOD}B-1,001,"Acme,,2026-01-02\n`)))
    expect(code).toBe(1)
    expect(json).toMatchObject({ ledger: { openInvoices: 1, problems: [{ line: 3 }] } })
  })

  test('for a person the problems stand with line, column and value', async () => {
    const { out } = await desk.type(
      ...(await plan(`${HEAD}${GOOD}B-1,001,Acme,,2026-02-30,2026-03-30,10.00,10.00,,USD\n`)),
    )
    expect(out).toContain('1 problem in the books')
    expect(out).toContain('✗ line 3, column Issued: found "2026-02-30".')
  })

  test('a column that is missing refuses the whole file', async () => {
    const { code, out, err } = await desk.type(...(await plan(`${HEAD.replace('Total', 'Sum')}${GOOD}`)))
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('columns.total: the file has no column "Total".')
  })

  test('a file whose currency nobody names is refused, for empty books would look as if nobody owed anything', async () => {
    const { currency: _, ...columns } = OPEN_ITEMS_MAPPING.columns
    const { code, out, err } = await desk.type(
      ...(await plan(`${HEAD}${GOOD}`, { ...OPEN_ITEMS_MAPPING, columns })),
    )
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('Cannot use bad.csv:\n  The file has no column for the currency.')
  })

  test('a mapping that asks for what invoices do not have refuses with its place', async () => {
    const mapping = { ...OPEN_ITEMS_MAPPING, columns: { ...OPEN_ITEMS_MAPPING.columns, totall: 'Total' } }
    const { code, err } = await desk.type(...(await plan(`${HEAD}${GOOD}`, mapping)))
    expect(code).toBe(1)
    expect(err).toContain('columns.totall: "totall" is not something invoices have.')
  })
})

const ibm = sharedData('ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv')
describe.skipIf(ibm === null)('the late payment histories (shared data beside the checkout)', () => {
  desk.file('ibm.json', {
    records: 'invoices',
    columns: {
      number: 'invoiceNumber',
      'customer.id': 'customerID',
      issuedOn: 'InvoiceDate',
      dueOn: 'DueDate',
      total: 'InvoiceAmount',
      disputed: 'Disputed',
      closedOn: 'SettledDate',
    },
    constants: { currency: 'USD' },
    dates: ['M/D/YYYY'],
  })
  desk.file('seven.json', aRule({ id: 'seven', days: 7, over: 75 }))
  desk.file('one.json', aRule({ id: 'one', days: 1, over: 75 }))

  test('84 open invoices of 52 customers, 5,119.85 open, 835.56 overdue in 12; the two rules match 3 and 9', async () => {
    const argv = ['--ledger', ibm!, '--mapping', 'ibm.json', '--rule', 'seven.json', '--rule', 'one.json']
    const { code, json } = await desk.json('plan', ...argv, '--as-of', '2013-06-30')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      ledger: {
        openInvoices: 84,
        openCustomers: 52,
        open: { USD: '5119.85' },
        overdue: { USD: '835.56' },
        overdueInvoices: 12,
        problems: [],
      },
      rules: [
        { rule: 'seven', counts: { evaluated: 100, matched: 3, notMatched: 97, unknown: 0 } },
        { rule: 'one', counts: { evaluated: 100, matched: 9, notMatched: 91, unknown: 0 } },
      ],
    })
  })
})
