import type { MoneyView } from '#server/client.ts'
import { LOCALE } from './locale.ts'

type Formats = { readonly short: Intl.NumberFormat; readonly whole: Intl.NumberFormat }

// To make a format takes longer than to use it a thousand times.
const formats = new Map<string, Formats>()

/** An amount in few characters, for edges of a drawing: `USD 2.4M`. Where it stands, the exact one is a hover away. */
export function compactMoney({ amount, currency }: MoneyView): string {
  const { short, whole } = formats.get(currency) ?? made(currency)
  // Intl reads decimal text digit by digit, but its type asks for a literal, which text from the server cannot be.
  const digits = amount as Intl.StringNumericLiteral
  const parts = short.formatToParts(digits)
  // German has no short word for a thousand, and what is not shortened is not worth a single decimal.
  return parts.some(({ type }) => type === 'compact')
    ? parts.map(({ value }) => value).join('')
    : whole.format(digits)
}

function made(currency: string): Formats {
  const shared = { style: 'currency', currency, currencyDisplay: 'code', minimumFractionDigits: 0 } as const
  const found: Formats = {
    short: new Intl.NumberFormat(LOCALE, { ...shared, notation: 'compact', maximumFractionDigits: 1 }),
    whole: new Intl.NumberFormat(LOCALE, { ...shared, maximumFractionDigits: 0 }),
  }
  formats.set(currency, found)
  return found
}
