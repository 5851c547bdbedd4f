import type { EpochDay } from '#engine/calendar-date.ts'
import type { ContactEvent } from '#engine/ledger.ts'
import type { Account } from './account.ts'
import type { Bill } from './billing.ts'
import { HISTORY_DAYS, weekdayFrom } from './book-context.ts'

/** Days after the due date on which a collector writes, while nothing has come. */
const CHASED_AFTER_DAYS = [6, 15, 29, 46]

/** What collecting these bills has left behind: letters, calls, answers, promises to pay and the holds of the past. */
export function addCollectionHistory(account: Account, bills: readonly Bill[]): void {
  if (account.plan.internal) return
  addContactEvents(account, bills)
  if (account.plan.story) return
  let heldUntil = Number.NEGATIVE_INFINITY
  for (const bill of bills) {
    addPromise(account, bill)
    if (bill.dueDay > heldUntil) heldUntil = addPastHold(account, bill) ?? heldUntil
  }
}

function addContactEvents(account: Account, bills: readonly Bill[]): void {
  const { books, context, plan, random } = account
  const on = new Map<string, { day: EpochDay; kind: ContactEvent['kind'] }>()
  const add = (day: EpochDay, kind: ContactEvent['kind']): void => {
    // One contact of a kind a week: collectors gather what there is to say.
    const key = `${kind} ${Math.floor(day / 7)}`
    if (day <= context.today && !on.has(key)) on.set(key, { day, kind })
  }
  for (const bill of bills) {
    const until = bill.settledDay ?? context.today + 1
    for (const after of CHASED_AFTER_DAYS) {
      const day = weekdayFrom(bill.dueDay + after)
      if (day >= until) break
      if (random.chance(0.72)) add(day, 'chase')
      if (after > 15 && random.chance(0.35)) add(weekdayFrom(day + 2), 'call')
      if (random.chance(0.2)) add(weekdayFrom(day + random.int(1, 4)), 'reply')
    }
    if (bill.settledDay !== null && random.chance(0.08)) add(weekdayFrom(bill.settledDay + 1), 'receipt')
  }
  if (plan.segment === 'enterprise')
    for (let day = context.today - HISTORY_DAYS; day <= context.today; day += 1)
      if (context.day(day).endsWith('-01') && day >= plan.firstInvoiceDay) add(weekdayFrom(day), 'statement')
  const events = [...on.values()].sort((a, b) => a.day - b.day)
  for (const { day, kind } of events)
    books.contactEvents.push({
      id: context.nextId('contact-event'),
      customerId: plan.id,
      on: context.day(day),
      kind,
    })
}

/** Some who are late name a day. Those who keep it pay by then; the others hoped to. */
function addPromise({ books, context, plan, random }: Account, bill: Bill): void {
  const madeDay = weekdayFrom(bill.dueDay + random.int(7, 18))
  const paidDay = bill.settledDay
  if (madeDay > context.today || (paidDay !== null && paidDay <= madeDay) || !random.chance(0.26)) return
  const keeps = paidDay !== null && paidDay - madeDay <= 25 && random.chance(0.75)
  // Cleared money keeps a promise, so a kept one leaves the bank a week.
  const promisedDay =
    keeps && paidDay !== null ? weekdayFrom(paidDay + 7) : weekdayFrom(madeDay + random.int(5, 14))
  const madeOn = context.day(madeDay)
  const paidBefore = bill.document.instalments !== undefined || bill.document.closedOn !== undefined
  if (paidBefore) return
  const coversAll = random.chance(0.1)
  books.promises.push({
    id: context.nextId('promise'),
    customerId: plan.id,
    ...(coversAll ? {} : { documentIds: [bill.document.id] }),
    currency: bill.document.currency,
    minor: bill.document.totalMinor,
    madeOn,
    promisedFor: context.day(promisedDay),
    ...(random.chance(0.04) && madeDay + 3 <= context.today ? { cancelledOn: context.day(madeDay + 3) } : {}),
  })
}

/** A hold the credit manager placed by hand over a large bill and lifted after the payment; returns the day it ended. */
function addPastHold({ books, context, plan, random }: Account, bill: Bill): EpochDay | null {
  const placedDay = weekdayFrom(bill.dueDay + 36)
  const releasedDay = bill.settledDay === null ? null : weekdayFrom(bill.settledDay + 1)
  if (bill.document.totalMinor < 500_000 || placedDay > context.today) return null
  if (releasedDay !== null && (releasedDay <= placedDay || releasedDay > context.today)) return null
  if (!random.chance(releasedDay === null ? 0.15 : 0.3)) return null
  books.holds.push({
    id: context.nextId('hold'),
    customerId: plan.id,
    placedOn: context.day(placedDay),
    ...(releasedDay === null ? {} : { releasedOn: context.day(releasedDay) }),
    placedBy: 'person',
    actor: 'Ruth Amselhof',
    reason: `${bill.document.number} unpaid`,
  })
  return releasedDay ?? Number.POSITIVE_INFINITY
}
