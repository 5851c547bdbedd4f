import type { MoneyView } from '#server/client.ts'
import { LOCALE } from './locale.ts'

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const made = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    currencySign: 'accounting',
  })
  formats.set(currency, made)
  return made
}

/** The amount to the last decimal with its currency; never rounded. Negative amounts stand in parentheses. */
export function exactMoney({ amount, currency }: MoneyView): string {
  // Intl reads decimal text digit by digit, but its type asks for a literal, which text from the server cannot be.
  return formatOf(currency).format(amount as Intl.StringNumericLiteral)
}
