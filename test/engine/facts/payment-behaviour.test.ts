import { describe, expect, test } from 'vitest'
import type { Ledger } from '#engine/ledger.ts'
import { aCreditMemo, aLedger, anApplication, anInvoice, aPayment, day, paid } from '../../builders.ts'
import { ask } from './ask.ts'

const asOf = '2026-04-01'
const late = (ledger: Ledger) => ask(ledger, { fact: 'weightedDaysLate', asOf, params: { minSample: 1 } })
const samples = (ledger: Ledger, on = asOf) => ask(ledger, { fact: 'paymentSampleSize', asOf: on })

describe('how a customer has paid', () => {
  test('an early payment counts as negative days late', () => {
    const ledger = aLedger({ documents: [anInvoice({ id: 'a' })] }, paid('a', { on: '2026-01-26' }))
    expect(late(ledger)).toBe(-5)
  })

  test('it is the day the money was received that counts, not the day it cleared', () => {
    const payment = aPayment({ receivedOn: '2026-02-05', clearedOn: '2026-02-09' })
    const ledger = aLedger({
      documents: [anInvoice({ id: 'a' })],
      payments: [payment],
      applications: [anApplication({ fromId: payment.id, documentId: 'a', appliedOn: '2026-02-10' })],
    })
    expect(late(ledger)).toBe(5)
    expect(samples(ledger, '2026-02-09')).toBe(0)
    expect(samples(ledger, '2026-02-10')).toBe(1)
  })

  test('one payment of two invoices is two samples', () => {
    const payment = aPayment({ minor: 200_000, receivedOn: '2026-02-05' })
    const ledger = aLedger({
      documents: [anInvoice({ id: 'a' }), anInvoice({ id: 'b', dueOn: '2026-02-05' })],
      payments: [payment],
      applications: ['a', 'b'].map((documentId) =>
        anApplication({ fromId: payment.id, documentId, appliedOn: '2026-02-05' }),
      ),
    })
    expect(samples(ledger)).toBe(2)
    expect(late(ledger)).toBe(2.5)
  })

  test('each instalment is measured by its own due day, in their order', () => {
    const ledger = aLedger(
      {
        documents: [
          anInvoice({
            id: 'a',
            instalments: [
              { dueOn: day('2026-01-31'), minor: 40_000 },
              { dueOn: day('2026-02-28'), minor: 60_000 },
            ],
          }),
        ],
      },
      paid('a', { minor: 100_000, on: '2026-02-28' }),
    )
    // 400.00 x 28 days and 600.00 x 0 days over 1,000.00.
    expect(late(ledger)).toBe(11.2)
    expect(samples(ledger)).toBe(1)
  })

  test('payments that end within an instalment leave its rest to the next payment', () => {
    const ledger = aLedger(
      {
        documents: [
          anInvoice({
            id: 'a',
            instalments: [
              { dueOn: day('2026-01-31'), minor: 40_000 },
              { dueOn: day('2026-02-10'), minor: 40_000 },
              { dueOn: day('2026-02-20'), minor: 20_000 },
            ],
          }),
        ],
      },
      // 400.00 x 0 and 100.00 x -10 days; then 300.00 x 10 and 200.00 x 0 days: 2,000.00 over 1,000.00.
      paid('a', { minor: 50_000, on: '2026-01-31' }),
      paid('a', { minor: 50_000, on: '2026-02-20' }),
    )
    expect(late(ledger)).toBe(2)
    expect(samples(ledger)).toBe(2)
  })

  test('a credit memo is no payment, but pays the first instalment all the same', () => {
    const ledger = aLedger(
      {
        documents: [
          aCreditMemo({ id: 'memo', totalMinor: 40_000 }),
          anInvoice({
            id: 'a',
            instalments: [
              { dueOn: day('2026-01-31'), minor: 40_000 },
              { dueOn: day('2026-02-28'), minor: 60_000 },
            ],
          }),
        ],
        applications: [
          anApplication({
            from: 'credit-memo',
            fromId: 'memo',
            documentId: 'a',
            minor: 40_000,
            appliedOn: '2026-01-31',
          }),
        ],
      },
      paid('a', { minor: 60_000, on: '2026-02-28' }),
    )
    expect(samples(ledger)).toBe(1)
    expect(late(ledger)).toBe(0)
  })

  test('a payment that came back counts no longer', () => {
    const payment = aPayment({ receivedOn: '2026-02-05', returnedOn: '2026-03-01' })
    const ledger = aLedger({
      documents: [anInvoice({ id: 'a' })],
      payments: [payment],
      applications: [anApplication({ fromId: payment.id, documentId: 'a', appliedOn: '2026-02-05' })],
    })
    expect(samples(ledger, '2026-02-28')).toBe(1)
    expect(samples(ledger, '2026-03-01')).toBe(0)
    expect(late(ledger)).toBeNull()
  })

  test('an invoice closed as paid with no payment on file was paid on that day; a voided one was not', () => {
    const closed = (closedBy: 'paid' | 'void') =>
      aLedger({ documents: [anInvoice({ closedOn: day('2026-02-10'), closedBy })] })
    expect(late(closed('paid'))).toBe(10)
    expect(samples(closed('paid'), '2026-02-09')).toBe(0)
    expect(samples(closed('void'))).toBe(0)
  })
})
