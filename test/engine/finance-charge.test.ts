import { describe, expect, test } from 'vitest'
import { chargePeriod, FinanceChargeTerms, financeCharge } from '#engine/finance-charge.ts'

const charge = (terms: object, openMinor: number, days: number, currency = 'USD') =>
  financeCharge(FinanceChargeTerms.parse(terms), { parts: [{ openMinor, days }], currency })

describe('a finance charge', () => {
  test.each([
    ['8', 100_000, 30, 658],
    ['8', 100_000, 365, 8_000],
    ['8.5', 100_000, 1, 23],
    ['8', 100_000, 0, 0],
    ['8', 0, 30, 0],
    // Exactly half a cent: to the even one below, and to the even one above.
    ['1', 18_250, 1, 0],
    ['3', 18_250, 1, 2],
    ['99.9999', 9_000_000_000_000, 365, 8_999_991_000_000],
  ])('at %s percent on %i for %i days is %i', (ratePerYear, open, days, minor) => {
    expect(charge({ ratePerYear }, open, days)).toBe(minor)
  })

  test('of an invoice in instalments counts the days of each, and is rounded once', () => {
    const terms = FinanceChargeTerms.parse({ ratePerYear: '8' })
    const parts = [
      { openMinor: 50_000, days: 30 },
      { openMinor: 50_000, days: 0 },
      { openMinor: 1_825, days: 1 },
    ]
    expect(financeCharge(terms, { parts, currency: 'USD' })).toBe(329)
  })

  test.each([
    [{ fee: { USD: 40 } }, 'USD', 4_000],
    [{ fee: { USD: 40 } }, 'EUR', 0],
    [{ fee: { USD: 40 }, cap: { USD: '25.50' } }, 'USD', 2_550],
    [{ fee: { USD: 40 }, minimum: { USD: 40 } }, 'USD', 4_000],
    [{ fee: { USD: 40 }, minimum: { USD: '40.01' } }, 'USD', 0],
    [{ fee: { JPY: 400 } }, 'JPY', 400],
    [{ ratePerYear: '8', cap: { USD: 5 } }, 'USD', 500],
    [{ ratePerYear: '8', minimum: { USD: 7 } }, 'USD', 0],
  ])('by %j in %s is %i', (terms, currency, minor) => {
    expect(charge(terms, 100_000, 30, currency)).toBe(minor)
  })

  test.each([
    ['2026-03-31', 'month', '2026-03'],
    ['2026-03-31', 'quarter', '2026-Q1'],
    ['2026-04-01', 'quarter', '2026-Q2'],
    ['2026-12-31', 'year', '2026'],
  ] as const)('on %s belongs to the %s %s', (day, period, name) =>
    expect(chargePeriod(day, period)).toBe(name),
  )
})
