import type { MoneyView } from '#server/client.ts'
import { words } from '../words/words.ts'
import { exactMoney } from './money.ts'

/** Amounts of several currencies, one below the other and never added up. */
export function Amounts({ money }: { money: readonly MoneyView[] }) {
  if (money.length === 0) return words.frame.none
  return money.map((each) => (
    <span key={each.currency} className="amount">
      {exactMoney(each)}
    </span>
  ))
}
