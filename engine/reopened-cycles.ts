import { type CalendarDate, type EpochDay, NEVER, toEpochDay } from './calendar-date.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { ClosedCycle } from './cycle.ts'
import type { DoneAct } from './facts/fact-table-of.ts'
import { rowsOf } from './mask.ts'
import { matchBooks } from './match-books.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The cycles a returned payment brings back under their own number (`semantics.md` 4.2), by subject: a payment that cleared
 * while the cycle was open has come back since it closed, and had the payment stood, the rule would not match today. A
 * subject that would match all the same has a new cause, and begins a new cycle.
 */
export function reopenedCycles({
  compiled,
  snapshot,
  asOf,
  closed,
  doneActs = [],
}: {
  compiled: CompiledRule
  snapshot: Snapshot
  asOf: CalendarDate
  /** The latest cycle of each subject that has none open. */
  closed: ReadonlyMap<string, ClosedCycle>
  doneActs?: readonly DoneAct[]
}): ReadonlyMap<string, ClosedCycle> {
  const { subject } = compiled.rule
  const day = toEpochDay(asOf)
  const candidates = new Map<string, ClosedCycle>()
  const returned = new Set<number>()
  const payments = returnedPayments(snapshot, day)
  if (payments.length === 0) return candidates
  for (const [id, cycle] of closed)
    for (const { payment, customers, documents } of payments) {
      const concerns =
        subject === 'customer'
          ? customers.has(snapshot.customerRow.get(id) ?? -1)
          : documents.has(snapshot.documents.row.get(id) ?? -1)
      if (!concerns || !closedBy(snapshot, payment, cycle)) continue
      candidates.set(id, cycle)
      returned.add(payment)
    }
  if (candidates.size === 0) return candidates
  const matchesAnyway = matchedSubjects(compiled, withoutReturn(snapshot, returned), { asOf, doneActs })
  return new Map([...candidates].filter(([id]) => !matchesAnyway(id)))
}

type ReturnedPayment = {
  readonly payment: number
  /** Whom it paid for: who sent it, and the customers of the documents it was applied to. */
  readonly customers: ReadonlySet<number>
  readonly documents: ReadonlySet<number>
}

function returnedPayments({ payments, applications, documents }: Snapshot, day: EpochDay): ReturnedPayment[] {
  const found = new Map<number, { payment: number; customers: Set<number>; documents: Set<number> }>()
  for (let payment = 0; payment < payments.count; payment++)
    if (payments.returned[payment]! <= day)
      found.set(payment, {
        payment,
        customers: new Set([payments.customer[payment]!]),
        documents: new Set(),
      })
  if (found.size === 0) return []
  for (let at = 0; at < applications.count; at++) {
    const paid = found.get(applications.payment[at]!)
    if (!paid) continue
    const document = applications.document[at]!
    paid.documents.add(document)
    paid.customers.add(documents.customer[document]!)
  }
  return [...found.values()]
}

/** True when a payment cleared within a cycle, up to its last day, and was returned after it. */
function closedBy({ payments }: Snapshot, payment: number, { openedOn, closedOn }: ClosedCycle): boolean {
  const cleared = payments.cleared[payment]!
  return openedOn <= cleared && cleared <= closedOn && closedOn < payments.returned[payment]!
}

/** The books as they would be had these payments stood. */
function withoutReturn(snapshot: Snapshot, payments: ReadonlySet<number>): Snapshot {
  return {
    ...snapshot,
    payments: {
      ...snapshot.payments,
      returned: snapshot.payments.returned.map((day, payment) => (payments.has(payment) ? NEVER : day)),
    },
    applications: {
      ...snapshot.applications,
      until: snapshot.applications.until.map((day, at) =>
        payments.has(snapshot.applications.payment[at]!) ? NEVER : day,
      ),
    },
  }
}

function matchedSubjects(
  compiled: CompiledRule,
  snapshot: Snapshot,
  when: { asOf: CalendarDate; doneActs: readonly DoneAct[] },
): (subjectId: string) => boolean {
  const { match, table } = matchBooks(compiled, { snapshot, ...when })
  const ids = new Set(rowsOf(match.matched).map((row) => table.idOf(row)))
  return (id) => ids.has(id)
}
