import type { EpochDay } from '#engine/calendar-date.ts'
import type { Account } from './account.ts'
import { type Bill, equalParts } from './billing.ts'
import { weekdayUntil } from './book-context.ts'
import { issueCredit } from './credit-memos.ts'
import { clearingDay, paymentReference } from './payment-method.ts'
import { type Happening, HOLD_RULE_ID } from './stories.ts'

const RATES = 4

/** Books what a story says about a customer beyond its invoices. */
export function bookHappening(account: Account, bills: readonly Bill[], happening: Happening): void {
  const { books, context, plan } = account
  const ago = (days: number): EpochDay => context.today - days
  const open = bills.filter((bill) => bill.settledDay === null)
  const scripted = bills.filter((bill) => bill.scripted !== null)
  switch (happening.kind) {
    case 'hold': {
      const releasedOn =
        happening.releasedAgo === undefined ? {} : { releasedOn: context.day(ago(happening.releasedAgo)) }
      const placedBy =
        happening.by === 'rule'
          ? { placedBy: 'rule' as const, ruleId: HOLD_RULE_ID }
          : { placedBy: 'person' as const, actor: 'Ruth Amselhof' }
      books.holds.push({
        id: context.nextId('hold'),
        customerId: plan.id,
        placedOn: context.day(ago(happening.placedAgo)),
        ...releasedOn,
        ...placedBy,
        reason: happening.by === 'rule' ? '30 days overdue' : 'Credit manager asked for payment first',
      })
      return
    }
    case 'block': {
      const documentId = happening.ofFirstInvoice ? scripted[0]?.document.id : undefined
      books.blocks.push({
        id: context.nextId('block'),
        kind: happening.block,
        customerId: plan.id,
        ...(documentId === undefined ? {} : { documentId }),
        from: context.day(ago(happening.fromAgo)),
        ...(happening.untilAgo === undefined ? {} : { until: context.day(ago(happening.untilAgo)) }),
        reason: plan.story?.name ?? '',
      })
      return
    }
    case 'promise':
      for (const bill of scripted.slice(0, 1))
        books.promises.push({
          id: context.nextId('promise'),
          customerId: plan.id,
          documentIds: [bill.document.id],
          currency: bill.document.currency,
          minor: bill.document.totalMinor,
          madeOn: context.day(ago(happening.madeAgo)),
          promisedFor: context.day(ago(happening.forAgo)),
          ...(happening.cancelledAgo === undefined
            ? {}
            : { cancelledOn: context.day(ago(happening.cancelledAgo)) }),
        })
      return
    case 'plan':
      agreePlan(account, open, ago(happening.startedAgo), happening.ratesPaid)
      return
    case 'unapplied-cash':
      for (const bill of scripted.slice(0, 1)) {
        const day = weekdayUntil(ago(happening.receivedAgo))
        books.payments.push({
          id: context.nextId('payment'),
          customerId: plan.id,
          entityId: bill.entityId,
          currency: bill.document.currency,
          minor: happening.minor,
          receivedOn: context.day(day),
          clearedOn: context.day(clearingDay(day, plan.method)),
          reference: paymentReference(plan.method, account.random),
        })
      }
      return
    case 'open-credit':
      for (const bill of scripted.slice(0, 1))
        issueCredit(account, bill, {
          day: ago(happening.issuedAgo),
          minor: happening.minor,
          reason: 'Goods returned',
        })
  }
}

/** Four monthly rates over everything open, the first ten days after the start; the rates paid go to the oldest document first. */
function agreePlan(account: Account, open: readonly Bill[], startedDay: EpochDay, ratesPaid: number): void {
  const { books, context, plan, remittances } = account
  const [first] = open
  if (!first) return
  const rates = equalParts(
    open.reduce((sum, bill) => sum + bill.document.totalMinor, 0),
    RATES,
  ).map((minor, at) => ({ day: startedDay + 10 + 30 * at, minor }))
  books.plans.push({
    id: context.nextId('plan'),
    customerId: plan.id,
    documentIds: open.map((bill) => bill.document.id),
    currency: first.document.currency,
    startedOn: context.day(startedDay),
    rates: rates.map(({ day, minor }) => ({ dueOn: context.day(day), minor })),
  })
  const left = open.map((bill) => ({ bill, minor: bill.document.totalMinor }))
  for (const rate of rates.slice(0, ratesPaid)) {
    let toPlace = rate.minor
    for (const part of left) {
      const minor = Math.min(part.minor, toPlace)
      if (minor === 0) continue
      remittances.push({ bill: part.bill, day: weekdayUntil(rate.day), minor, returnedDay: null })
      part.minor -= minor
      toPlace -= minor
      if (part.minor === 0) part.bill.settledDay = weekdayUntil(rate.day)
    }
  }
}
