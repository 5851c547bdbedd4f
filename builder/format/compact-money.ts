import type { MoneyView } from '#server/client.ts'
import { LOCALE } from './locale.ts'

// To make a format takes longer than to use it a thousand times.
const formats = new Map<string, Intl.NumberFormat>()

/** An amount in few characters, for edges of a drawing: `USD 2.4M`. Where it stands, the exact one is a hover away. */
export function compactMoney({ amount, currency }: MoneyView): string {
  const format = formats.get(currency) ?? made(currency)
  // Intl reads decimal text digit by digit, but its type asks for a literal, which text from the server cannot be.
  return format.format(amount as Intl.StringNumericLiteral)
}

function made(currency: string): Intl.NumberFormat {
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  })
  formats.set(currency, format)
  return format
}
