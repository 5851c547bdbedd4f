import type { MoneyView } from '#server/client.ts'
import type { Tally } from '../canvas/tally.ts'
import { compactMoney } from '../format/compact-money.ts'
import { readableCount } from '../format/count.ts'
import { exactMoney } from '../format/money.ts'

/** Beyond so many currencies a line is too long; all of them are said on hover and to a screen reader. */
const MOST_CURRENCIES = 2

/** `38 · 2.1M USD`: how many and roughly how much, for edges and conditions. */
export function compactTally({ count, open }: Tally): string {
  const owing = open.filter(isSomething)
  const amounts = owing.slice(0, MOST_CURRENCIES).map(compactMoney)
  const more = owing.length > MOST_CURRENCIES ? ' …' : ''
  return [readableCount(count), ...(amounts.length > 0 ? [amounts.join(' + ') + more] : [])].join(' · ')
}

/** The same to the last cent. */
export function exactTally({ count, open }: Tally): string {
  return [readableCount(count), ...open.filter(isSomething).map(exactMoney)].join(' · ')
}

function isSomething({ amount }: MoneyView): boolean {
  return /[1-9]/.test(amount)
}
