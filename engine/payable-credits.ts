import { type EpochDay, fromEpochDay } from './calendar-date.ts'
import { oncePerDay } from './once-per-day.ts'
import { openItemsAt } from './open-items.ts'
import { paymentsOfCustomer } from './payments-of-customer.ts'
import type { Snapshot } from './snapshot.ts'
import type { ChaseLine } from './standing.ts'
import { unappliedCash } from './unapplied-cash.ts'

/** Open credit memos and unapplied cash of a customer as negative lines of a message. */
export function payableCredits(snapshot: Snapshot, customer: number, asOf: EpochDay): ChaseLine[] {
  const memos = creditMemosByCustomer(snapshot, asOf).get(customer) ?? []
  return [...memos, ...unappliedCashLines(snapshot, customer, asOf)]
}

const creditMemosByCustomer = oncePerDay((snapshot, asOf): ReadonlyMap<number, readonly ChaseLine[]> => {
  const lines = new Map<number, ChaseLine[]>()
  const { credits } = openItemsAt(snapshot, asOf)
  credits.document.forEach((row, at) => {
    const open = credits.open[at]!
    // A credit nobody can put a figure on takes nothing off; the customer's sums are unknown and say so.
    if (Number.isNaN(open)) return
    const { id, number, entityId, currency, issuedOn } = snapshot.documents.records[row]!
    const customer = snapshot.documents.customer[row]!
    const line: ChaseLine = {
      kind: 'credit-memo',
      documentId: id,
      number,
      entityId: entityId ?? null,
      currency,
      issuedOn,
      dueOn: null,
      daysOverdue: 0,
      minor: -open,
    }
    lines.set(customer, [...(lines.get(customer) ?? []), line])
  })
  return lines
})

function unappliedCashLines(snapshot: Snapshot, customer: number, asOf: EpochDay): ChaseLine[] {
  const left = unappliedCash(snapshot, asOf)
  return [...paymentsOfCustomer(snapshot, customer)].flatMap((row): ChaseLine[] => {
    if (left[row]! <= 0) return []
    const { id, reference, entityId, currency } = snapshot.payments.records[row]!
    return [
      {
        kind: 'unapplied-cash',
        documentId: null,
        number: reference ?? id,
        entityId: entityId ?? null,
        currency,
        issuedOn: fromEpochDay(snapshot.payments.received[row]!),
        dueOn: null,
        daysOverdue: 0,
        minor: -left[row]!,
      },
    ]
  })
}
