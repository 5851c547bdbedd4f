import { describe, expect, test } from 'vitest'
import {
  aCreditMemo,
  aDispute,
  aLedger,
  anApplication,
  anInvoice,
  aPayment,
  day,
  paid,
} from '../../builders.ts'
import { ask } from './ask.ts'

const balance = (ledger: Parameters<typeof ask>[0], asOf: string) =>
  ask(ledger, { fact: 'balance', asOf, params: { currency: 'USD' } })
const overdue = (ledger: Parameters<typeof ask>[0], asOf: string) =>
  ask(ledger, { fact: 'overdueBalance', asOf, params: { currency: 'USD' } })

describe('from when until when a document is open', () => {
  const ledger = aLedger({ documents: [anInvoice({ issuedOn: '2026-01-10', closedOn: day('2026-02-20') })] })

  test.each([
    ['2026-01-09', '0.00'],
    ['2026-01-10', '1000.00'],
    ['2026-02-19', '1000.00'],
    ['2026-02-20', '0.00'],
  ])('issued 2026-01-10 and closed 2026-02-20: on %s %s is open', (asOf, open) =>
    expect(balance(ledger, asOf)).toBe(open),
  )

  test.each(['void', 'written-off', 'unlisted', 'paid'] as const)(
    'a document that is %s is in no figure from that day on (F22)',
    (closedBy) => {
      const gone = aLedger({ documents: [anInvoice({ closedOn: day('2026-02-20'), closedBy })] })
      expect(overdue(gone, '2026-02-19')).toBe('1000.00')
      expect(overdue(gone, '2026-02-20')).toBe('0.00')
      expect(ask(gone, { fact: 'daysOverdue', asOf: '2026-02-20' })).toBe(0)
      expect(ask(gone, { fact: 'openCount', asOf: '2026-02-20' })).toBe(0)
    },
  )

  test('partly paid, only the rest is open, from the day the money cleared (F42)', () => {
    const payment = aPayment({ minor: 4_000, receivedOn: '2026-02-01', clearedOn: '2026-02-03' })
    const part = aLedger({
      documents: [anInvoice({ id: 'inv', totalMinor: 10_000 })],
      payments: [payment],
      applications: [anApplication({ fromId: payment.id, documentId: 'inv', minor: 4_000 })],
    })
    expect(balance(part, '2026-02-02')).toBe('100.00')
    expect(balance(part, '2026-02-03')).toBe('60.00')
  })

  test('without a due date the terms default of 30 days applies and the document is not dropped (F31)', () => {
    const undated = aLedger({ documents: [anInvoice({ issuedOn: '2026-01-05' })] })
    expect(overdue(undated, '2026-02-04')).toBe('0.00')
    expect(overdue(undated, '2026-02-05')).toBe('1000.00')
  })
})

describe('an open amount the source states on 2026-03-01', () => {
  const stated = { id: 'inv', openMinor: 60_000, openOn: day('2026-03-01') }

  test('holds on its day and after, less what is applied later', () => {
    const ledger = aLedger(
      { documents: [anInvoice(stated)] },
      paid('inv', { minor: 10_000, on: '2026-03-05' }),
    )
    expect(balance(ledger, '2026-03-01')).toBe('600.00')
    expect(balance(ledger, '2026-03-04')).toBe('600.00')
    expect(balance(ledger, '2026-03-05')).toBe('500.00')
  })

  test('has what was applied up to its day in it already', () => {
    const ledger = aLedger(
      { documents: [anInvoice(stated)] },
      paid('inv', { minor: 40_000, on: '2026-03-01' }),
    )
    expect(balance(ledger, '2026-03-01')).toBe('600.00')
  })

  test('rises again when a payment it counted is returned', () => {
    const payment = aPayment({ minor: 40_000, receivedOn: '2026-02-01', returnedOn: '2026-03-10' })
    const ledger = aLedger({
      documents: [anInvoice(stated)],
      payments: [payment],
      applications: [anApplication({ fromId: payment.id, documentId: 'inv', minor: 40_000 })],
    })
    expect(balance(ledger, '2026-03-09')).toBe('600.00')
    expect(balance(ledger, '2026-03-10')).toBe('1000.00')
  })

  test('before its day, total less what was applied by then when the payments explain it', () => {
    const ledger = aLedger(
      { documents: [anInvoice(stated)] },
      paid('inv', { minor: 40_000, on: '2026-02-15' }),
    )
    expect(balance(ledger, '2026-02-14')).toBe('1000.00')
    expect(balance(ledger, '2026-02-15')).toBe('600.00')
  })

  test('before its day, the whole when nothing was paid on it', () => {
    const ledger = aLedger({ documents: [anInvoice({ ...stated, openMinor: 100_000 })] })
    expect(balance(ledger, '2026-02-15')).toBe('1000.00')
  })

  test('before its day unknown when partly paid by nobody knows what', () => {
    const ledger = aLedger({ documents: [anInvoice(stated)] })
    expect(balance(ledger, '2026-02-28')).toBeNull()
    expect(balance(ledger, '2026-03-01')).toBe('600.00')
  })

  test('made after the document was closed it says nothing about the time before', () => {
    const ledger = aLedger({
      documents: [anInvoice({ ...stated, openMinor: 0, closedOn: day('2026-02-20') })],
    })
    expect(balance(ledger, '2026-02-19')).toBe('1000.00')
    expect(balance(ledger, '2026-02-20')).toBe('0.00')
  })

  test('without a day it is the running balance, on every day', () => {
    const ledger = aLedger(
      { documents: [anInvoice({ id: 'inv', openMinor: 60_000 })] },
      paid('inv', { minor: 40_000, on: '2026-02-15' }),
    )
    expect(balance(ledger, '2026-02-20')).toBe('600.00')
  })
})

describe('an unknown open amount', () => {
  const ledger = aLedger({
    documents: [
      anInvoice({ id: 'known', totalMinor: 5_000, dueOn: '2026-02-10' }),
      anInvoice({ id: 'doubt', dueOn: '2026-01-31', openMinor: 60_000, openOn: day('2026-04-01') }),
      anInvoice({ id: 'euro', currency: 'EUR', totalMinor: 7_000, dueOn: '2026-02-10' }),
    ],
  })
  const of = (fact: string, asOf: string, params?: { currency: string }) =>
    ask(ledger, { fact, asOf, ...(params && { params }) })
  const usd = { currency: 'USD' }

  test('makes the sums and counts of its currency unknown, and leaves the others alone', () => {
    for (const fact of ['balance', 'overdueBalance', 'chaseableOverdue', 'largestOverdue', 'netBalance'])
      expect(of(fact, '2026-03-01', usd), fact).toBeNull()
    for (const fact of ['openCount', 'overdueCount']) expect(of(fact, '2026-03-01', usd), fact).toBeNull()
    expect(of('balance', '2026-03-01', { currency: 'EUR' })).toBe('70.00')
    expect(of('openCount', '2026-03-01', { currency: 'EUR' })).toBe(1)
  })

  test('leaves what it cannot touch known: before its due date nothing of it is overdue', () => {
    expect(of('overdueBalance', '2026-01-31', usd)).toBe('0.00')
    expect(of('daysOverdue', '2026-01-31')).toBe(0)
    expect(of('daysOverdue', '2026-03-01')).toBeNull()
    expect(of('oldestDueDay', '2026-03-01')).toBeNull()
  })

  test('does not hide that something known is older', () => {
    const older = aLedger(ledger, { documents: [anInvoice({ id: 'older', dueOn: '2026-01-15' })] })
    expect(ask(older, { fact: 'daysOverdue', asOf: '2026-03-01' })).toBe(45)
  })

  test('keeps its row among the invoices, with an unknown balance', () => {
    const question = { subject: 'invoice', id: 'doubt', asOf: '2026-03-01' } as const
    expect(ask(ledger, { fact: 'balance', ...question, params: usd })).toBeNull()
    expect(ask(ledger, { fact: 'invoiceTotal', ...question, params: usd })).toBe('1000.00')
  })

  test('on the day of the statement everything is known', () => {
    expect(of('balance', '2026-04-01', usd)).toBe('650.00')
    expect(of('daysOverdue', '2026-04-01')).toBe(60)
  })
})

describe('instalments (F33)', () => {
  const ledger = aLedger({
    documents: [
      anInvoice({
        id: 'inv',
        instalments: [
          { dueOn: day('2026-03-31'), minor: 30_000 },
          { dueOn: day('2026-01-31'), minor: 30_000 },
          { dueOn: day('2026-02-28'), minor: 40_000 },
        ],
      }),
    ],
  })

  test('only the part whose day has passed is overdue', () => {
    expect(overdue(ledger, '2026-02-01')).toBe('300.00')
    expect(overdue(ledger, '2026-03-01')).toBe('700.00')
    expect(balance(ledger, '2026-03-01')).toBe('1000.00')
  })

  test.each([90_000, 110_000])(
    'that add up to %i cents and not to the total never change the balance',
    (sum) => {
      const odd = aLedger({
        documents: [
          anInvoice({
            totalMinor: 100_000,
            instalments: [
              { dueOn: day('2026-01-31'), minor: sum - 50_000 },
              { dueOn: day('2026-02-28'), minor: 50_000 },
            ],
          }),
        ],
      })
      expect(balance(odd, '2026-02-01')).toBe('1000.00')
      expect(overdue(odd, '2026-02-01')).toBe('500.00')
    },
  )

  test('payments cover them in order of due date', () => {
    const part = aLedger(ledger, paid('inv', { minor: 35_000, on: '2026-02-01' }))
    expect(overdue(part, '2026-02-28')).toBe('0.00')
    expect(overdue(part, '2026-03-01')).toBe('350.00')
    expect(ask(part, { fact: 'daysOverdue', asOf: '2026-03-02' })).toBe(2)
    expect(ask(part, { fact: 'dueDay', subject: 'invoice', asOf: '2026-03-02' })).toBe('2026-02-28')
    expect(ask(part, { fact: 'openCount', asOf: '2026-03-02' })).toBe(1)
  })

  test('what is disputed is taken off the oldest first, so nothing contested is asked for', () => {
    const contested = aLedger(ledger, { disputes: [aDispute({ documentId: 'inv', minor: 35_000 })] })
    const chaseable = (asOf: string) =>
      ask(contested, { fact: 'chaseableOverdue', asOf, params: { currency: 'USD' } })
    expect(chaseable('2026-02-01')).toBe('0.00')
    expect(chaseable('2026-03-01')).toBe('350.00')
    expect(ask(contested, { fact: 'disputedAmount', asOf: '2026-03-01', params: { currency: 'USD' } })).toBe(
      '350.00',
    )
  })
})

describe('credits (F27)', () => {
  test('an applied credit memo pays the invoice and is used up by as much', () => {
    const memo = aCreditMemo({ id: 'memo', totalMinor: 30_000 })
    const ledger = aLedger({
      documents: [anInvoice({ id: 'inv' }), memo],
      applications: [
        anApplication({
          from: 'credit-memo',
          fromId: 'memo',
          documentId: 'inv',
          minor: 10_000,
          appliedOn: '2026-02-01',
        }),
      ],
    })
    const credits = (asOf: string) =>
      ask(ledger, { fact: 'openCreditMemos', asOf, params: { currency: 'USD' } })
    expect([balance(ledger, '2026-01-31'), credits('2026-01-31')]).toEqual(['1000.00', '300.00'])
    expect([balance(ledger, '2026-02-01'), credits('2026-02-01')]).toEqual(['900.00', '200.00'])
  })

  test('invoices of 1,000.00 and an open credit of 300.00: net is 700.00, which is not over 800.00', () => {
    const ledger = aLedger({ documents: [anInvoice(), aCreditMemo({ totalMinor: 30_000 })] })
    const net = (fact: string) => ask(ledger, { fact, asOf: '2026-03-01', params: { currency: 'USD' } })
    expect(net('netBalance')).toBe('700.00')
    expect(net('chaseableOverdue')).toBe('700.00')
    expect(net('overdueBalance')).toBe('1000.00')
  })

  test('credits over what is overdue leave 0 to chase, never less', () => {
    const ledger = aLedger({ documents: [anInvoice(), aCreditMemo({ totalMinor: 300_000 })] })
    expect(ask(ledger, { fact: 'chaseableOverdue', asOf: '2026-03-01', params: { currency: 'USD' } })).toBe(
      '0.00',
    )
  })

  test('a credit memo is no document to chase and has no row', () => {
    const ledger = aLedger({ documents: [aCreditMemo()] })
    expect(ask(ledger, { fact: 'openCount', asOf: '2026-03-01' })).toBe(0)
    expect(ask(ledger, { fact: 'invoiceNumber', subject: 'invoice', asOf: '2026-03-01' })).toBeUndefined()
  })
})
