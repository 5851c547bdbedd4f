import type { EpochDay } from '#engine/calendar-date.ts'
import type { Account } from './account.ts'
import type { Bill } from './billing.ts'
import { weekdayFrom } from './book-context.ts'
import { applyCredit, issueCredit } from './credit-memos.ts'
import { payRest, remit } from './remitting.ts'

const DISPUTE_REASONS = [
  'Short delivery',
  'Price differs from the order',
  'Damaged goods',
  'Invoiced twice',
  'Purchase order missing',
]

/** A bill the customer contests, whole or in part: the rest is paid as usual, the contested part once it is settled. */
export function settleDispute(account: Account, bill: Bill, payDay: EpochDay): void {
  const { books, context, plan, random } = account
  const total = bill.document.totalMinor
  const openedDay = Math.max(bill.issuedDay + 1, weekdayFrom(bill.dueDay + random.int(-6, 9)))
  const resolvedDay = weekdayFrom(
    openedDay + (random.chance(0.12) ? random.int(70, 130) : random.int(12, 50)),
  )
  const whole = random.chance(0.55)
  const contested = whole ? total : Math.round((total * random.int(10, 50)) / 100)
  if (openedDay <= context.today)
    books.disputes.push({
      id: context.nextId('dispute'),
      customerId: plan.id,
      documentId: bill.document.id,
      ...(whole ? {} : { minor: contested }),
      openedOn: context.day(openedDay),
      ...(resolvedDay <= context.today ? { closedOn: context.day(resolvedDay) } : {}),
      reason: random.pick(DISPUTE_REASONS),
    })
  if (!whole) remit(account, bill, { day: payDay, minor: total - contested })
  const last = Math.max(resolvedDay, whole ? resolvedDay : payDay)
  if (random.chance(0.4) && last <= context.today) {
    const memo = issueCredit(account, bill, { day: last, minor: contested, reason: 'Dispute granted' })
    applyCredit(account, bill, { memo, day: last, minor: contested })
    bill.settledDay = last
  } else payRest(account, bill, { day: weekdayFrom(last + random.int(2, 10)), minor: contested })
}

/** A dispute that is still open, as a story tells it. */
export function openDispute(
  { books, context, plan }: Account,
  bill: Bill,
  { openedDay, minor }: { openedDay: EpochDay; minor: number | undefined },
): void {
  books.disputes.push({
    id: context.nextId('dispute'),
    customerId: plan.id,
    documentId: bill.document.id,
    ...(minor === undefined ? {} : { minor }),
    openedOn: context.day(openedDay),
    reason: 'Short delivery',
  })
}
