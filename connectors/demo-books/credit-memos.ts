import type { EpochDay } from '#engine/calendar-date.ts'
import type { Document } from '#engine/ledger.ts'
import type { Account } from './account.ts'
import { type Bill, documentId } from './billing.ts'
import { weekdayFrom } from './book-context.ts'

const CREDIT_REASONS = ['Goods returned', 'Price adjustment', 'Volume rebate']

/** A credit memo for a bill that may be paid already: it stays open until a later bill uses it. */
export function creditLater(account: Account, bill: Bill): void {
  const { context, random } = account
  const day = weekdayFrom(bill.issuedDay + random.int(6, 40))
  const minor = Math.round((bill.document.totalMinor * random.int(4, 30)) / 100)
  if (day > context.today) return
  const document = issueCredit(account, bill, { day, minor, reason: random.pick(CREDIT_REASONS) })
  account.credits.push({ document, day, left: minor })
}

/** Applies the open credits of the customer to a bill; returns how much of `minor` they paid. */
export function spendCredits(
  account: Account,
  bill: Bill,
  { day, minor }: { day: EpochDay; minor: number },
): number {
  let used = 0
  for (const credit of account.credits) {
    const part = Math.min(credit.left, minor - used)
    if (part === 0 || credit.day > day || credit.document.entityId !== bill.entityId) continue
    applyCredit(account, bill, { memo: credit.document, day, minor: part })
    credit.left -= part
    used += part
  }
  return used
}

/** Issues a credit memo that is not applied to anything yet. */
export function issueCredit(
  { books, context, plan }: Account,
  { entityId, document: { currency } }: Pick<Bill, 'entityId' | 'document'>,
  { day, minor, reason }: { day: EpochDay; minor: number; reason: string },
): Document {
  const document: Document = {
    id: documentId(context, entityId),
    customerId: plan.id,
    entityId,
    type: 'credit-memo',
    number: context.nextNumber(`${entityId.toUpperCase()}-CM`, day),
    currency,
    totalMinor: minor,
    issuedOn: context.day(day),
    custom: { reason },
  }
  books.documents.push(document)
  return document
}

/** Pays a part of a bill by a credit memo. */
export function applyCredit(
  { books, context }: Account,
  bill: Bill,
  { memo, day, minor }: { memo: Document; day: EpochDay; minor: number },
): void {
  books.applications.push({
    id: context.nextId('application'),
    from: 'credit-memo',
    fromId: memo.id,
    documentId: bill.document.id,
    minor,
    appliedOn: context.day(day),
  })
}
