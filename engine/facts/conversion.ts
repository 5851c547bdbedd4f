import type { CalendarDate } from '../calendar-date.ts'
import type { ExchangeRate } from '../ledger.ts'
import { currencyExponent } from '../money.ts'

/** A rate as a fraction of whole numbers: so many units of the one currency are so many of the other. */
export type Rate = {
  readonly from: string
  readonly to: string
  readonly times: bigint
  readonly over: bigint
}

/**
 * The latest rate on or before a day between two currencies, taken directly or the other way round (directly when both have
 * the same day); `null` when none was imported.
 */
export function rateOn(
  rates: readonly ExchangeRate[],
  { from, to, asOf }: { from: string; to: string; asOf: CalendarDate },
): Rate | null {
  if (from === to) return { from, to, times: 1n, over: 1n }
  let best: ExchangeRate | null = null
  for (const rate of rates) {
    const direct = rate.from === from && rate.to === to
    const inverse = rate.from === to && rate.to === from && /[1-9]/.test(rate.rate)
    if ((!direct && !inverse) || rate.on > asOf) continue
    if (!best || rate.on > best.on || (rate.on === best.on && direct)) best = rate
  }
  if (!best) return null
  const [whole = '', decimals = ''] = best.rate.split('.')
  const digits = BigInt(whole + decimals)
  const scale = 10n ** BigInt(decimals.length)
  return best.from === from
    ? { from, to, times: digits, over: scale }
    : { from, to, times: scale, over: digits }
}

/** An amount of minor units in the other currency, a half rounded to the even neighbour (banker's rounding). */
export function convertMinor(minor: number, { from, to, times, over }: Rate): number {
  const numerator = BigInt(minor) * times * 10n ** BigInt(currencyExponent(to))
  return Number(divideHalfEven(numerator, over * 10n ** BigInt(currencyExponent(from))))
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -divideHalfEven(-numerator, denominator)
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n)
  return up ? quotient + 1n : quotient
}
