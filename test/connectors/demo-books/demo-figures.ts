import { type CalendarDate, calendarDate, daysBetween } from '#engine/calendar-date.ts'
import type { Document, Ledger } from '#engine/ledger.ts'

/** The day on which the demo books of the tests end; a Friday. */
export const TODAY = calendarDate('2026-11-20')

/** Which applications count on a day: credit memos, and payments that have cleared and were not taken back. */
export function countingApplications(ledger: Ledger, asOf: CalendarDate): Ledger['applications'] {
  const payments = new Map(ledger.payments.map((payment) => [payment.id, payment]))
  return ledger.applications.filter(({ from, fromId, appliedOn }) => {
    if (appliedOn > asOf) return false
    if (from === 'credit-memo') return true
    const payment = payments.get(fromId)!
    return (
      payment.clearedOn !== undefined &&
      payment.clearedOn <= asOf &&
      !(payment.returnedOn !== undefined && payment.returnedOn <= asOf)
    )
  })
}

/** What is open of every document that asks for money, straight from the records. */
export function openDocuments(
  ledger: Ledger,
  asOf: CalendarDate,
): { document: Document; openMinor: number; daysOverdue: number }[] {
  const paid = new Map<string, number>()
  for (const { documentId, minor } of countingApplications(ledger, asOf))
    paid.set(documentId, (paid.get(documentId) ?? 0) + minor)
  return ledger.documents
    .filter((document) => document.type !== 'credit-memo')
    .filter((document) => document.closedOn === undefined || document.closedOn > asOf)
    .map((document) => ({
      document,
      openMinor: document.totalMinor - (paid.get(document.id) ?? 0),
      daysOverdue: document.dueOn === undefined ? 0 : daysBetween(document.dueOn, asOf),
    }))
    .filter(({ openMinor }) => openMinor !== 0)
}

/** The customers over a number of days overdue with more than an amount open in a currency; our own companies left aside. */
export function lateCustomers(
  ledger: Ledger,
  { asOf, currency, overDays, overMinor }: LateQuestion,
): Set<string> {
  const internal = new Set(ledger.customers.filter((c) => c.internal).map((c) => c.id))
  const figures = new Map<string, { open: number; late: number }>()
  for (const { document, openMinor, daysOverdue } of openDocuments(ledger, asOf)) {
    if (document.currency !== currency || internal.has(document.customerId)) continue
    const figure = figures.get(document.customerId) ?? { open: 0, late: Number.NEGATIVE_INFINITY }
    figures.set(document.customerId, {
      open: figure.open + openMinor,
      late: Math.max(figure.late, daysOverdue),
    })
  }
  return new Set(
    [...figures].filter(([, { open, late }]) => open > overMinor && late > overDays).map(([id]) => id),
  )
}

type LateQuestion = {
  readonly asOf: CalendarDate
  readonly currency: string
  readonly overDays: number
  readonly overMinor: number
}
