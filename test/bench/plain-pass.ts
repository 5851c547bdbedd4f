import type { EpochDay } from '#engine/calendar-date.ts'
import type { ChaseStops } from '#engine/chase-stops.ts'
import type { Snapshot } from '#engine/snapshot.ts'

/** The facts that are computed both ways, in one currency. */
export type ExposureFigures = {
  readonly balance: Float64Array
  readonly overdueBalance: Float64Array
  readonly notDueBalance: Float64Array
  readonly chaseableOverdue: Float64Array
  readonly daysOverdue: Float64Array
  readonly openCount: Float64Array
  readonly overdueCount: Float64Array
  readonly largestOverdue: Float64Array
}

/**
 * The same facts in one pass by hand over the same columns, for books as simple as the invented ones: no credit memos,
 * instalments, promises, plans, pauses or stated balances. It is told what is disputed. This is the measure of what computing facts one by
 * one, for any books, costs.
 */
export function plainPass(
  snapshot: Snapshot,
  { asOf, currency, stops }: { asOf: EpochDay; currency: number; stops: ChaseStops },
): ExposureFigures {
  const { documents, items, applications, payments } = snapshot
  const figures = emptyFigures(snapshot.customers.length)
  for (let row = 0; row < documents.count; row++) {
    if (documents.currency[row] !== currency) continue
    if (documents.issued[row]! > asOf || documents.closed[row]! <= asOf) continue
    let open = documents.total[row]!
    for (let at = documents.firstApplication[row]!; at < documents.firstApplication[row + 1]!; at++)
      if (applications.from[at]! <= asOf && asOf < applications.until[at]!) open -= applications.minor[at]!
    if (open <= 0) continue
    const customer = documents.customer[row]!
    const due = items.due[documents.firstItem[row]!]!
    figures.balance[customer]! += open
    figures.openCount[customer]! += 1
    if (due >= asOf) figures.notDueBalance[customer]! += open
    else {
      figures.overdueBalance[customer]! += open
      figures.overdueCount[customer]! += 1
      const contested = stops.document[row] === 0 ? 0 : Math.min(open, stops.disputedMinor[row]!)
      figures.chaseableOverdue[customer]! += open - contested
      if (asOf - due > figures.daysOverdue[customer]!) figures.daysOverdue[customer] = asOf - due
      if (open > figures.largestOverdue[customer]!) figures.largestOverdue[customer] = open
    }
  }
  const left = new Float64Array(payments.count)
  for (let at = 0; at < payments.count; at++)
    if (payments.cleared[at]! <= asOf && asOf < payments.returned[at]!) left[at] = payments.minor[at]!
  for (let at = 0; at < applications.count; at++)
    if (applications.from[at]! <= asOf && asOf < applications.until[at]!)
      left[applications.payment[at]!]! -= applications.minor[at]!
  const chaseable = figures.chaseableOverdue
  for (let at = 0; at < payments.count; at++)
    if (left[at]! > 0 && payments.currency[at] === currency) chaseable[payments.customer[at]!]! -= left[at]!
  for (let row = 0; row < chaseable.length; row++) if (chaseable[row]! < 0) chaseable[row] = 0
  return figures
}

function emptyFigures(rows: number): ExposureFigures {
  return {
    balance: new Float64Array(rows),
    overdueBalance: new Float64Array(rows),
    notDueBalance: new Float64Array(rows),
    chaseableOverdue: new Float64Array(rows),
    daysOverdue: new Float64Array(rows),
    openCount: new Float64Array(rows),
    overdueCount: new Float64Array(rows),
    largestOverdue: new Float64Array(rows),
  }
}
