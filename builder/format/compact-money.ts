import type { MoneyView } from '#server/client.ts'
import { LOCALE } from './locale.ts'

/** An amount in few characters, for edges of a drawing: `USD 2.4M`. Where it stands, the exact one is a hover away. */
export function compactMoney({ amount, currency }: MoneyView): string {
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  })
  // Intl reads decimal text digit by digit, but its type asks for a literal, which text from the server cannot be.
  return format.format(amount as Intl.StringNumericLiteral)
}
