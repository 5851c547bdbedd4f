import type { Payment } from '#engine/ledger.ts'
import type { Remittance } from './account.ts'
import type { BookContext, Books } from './book-context.ts'
import type { CustomerPlan } from './customer-plan.ts'
import { entityById } from './entities.ts'
import { clearingDay, paymentReference } from './payment-method.ts'
import type { Random } from './random.ts'

/** A remittance and whose bank account it comes from. */
export type PaidBy = { readonly payer: CustomerPlan; readonly remittance: Remittance }

/** Bundles what one payer sends on one day to one entity into a payment, and applies it to the documents it names. */
export function receivePayments(
  books: Books,
  context: BookContext,
  paidBy: readonly PaidBy[],
  random: Random,
): void {
  const bundles = new Map<string, PaidBy[]>()
  for (const entry of paidBy) {
    const { bill, day, returnedDay } = entry.remittance
    const key = `${day} ${bill.entityId} ${entry.payer.index} ${returnedDay ?? ''}`
    const bundle = bundles.get(key)
    if (bundle) bundle.push(entry)
    else bundles.set(key, [entry])
  }
  for (const bundle of bundles.values()) receive(books, context, bundle, random)
}

function receive(books: Books, context: BookContext, bundle: readonly PaidBy[], random: Random): void {
  const [first] = bundle
  if (!first) return
  const { payer, remittance } = first
  const { day, returnedDay } = remittance
  const paid = bundle.reduce((sum, entry) => sum + entry.remittance.minor, 0)
  // Stories show one thing each; chance adds nothing to them.
  const undisturbed = payer.story !== null || payer.internal || returnedDay !== null
  const tooMuch =
    !undisturbed && random.chance(0.004) ? Math.max(100, Math.round(paid * random.next() * 0.1)) : 0
  const payment: Payment = {
    id: context.nextId('payment'),
    customerId: payer.id,
    entityId: remittance.bill.entityId,
    currency: entityById(remittance.bill.entityId).currency,
    minor: paid + tooMuch,
    receivedOn: context.day(day),
    reference: paymentReference(payer.method, random),
  }
  const cleared = clearingDay(day, payer.method)
  if (cleared <= context.today && (returnedDay === null || cleared < returnedDay))
    payment.clearedOn = context.day(cleared)
  if (returnedDay !== null) payment.returnedOn = context.day(returnedDay)
  books.payments.push(payment)
  // Without a remittance advice somebody has to find out first what the money is for.
  const appliedDay = !undisturbed && random.chance(0.03) ? day + random.int(3, 12) : day
  if (appliedDay > context.today) return
  for (const { remittance: part } of bundle)
    books.applications.push({
      id: context.nextId('application'),
      from: 'payment',
      fromId: payment.id,
      documentId: part.bill.document.id,
      minor: part.minor,
      appliedOn: context.day(appliedDay),
    })
}
