import { describe, expect, test } from 'vitest'
import { parseFileMapping } from '#connectors/files/mapping.ts'
import { readLedgerFile } from '#connectors/files/read-ledger-file.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import { expectValid, sharedData } from './reading.ts'

/** Real files that lie beside the checkout and are not ours to ship; without them these tests are passed over. */
async function load(file: string, currency?: string) {
  const path = sharedData(file)
  if (path === null) throw new Error(`${file} is not there`)
  const request = { name: file, path, exportedOn: calendarDate('2021-03-01') }
  const first = await readLedgerFile(request)
  if (currency === undefined) return first
  expect(first.problems).toMatchObject([{ line: null, message: expect.stringContaining('"constants"') }])
  expect(first.ledger.documents).toEqual([])
  const mapping = parseFileMapping({ ...first.recognised, constants: { currency } })
  const second = await readLedgerFile({ ...request, mapping })
  expectValid(second)
  return second
}

const ibm = sharedData('ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv')
describe.skipIf(ibm === null)('the late payment histories (shared data beside the checkout)', () => {
  const mapping = parseFileMapping({
    records: 'invoices',
    columns: {
      number: 'invoiceNumber',
      'customer.id': 'customerID',
      'customer.country': 'countryCode',
      issuedOn: 'InvoiceDate',
      dueOn: 'DueDate',
      total: 'InvoiceAmount',
      disputed: 'Disputed',
      closedOn: 'SettledDate',
    },
    constants: { currency: 'USD' },
    dates: ['M/D/YYYY'],
  })

  test('load whole, and show what was open and overdue on 30 June 2013', async () => {
    const contents = await readLedgerFile({
      name: 'ibm.csv',
      path: ibm!,
      exportedOn: calendarDate('2014-01-31'),
      mapping,
    })
    expectValid(contents)
    const { ledger, problems } = contents
    expect([problems.length, ledger.documents.length, ledger.customers.length]).toEqual([0, 2466, 100])
    const asOf = '2013-06-30'
    const open = ledger.documents.filter(({ issuedOn, closedOn }) => issuedOn <= asOf && asOf < closedOn!)
    const overdue = open.filter(({ dueOn }) => dueOn! < asOf)
    const sum = (of: typeof open) => of.reduce((total, { totalMinor }) => total + totalMinor, 0)
    expect([open.length, new Set(open.map(({ customerId }) => customerId)).size, sum(open)]).toEqual([
      84, 52, 511985,
    ])
    expect([overdue.length, sum(overdue)]).toEqual([12, 83556])
    expect(ledger.documents[0]?.number).toBe('0000611365')
  })
})

const exports = sharedData('accounting-exports')
describe.skipIf(exports === null)('exports of accounting systems (shared data beside the checkout)', () => {
  test('FreshBooks: the lines of an invoice add up, sent is open', async () => {
    const { ledger, problems } = await load('accounting-exports/freshbooks_invoices.csv')
    expect(problems).toEqual([])
    expect(ledger.documents).toEqual([
      expect.objectContaining({
        number: '0000001',
        customerId: 'X-Men',
        totalMinor: 789000,
        issuedOn: '2021-01-28',
      }),
    ])
  })

  test('Wave: the line on accounts receivable is the invoice, the negative one its payment', async () => {
    const { ledger, problems } = await load('accounting-exports/wave_invoices.csv', 'USD')
    expect(problems).toEqual([])
    expect(ledger.documents.map(({ id, totalMinor }) => [id, totalMinor])).toEqual([
      ['1131801267438479900', 497400],
      ['1131801934970350312', 59050],
      ['1131802918996011960', 350041],
    ])
    expect(ledger.payments).toMatchObject([
      { id: '1131802355113782011', minor: 59050, customerId: 'Lucas Cage' },
    ])
    expect(ledger.applications).toMatchObject([{ documentId: '1131801934970350312', minor: 59050 }])
  })

  test('Invoicely: months by name, thousands with commas', async () => {
    const { ledger, problems } = await load('accounting-exports/invoicely_invoices.csv', 'USD')
    expect(problems).toEqual([])
    expect(ledger.documents).toMatchObject([{ number: 'INV-1', totalMinor: 102000, dueOn: '2021-01-28' }])
  })

  test('Xero: quantity by price, day first, one number given twice to a contact', async () => {
    const { ledger, problems, rows } = await load('accounting-exports/xero-SalesInvoiceTemplate.csv', 'NZD')
    expect([rows, ledger.documents.length]).toEqual([100, 99])
    expect(problems).toMatchObject([{ column: '*InvoiceNumber', value: '93' }])
    expect(ledger.documents[0]).toMatchObject({
      totalMinor: 206700,
      issuedOn: '2019-06-07',
      dueOn: '2019-02-08',
    })
  })

  test('Akaunting: a workbook, paid without a day', async () => {
    const { ledger, problems } = await load('accounting-exports/akaunting-invoices.xlsx')
    expect(problems).toEqual([])
    expect(ledger.documents).toMatchObject([
      { number: 'INV-00001', totalMinor: 10000, closedOn: '2021-03-01' },
    ])
  })

  test.each([
    ['freshbooks_clients.csv', 'X-Men', 'ssummers@xavierscool.edu'],
    ['invoicely_clients.csv', 'Bruce Wayne', 'batman@gotham.gov'],
    ['wave_clients.csv', 'Jessica Jones', 'jessica@jones.com'],
  ])('%s has customers with the address to write to', async (file, customer, email) => {
    const { ledger, problems, recognised } = await load(`accounting-exports/${file}`)
    expect([problems.length, recognised?.records]).toEqual([0, 'customers'])
    expect(ledger.contacts).toContainEqual(expect.objectContaining({ customerId: customer, email }))
  })
})
