import type { EpochDay } from '#engine/calendar-date.ts'
import type { Document } from '#engine/ledger.ts'
import { type BookContext, type Books, weekdayUntil } from './book-context.ts'
import type { CustomerPlan } from './customer-plan.ts'
import { entityById } from './entities.ts'
import type { Random } from './random.ts'
import type { ScriptedInvoice } from './stories.ts'

/** A document with what the generator knows about its fate. */
export type Bill = {
  readonly document: Document
  readonly entityId: 'us' | 'eu'
  readonly issuedDay: EpochDay
  /** When the customer thinks it is due; also for a document that names no due date. */
  readonly dueDay: EpochDay
  readonly scripted: ScriptedInvoice | null
  /** Nothing is left to pay from this day on; null while something is. */
  settledDay: EpochDay | null
}

/** How much likelier an order is in a month than in the busiest one, January first. */
const SEASON = [0.75, 0.7, 0.85, 0.85, 0.85, 0.8, 0.7, 0.65, 0.9, 1, 1, 0.85]
const PROJECTS = ['Relocation', 'Line 4', 'Store refit', 'Spare parts', 'Pilot']

/** The invoices of one customer, exactly as many as its plan says, earliest first. */
export function billCustomer(books: Books, context: BookContext, plan: CustomerPlan, random: Random): Bill[] {
  const scripted = (plan.story?.invoices ?? []).slice(0, plan.invoices)
  const days = issueDays(context, plan, plan.invoices - scripted.length, random)
  const usesOrders = random.chance(0.5)
  const bills = days.map((issuedDay) => {
    const entityId = plan.buysFromBoth && random.chance(0.4) ? other(plan.entityId) : plan.entityId
    const minor = drawAmount(plan, random)
    return addInvoice(books, context, plan, { entityId, issuedDay, minor, scripted: null })
  })
  for (const script of scripted) {
    const dueDay = context.today - script.dueAgo
    const issuedDay = weekdayUntil(Math.min(context.today, dueDay - plan.terms.days))
    bills.push(
      addInvoice(books, context, plan, {
        entityId: plan.entityId,
        issuedDay,
        dueDay,
        minor: script.minor,
        scripted: script,
      }),
    )
  }
  for (const bill of bills) decorate(context, plan, bill, usesOrders, random)
  return bills.sort((a, b) => a.issuedDay - b.issuedDay)
}

/** Adds a document that asks for money: an invoice unless told otherwise. */
export function addInvoice(
  books: Books,
  context: BookContext,
  plan: CustomerPlan,
  { entityId, issuedDay, dueDay, minor, scripted, type = 'invoice' }: InvoiceInput,
): Bill {
  const due = dueDay ?? issuedDay + plan.terms.days
  const document: Document = {
    id: documentId(context, entityId),
    customerId: plan.id,
    entityId,
    type,
    number: context.nextNumber(`${entityId.toUpperCase()}${NUMBER_MARKS[type]}`, issuedDay),
    currency: entityById(entityId).currency,
    totalMinor: minor,
    issuedOn: context.day(issuedDay),
    dueOn: context.day(due),
    terms: plan.terms.label,
  }
  books.documents.push(document)
  return { document, entityId, issuedDay, dueDay: due, scripted, settledDay: null }
}

type InvoiceInput = {
  readonly entityId: 'us' | 'eu'
  readonly issuedDay: EpochDay
  readonly dueDay?: EpochDay
  readonly minor: number
  readonly scripted: ScriptedInvoice | null
  readonly type?: 'invoice' | 'debit-memo' | 'finance-charge'
}

const NUMBER_MARKS = { invoice: '', 'debit-memo': '-DM', 'finance-charge': '-FC' } as const

/** The id of the next document of an entity. The American ones are all digits and start with zeros. */
export function documentId(context: BookContext, entityId: 'us' | 'eu'): string {
  const id = context.nextId(entityId === 'us' ? 'document' : 'EU')
  return entityId === 'us' ? id.replace('document-', '000') : id
}

/** Orders, discounts, instalments, and the few documents without a due date. */
function decorate(
  context: BookContext,
  plan: CustomerPlan,
  { document, issuedDay, dueDay, scripted }: Bill,
  usesOrders: boolean,
  random: Random,
): void {
  if (usesOrders && random.chance(0.92)) document.purchaseOrder = `45${random.int(10_000_000, 99_999_999)}`
  if (random.chance(0.05)) document.custom = { project: random.pick(PROJECTS) }
  if (scripted) return
  const minor = document.totalMinor
  if (random.chance(0.004) && plan.terms.discountDays === undefined) {
    delete document.dueOn
  } else if (minor > 300_000 && random.chance(0.016)) {
    document.instalments = equalParts(minor, 3).map((part, at) => ({
      dueOn: context.day(dueDay - plan.terms.days + 30 * (at + 1)),
      minor: part,
    }))
    // The document as a whole is due with its last instalment.
    document.dueOn = context.day(dueDay - plan.terms.days + 90)
  } else if (plan.terms.discountDays !== undefined) {
    document.discountOn = context.day(issuedDay + plan.terms.discountDays)
    document.discountMinor = Math.floor(minor / 50)
  }
}

/** An amount in parts that differ by a cent at most and add up to it; the first ones take the odd cents. */
export function equalParts(minor: number, parts: number): number[] {
  const least = Math.floor(minor / parts)
  return Array.from({ length: parts }, (_, at) => least + (at < minor - least * parts ? 1 : 0))
}

function issueDays(context: BookContext, plan: CustomerPlan, count: number, random: Random): EpochDay[] {
  const { firstInvoiceDay: first, lastInvoiceDay: last } = plan
  const days: EpochDay[] = []
  for (let at = 0; at < count; at += 1) {
    let day = plan.steady
      ? first + Math.floor(((at + 0.5) / count) * (last - first + 1)) + random.int(-1, 1)
      : random.int(first, last)
    // A day in a quiet month is drawn again now and then, at most twice, so that quiet months stay thinner.
    for (let tries = 0; !plan.steady && tries < 2 && !random.chance(seasonOf(context, day)); tries += 1)
      day = random.int(first, last)
    days.push(Math.max(first, Math.min(last, weekdayUntil(day))))
  }
  return days.sort((a, b) => a - b)
}

function seasonOf(context: BookContext, day: EpochDay): number {
  return SEASON[Number(context.day(day).slice(5, 7)) - 1] ?? 1
}

function drawAmount(plan: CustomerPlan, random: Random): number {
  const minor = plan.medianMinor * Math.exp(random.normal(0, plan.steady ? 0.06 : 0.5))
  // Many price lists know no cents.
  const step = random.chance(0.35) ? 5_000 : 1
  return Math.max(2_500, Math.round(minor / step) * step)
}

function other(entityId: 'us' | 'eu'): 'us' | 'eu' {
  return entityId === 'us' ? 'eu' : 'us'
}
