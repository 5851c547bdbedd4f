import type { EpochDay } from '#engine/calendar-date.ts'
import type { Account } from './account.ts'
import { addInvoice, type Bill } from './billing.ts'
import { type BookContext, weekdayFrom, weekdayUntil } from './book-context.ts'
import { creditLater } from './credit-memos.ts'
import type { CustomerPlan } from './customer-plan.ts'
import { openDispute, settleDispute } from './disputed-bill.ts'
import { drawDaysLate } from './payer.ts'
import type { Random } from './random.ts'
import { payRest, remit } from './remitting.ts'

/** Decides what becomes of a bill and books it. Returns the further documents it gave rise to. */
export function settleBill(account: Account, bill: Bill): Bill[] {
  const { context, plan, random } = account
  if (bill.scripted) {
    followScript(account, bill)
    return []
  }
  const fate = plan.story ? 'plain' : drawFate(plan, random)
  const payDay = drawPayDay(account, bill)
  if (bill.document.instalments) payInstalments(account, bill)
  else if (fate === 'void') close(context, bill, { day: bill.issuedDay + random.int(1, 9), by: 'void' })
  else if (fate === 'never') close(context, bill, { day: bill.dueDay + 200, by: 'written-off' })
  else if (fate === 'disputed') settleDispute(account, bill, payDay)
  else if (fate === 'in-two-parts') {
    const first = Math.round((bill.document.totalMinor * random.int(30, 70)) / 100)
    remit(account, bill, { day: payDay, minor: first })
    const rest = weekdayFrom(payDay + random.int(10, 35))
    payRest(account, bill, { day: rest, minor: bill.document.totalMinor - first })
  } else {
    payRest(account, bill, { day: payDay, minor: bill.document.totalMinor })
    if (fate === 'credited') creditLater(account, bill)
  }
  return fate === 'plain' && !plan.story && !plan.internal ? furtherDocuments(account, bill, payDay) : []
}

type Fate = 'plain' | 'void' | 'never' | 'disputed' | 'credited' | 'in-two-parts'

function drawFate({ payer, autopay, internal }: CustomerPlan, random: Random): Fate {
  if (internal) return 'plain'
  const unreliable = payer === 'chronic' || payer === 'sporadic'
  return random.weighted<Fate>([
    ['void', 0.005],
    ['never', unreliable ? 0.012 : 0.0005],
    ['disputed', autopay ? 0 : 0.018],
    ['credited', 0.025],
    ['in-two-parts', autopay ? 0 : payer === 'prompt' ? 0.01 : 0.04],
    ['plain', 0.9],
  ])
}

function drawPayDay({ context, plan, random }: Account, bill: Bill): EpochDay {
  if (plan.autopay) return weekdayFrom(bill.dueDay)
  const { discountDays } = plan.terms
  if (discountDays !== undefined && bill.document.discountOn && plan.payer === 'prompt' && random.chance(0.6))
    return weekdayUntil(bill.issuedDay + discountDays)
  const dueMonth = Number(context.day(bill.dueDay).slice(5, 7))
  const late = drawDaysLate(
    {
      payer: plan.payer,
      dueDay: bill.dueDay,
      dueMonth,
      european: plan.entityId === 'eu',
      today: context.today,
    },
    random,
  )
  // Who pays in time pays before the weekend.
  const day = bill.dueDay + late
  return late <= 0 ? Math.max(bill.issuedDay, weekdayUntil(day)) : weekdayFrom(day)
}

function payInstalments(account: Account, bill: Bill): void {
  const { context, plan, random } = account
  const parts = bill.document.instalments ?? []
  let day = bill.issuedDay
  parts.forEach(({ minor }, at) => {
    const dueDay = bill.dueDay - plan.terms.days + 30 * (at + 1)
    const late = drawDaysLate(
      { payer: plan.payer, dueDay, dueMonth: 1, european: false, today: context.today },
      random,
    )
    // Nobody pays the second instalment before the first.
    day = weekdayFrom(Math.max(day, dueDay + late))
    if (at < parts.length - 1) remit(account, bill, { day, minor })
    else payRest(account, bill, { day, minor })
  })
}

function close(
  context: BookContext,
  bill: Bill,
  { day, by }: { day: EpochDay; by: 'void' | 'written-off' },
): void {
  if (day > context.today) return
  bill.document.closedOn = context.day(day)
  bill.document.closedBy = by
  bill.settledDay = day
}

/** Now and then freight is charged afterwards, and whoever pays very late is charged interest. */
function furtherDocuments(account: Account, bill: Bill, payDay: EpochDay): Bill[] {
  const { books, context, plan, random } = account
  const add = (type: 'debit-memo' | 'finance-charge', issuedDay: EpochDay, minor: number): Bill[] => {
    if (issuedDay > context.today) return []
    const more = addInvoice(books, context, plan, {
      entityId: bill.entityId,
      issuedDay,
      minor,
      scripted: null,
      type,
    })
    const day = weekdayFrom(Math.max(issuedDay + 1, payDay + random.int(0, 20)))
    payRest(account, more, { day, minor })
    return [more]
  }
  if (random.chance(0.006))
    return add('debit-memo', weekdayFrom(bill.issuedDay + 5), random.int(4_000, 28_000))
  if (payDay - bill.dueDay > 40 && random.chance(0.3))
    return add('finance-charge', weekdayFrom(bill.dueDay + 40), Math.ceil(bill.document.totalMinor * 0.015))
  return []
}

function followScript(account: Account, bill: Bill): void {
  const { context } = account
  const { paidAgo, returnedAgo, dispute } = bill.scripted ?? {}
  if (paidAgo !== undefined) {
    const returnedDay = returnedAgo === undefined ? null : context.today - returnedAgo
    const day = weekdayUntil(context.today - paidAgo)
    remit(account, bill, { day, minor: bill.document.totalMinor, returnedDay })
    if (returnedDay === null) bill.settledDay = day
  }
  if (dispute)
    openDispute(account, bill, { openedDay: context.today - dispute.openedAgo, minor: dispute.minor })
}
