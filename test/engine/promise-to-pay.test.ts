import { describe, expect, test } from 'vitest'
import { fromEpochDay, toEpochDay } from '#engine/calendar-date.ts'
import type { Ledger } from '#engine/ledger.ts'
import { promiseStanding } from '#engine/promise-to-pay.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { aLedger, aPayment, aPromise, day } from '../builders.ts'

/** Where the only promise of a ledger stands, and since when. */
function standing(ledger: Ledger, asOf: string): string | null {
  const snapshot = takeSnapshot(ledger)
  const found = promiseStanding(snapshot, snapshot.promises[0]!, toEpochDay(day(asOf)))
  return found && `${found.status} since ${fromEpochDay(found.since)}`
}

/** 1,000.00 USD promised on 2026-03-01 for 2026-03-10. */
const promise = aPromise()
const withPayments = (...payments: Parameters<typeof aPayment>[0][]) =>
  aLedger({ promises: [promise], payments: payments.map((payment) => aPayment(payment)) })

describe('a promise to pay 1,000.00 USD by 2026-03-10', () => {
  test.each([
    ['2026-02-28', null],
    ['2026-03-01', 'open since 2026-03-01'],
    ['2026-03-12', 'open since 2026-03-01'],
    ['2026-03-13', 'broken since 2026-03-13'],
  ])('with nothing received is, on %s, %s', (asOf, expected) =>
    expect(standing(withPayments(), asOf)).toBe(expected),
  )

  test('is kept on the day 95 percent is there', () => {
    const ledger = withPayments(
      { minor: 60_000, receivedOn: '2026-03-09' },
      { minor: 35_000, receivedOn: '2026-03-12' },
    )
    expect(standing(ledger, '2026-03-11')).toBe('open since 2026-03-01')
    expect(standing(ledger, '2026-03-12')).toBe('kept since 2026-03-12')
    expect(standing(ledger, '2026-12-31')).toBe('kept since 2026-03-12')
  })

  test('is broken when one cent is missing at 95 percent', () => {
    const ledger = withPayments(
      { minor: 60_000, receivedOn: '2026-03-09' },
      { minor: 34_999, receivedOn: '2026-03-12' },
    )
    expect(standing(ledger, '2026-03-13')).toBe('broken since 2026-03-13')
  })

  test.each([
    ['received before it was made', { receivedOn: '2026-02-28' }],
    ['received a day too late', { receivedOn: '2026-03-13' }],
    ['in another currency', { receivedOn: '2026-03-05', currency: 'EUR' }],
    ['from another customer', { receivedOn: '2026-03-05', customerId: 'other' }],
    ['still in flight', { receivedOn: '2026-03-05', clearedOn: null }],
    ['returned', { receivedOn: '2026-03-05', returnedOn: '2026-03-12' }],
  ])('is not kept by money %s', (_, payment) =>
    expect(standing(withPayments(payment), '2026-03-13')).toBe('broken since 2026-03-13'),
  )

  test('is kept after all when money received in time clears late', () => {
    const ledger = withPayments({ receivedOn: '2026-03-12', clearedOn: '2026-03-16' })
    expect(standing(ledger, '2026-03-15')).toBe('broken since 2026-03-13')
    expect(standing(ledger, '2026-03-16')).toBe('kept since 2026-03-16')
  })

  test('cancelled while open is neither kept nor broken', () => {
    const ledger = aLedger({ promises: [aPromise({ cancelledOn: '2026-03-05' })] })
    expect(standing(ledger, '2026-03-04')).toBe('open since 2026-03-01')
    expect(standing(ledger, '2026-03-05')).toBe('cancelled since 2026-03-05')
    expect(standing(ledger, '2026-12-31')).toBe('cancelled since 2026-03-05')
  })

  test('cancelled after it was broken stays broken', () => {
    const ledger = aLedger({ promises: [aPromise({ cancelledOn: '2026-03-20' })] })
    expect(standing(ledger, '2026-03-25')).toBe('broken since 2026-03-13')
  })
})
