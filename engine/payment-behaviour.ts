import type { EpochDay } from './calendar-date.ts'
import { oncePerDay } from './once-per-day.ts'
import { countsOn } from './open-amount.ts'
import { CREDIT_MEMO_TYPE, type Snapshot } from './snapshot.ts'

/*
 * How customers have paid over the last 365 days. A sample is one payment of one document: an application of a payment that
 * counts on the day, or a document closed as paid for which the books name no payment at all. Credit memos are no payments.
 * The paid day is the day the money was received, for clearing is the bank's time and not the customer's.
 *
 *   average days late   = sum(paid day - due day) / samples
 *   weighted days late  = sum((paid day - due day) x amount) / sum(amount)      (days beyond terms)
 *   weighted days to pay = sum((paid day - issue day) x amount) / sum(amount)
 *
 *   100.00 paid 10 days late, 900.00 on the due day, 500.00 paid 4 days late:
 *   average (10 + 0 + 4) / 3 = 4.67; weighted (1000 + 0 + 2000) / 1500 = 2.
 *
 * Amounts of one document are weighted in its currency's minor units; customers who pay in several currencies have them
 * weighted side by side, unconverted. An application to a document with instalments pays them in order of due date, each
 * part with its own days late.
 */
export const BEHAVIOUR_DAYS = 365
/** Fewer samples than this say nothing unless the rule asks for fewer. */
export const DEFAULT_MIN_SAMPLE = 3

/** Sums per customer row. */
export type PaymentBehaviour = {
  readonly samples: Float64Array
  readonly amount: Float64Array
  readonly daysLate: Float64Array
  readonly amountDaysLate: Float64Array
  readonly amountDaysToPay: Float64Array
}

/** The payment behaviour of all customers at the end of a day. */
export const paymentBehaviour = oncePerDay((snapshot, asOf): PaymentBehaviour => {
  const { documents } = snapshot
  const customers = snapshot.customers.length
  const behaviour = {
    samples: new Float64Array(customers),
    amount: new Float64Array(customers),
    daysLate: new Float64Array(customers),
    amountDaysLate: new Float64Array(customers),
    amountDaysToPay: new Float64Array(customers),
  }
  for (let row = 0; row < documents.count; row++) {
    if (documents.type[row] === CREDIT_MEMO_TYPE || documents.issued[row]! > asOf) continue
    if (documents.firstApplication[row] !== documents.firstApplication[row + 1])
      addApplications(behaviour, { snapshot, asOf, row })
    else if (isRecent(documents.closed[row]!, asOf) && documents.records[row]!.closedBy === 'paid')
      addSample(behaviour, {
        snapshot,
        row,
        paidOn: documents.closed[row]!,
        minor: documents.total[row]!,
        before: 0,
      })
  }
  return behaviour
})

function isRecent(day: EpochDay, asOf: EpochDay): boolean {
  return asOf - BEHAVIOUR_DAYS < day && day <= asOf
}

type PaidDocument = { readonly snapshot: Snapshot; readonly asOf: EpochDay; readonly row: number }

function addApplications(behaviour: PaymentBehaviour, { snapshot, asOf, row }: PaidDocument): void {
  const { documents, applications, payments } = snapshot
  let before = 0
  for (const at of inOrderOfDay(snapshot, row)) {
    if (!countsOn(applications, at, asOf)) continue
    const payment = applications.payment[at]!
    const minor = applications.minor[at]!
    const paidOn = payment === -1 ? documents.issued[row]! : payments.received[payment]!
    if (payment !== -1 && isRecent(paidOn, asOf))
      addSample(behaviour, { snapshot, row, paidOn, minor, before })
    before += minor
  }
}

/** The applications of a document in the order in which they pay its instalments. */
function inOrderOfDay({ documents, applications }: Snapshot, row: number): number[] {
  const rows: number[] = []
  for (let at = documents.firstApplication[row]!; at < documents.firstApplication[row + 1]!; at++)
    rows.push(at)
  return rows.length < 2 ? rows : rows.sort((a, b) => applications.from[a]! - applications.from[b]!)
}

type Sample = {
  readonly snapshot: Snapshot
  readonly row: number
  readonly paidOn: EpochDay
  readonly minor: number
  /** What had been paid on the document before. */
  readonly before: number
}

function addSample(behaviour: PaymentBehaviour, { snapshot, row, paidOn, minor, before }: Sample): void {
  if (minor <= 0) return
  const { documents, items } = snapshot
  const last = documents.firstItem[row + 1]! - 1
  let lateness = 0
  let covered = before
  let left = minor
  for (let item = documents.firstItem[row]!; item <= last && left > 0; item++) {
    const open = Math.max(0, items.amount[item]! - covered)
    covered = Math.max(0, covered - items.amount[item]!)
    // What is paid beyond the last instalment belongs to the last.
    const part = item === last ? left : Math.min(left, open)
    lateness += part * (paidOn - items.due[item]!)
    left -= part
  }
  const customer = documents.customer[row]!
  behaviour.samples[customer]! += 1
  behaviour.amount[customer]! += minor
  behaviour.daysLate[customer]! += lateness / minor
  behaviour.amountDaysLate[customer]! += lateness
  behaviour.amountDaysToPay[customer]! += minor * (paidOn - documents.issued[row]!)
}
