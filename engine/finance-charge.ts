import { z } from 'zod'
import { Currency, WrittenAmount, writtenMinor } from './money.ts'

export const CHARGE_PERIODS = ['month', 'quarter', 'year'] as const
export type ChargePeriod = (typeof CHARGE_PERIODS)[number]

const Amounts = z.record(Currency, WrittenAmount)
const Bounds = {
  /** Once in each of these, whatever happens. */
  period: z.enum(CHARGE_PERIODS).default('month'),
  /** Less than this is not charged at all. */
  minimum: Amounts.exactOptional(),
  /** No charge is higher than this. */
  cap: Amounts.exactOptional(),
}

/** What is charged for lateness: interest at a rate a year, in percent, or a fixed fee per currency. */
export const FinanceChargeTerms = z.union(
  [
    z.strictObject({
      ratePerYear: z
        .string()
        .regex(/^\d{1,2}(\.\d{1,4})?$/, { error: 'must be percent a year, as in "8.5"' }),
      ...Bounds,
    }),
    z.strictObject({ fee: Amounts, ...Bounds }),
  ],
  {
    error:
      'A finance charge has "ratePerYear" (percent, as in "8.5") or "fee" (as in {"USD": 40}), and besides "period", "minimum" and "cap".',
  },
)
export type FinanceChargeTerms = z.infer<typeof FinanceChargeTerms>

/** What is open of an invoice, or of one of its instalments, and for how many days it is to be charged. */
export type OpenPart = { readonly openMinor: number; readonly days: number }

const RATE_SCALE = 10_000n
const DAYS_A_YEAR = 365n

/**
 * What one overdue invoice is charged, in minor units; 0 where nothing is.
 *
 * Interest is simple interest on what is open, for actual days over 365, which is how the United Kingdom's Late Payment of
 * Commercial Debts (Interest) Act 1998 and the European Union's Directive 2011/7 are commonly computed:
 *
 *   open * ratePerYear / 100 * days / 365, rounded half to even.
 *   1,000.00 USD open for 30 days at 8 percent: 100000 * 8 / 100 * 30 / 365 = 657.5..., so 6.58 USD.
 *
 * Interest is never charged on interest. A fee is charged as it stands. The cap comes first, then the minimum.
 */
export function financeCharge(
  terms: FinanceChargeTerms,
  { parts, currency }: { parts: readonly OpenPart[]; currency: string },
): number {
  const late = parts.filter(({ openMinor, days }) => openMinor > 0 && days > 0)
  if (late.length === 0) return 0
  const raw = 'fee' in terms ? amountOf(terms.fee, currency) : interest(terms.ratePerYear, late)
  const cap = terms.cap && Object.hasOwn(terms.cap, currency) ? amountOf(terms.cap, currency) : raw
  const charge = Math.min(raw, cap)
  return terms.minimum && charge < amountOf(terms.minimum, currency) ? 0 : charge
}

/** The name of the period a day lies in: `2026-03`, `2026-Q1`, `2026`. */
export function chargePeriod(day: string, period: ChargePeriod): string {
  const [year = '', month = ''] = day.split('-')
  if (period === 'year') return year
  return period === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`
}

function amountOf(amounts: z.infer<typeof Amounts>, currency: string): number {
  const written = Object.hasOwn(amounts, currency) ? amounts[currency] : undefined
  return written === undefined ? 0 : writtenMinor(written, currency)
}

function interest(ratePerYear: string, late: readonly OpenPart[]): number {
  const [whole = '0', fraction = ''] = ratePerYear.split('.')
  const rate = BigInt(whole) * RATE_SCALE + BigInt(fraction.padEnd(4, '0'))
  const minorDays = late.reduce((sum, { openMinor, days }) => sum + BigInt(openMinor) * BigInt(days), 0n)
  return Number(halfToEven(minorDays * rate, 100n * RATE_SCALE * DAYS_A_YEAR))
}

function halfToEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}
