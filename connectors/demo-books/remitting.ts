import type { EpochDay } from '#engine/calendar-date.ts'
import type { Account } from './account.ts'
import type { Bill } from './billing.ts'
import { weekdayFrom } from './book-context.ts'
import { applyCredit, issueCredit, spendCredits } from './credit-memos.ts'

/** Money sent on a day; nothing happens on days to come. */
export function remit(
  account: Account,
  bill: Bill,
  { day, minor, returnedDay = null }: { day: EpochDay; minor: number; returnedDay?: EpochDay | null },
): void {
  if (day <= account.context.today && minor > 0) account.remittances.push({ bill, day, minor, returnedDay })
}

/** Pays what is left of a bill, by open credits first, then less the discount if in time, then by money. */
export function payRest(
  account: Account,
  bill: Bill,
  { day, minor }: { day: EpochDay; minor: number },
): void {
  const { context, plan, random } = account
  if (day > context.today) return
  let left = minor - spendCredits(account, bill, { day, minor })
  const { discountOn, discountMinor } = bill.document
  if (discountOn && discountMinor && context.day(day) <= discountOn && left > discountMinor) {
    const memo = issueCredit(account, bill, { day, minor: discountMinor, reason: 'Early-payment discount' })
    applyCredit(account, bill, { memo, day, minor: discountMinor })
    left -= discountMinor
  }
  const mayReturn = plan.method === 'direct-debit' || plan.method === 'check'
  if (mayReturn && !plan.story && random.chance(0.012)) {
    const returnedDay = weekdayFrom(day + 6)
    const again = weekdayFrom(day + random.int(12, 24))
    remit(account, bill, { day, minor: left, returnedDay: returnedDay <= context.today ? returnedDay : null })
    if (returnedDay <= context.today) {
      remit(account, bill, { day: again, minor: left })
      bill.settledDay = again <= context.today ? again : null
      return
    }
  } else remit(account, bill, { day, minor: left })
  bill.settledDay = day
}
