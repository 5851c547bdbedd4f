import { expect, test } from 'vitest'
import { read } from './reading.ts'

test('customers come with limit, tags, parent and billing contact', async () => {
  const { ledger, problems } = await read(
    'Customer ID,Customer Name,Email,First Name,Last Name,Credit Limit,Currency,Tags,Parent,Status,Terms,Internal\n' +
      '007,Acme,ap@acme.example,Ann,Lee,"5,000.00",USD,key; export,001,legal,Net 30,no\n',
  )
  expect(problems).toEqual([])
  expect(ledger.customers).toEqual([
    {
      id: '007',
      name: 'Acme',
      creditLimitMinor: 500000,
      currency: 'USD',
      tags: ['key', 'export'],
      parentId: '001',
      status: 'legal',
      terms: 'Net 30',
      internal: false,
    },
  ])
  expect(ledger.contacts).toEqual([
    { id: '007/billing', customerId: '007', role: 'billing', name: 'Ann Lee', email: 'ap@acme.example' },
  ])
})

test('a customer listed twice is reported and the first kept', async () => {
  const { ledger, problems } = await read('Customer ID,Customer Name\n1,Acme\n1,Acme Ltd\n')
  expect(ledger.customers).toEqual([{ id: '1', name: 'Acme' }])
  expect(problems).toMatchObject([{ line: 3, column: 'Customer ID', value: '1' }])
})

test('a limit without a currency is left out and reported', async () => {
  const { ledger, problems } = await read('Customer ID,Customer Name,Credit Limit\n1,Acme,500\n')
  expect(ledger.customers).toEqual([{ id: '1', name: 'Acme' }])
  expect(problems).toMatchObject([{ line: 2, column: 'Credit Limit' }])
})

test('contacts have a role, and the last contact is kept', async () => {
  const { ledger, recognised } = await read(
    'Customer ID,Name,Email,Role,Last Contacted\nC1,Ann,ann@acme.example,Billing,2026-01-05\nC1,Bob,bob@acme.example,CFO,2026-02-01\n',
  )
  expect(recognised?.records).toBe('contacts')
  expect(ledger.contacts.map(({ role }) => role)).toEqual(['billing', 'executive'])
  expect(ledger.contactEvents).toEqual([
    { id: 'C1/last-contact', customerId: 'C1', on: '2026-02-01', kind: 'call' },
  ])
})

test('the last contact in a file of invoices is the latest of the customer', async () => {
  const { ledger } = await read(
    'Invoice Number,Customer,Invoice Date,Total,Currency,Last Contact\n1,Acme,2026-01-05,10,USD,2026-02-03\n2,Acme,2026-01-05,10,USD,2026-02-01\n',
  )
  expect(ledger.customers[0]?.lastContactOn).toBe('2026-02-03')
})

test('payments are applied to the invoice they name; pending ones are in flight', async () => {
  const { ledger, problems, recognised } = await read(
    'Payment Number,Customer ID,Payment Date,Amount,Currency,Invoice Number,Status\n' +
      'P1,C1,2026-02-01,10.00,USD,0001,cleared\nP2,C1,2026-02-02,5.00,USD,,pending\nP3,C1,2026-02-03,5.00,USD,0002,failed\n' +
      'P4,C1,2026-02-04,5.00,USD,,returned\nP5,C1,2026-02-05,0,USD,,cleared\nP1,C1,2026-02-06,1.00,USD,,cleared\nP7,C1,2026-02-07,9.00,USD,"1, 2",cleared\n',
  )
  expect(recognised?.records).toBe('payments')
  expect(ledger.payments).toEqual([
    {
      id: 'P1',
      customerId: 'C1',
      currency: 'USD',
      minor: 1000,
      receivedOn: '2026-02-01',
      clearedOn: '2026-02-01',
    },
    { id: 'P2', customerId: 'C1', currency: 'USD', minor: 500, receivedOn: '2026-02-02' },
    {
      id: 'P7',
      customerId: 'C1',
      currency: 'USD',
      minor: 900,
      receivedOn: '2026-02-07',
      clearedOn: '2026-02-07',
    },
  ])
  expect(ledger.applications).toEqual([
    {
      id: 'P1/0001',
      from: 'payment',
      fromId: 'P1',
      documentId: 'C1/invoice/0001',
      minor: 1000,
      appliedOn: '2026-02-01',
    },
  ])
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [5, 'Status'],
    [6, 'Amount'],
    [7, 'Payment Number'],
    [8, 'Invoice Number'],
  ])
})

test('two equal payments without an id are two, with the same ids in each export', async () => {
  const row = 'C1,2026-02-01,10.00,USD\n'
  const text = `Customer ID,Payment Date,Payment Amount,Currency\n${row}${row}`
  const ids = (await read(text)).ledger.payments.map(({ id }) => id)
  expect(ids).toEqual(['C1/payment/2026-02-01/USD/1000', 'C1/payment/2026-02-01/USD/1000/2'])
})

test('credit notes are credit memos, whatever the sign of their amount', async () => {
  const { ledger } = await read(
    'Credit Note Number,Customer,Date,Total,Remaining Credit,Currency\nCN1,Acme,2026-02-01,-10.00,-4.00,USD\nCN2,Acme,2026-02-01,10.00,10.00,USD\n',
  )
  expect(ledger.documents).toMatchObject([
    { type: 'credit-memo', totalMinor: 1000, openMinor: 400 },
    { type: 'credit-memo', totalMinor: 1000, openMinor: 1000 },
  ])
})
