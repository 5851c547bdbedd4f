import type { MoneyView } from '#server/client.ts'
import { words } from '../words/words.ts'
import { exactMoney } from './money.ts'

/** Amounts of several currencies, one below the other (or in a line) and never added up. */
export function Amounts({ money, isInline = false }: { money: readonly MoneyView[]; isInline?: boolean }) {
  if (money.length === 0) return words.frame.none
  if (isInline) return money.map(exactMoney).join(' · ')
  return money.map((each) => (
    <span key={each.currency} className="amount">
      {exactMoney(each)}
    </span>
  ))
}
