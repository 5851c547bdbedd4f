import { oncePerDay } from './once-per-day.ts'
import { openItemsAt } from './open-items.ts'
import type { Snapshot } from './snapshot.ts'

/** What one customer owes one entity (null where documents name none) in one currency, in minor units. */
export type CustomerLine = {
  readonly entity: string | null
  readonly currency: string
  readonly open: number
  readonly overdue: number
  /** Days past due of the oldest open item; 0 while nothing is overdue. */
  readonly daysOverdue: number
}

/** What every customer owes at the end of a day, by the customer's row. What nobody can know is in no sum. */
export const openByCustomer = oncePerDay(
  (snapshot: Snapshot, asOf): ReadonlyMap<number, readonly CustomerLine[]> => {
    const items = openItemsAt(snapshot, asOf)
    const found = new Map<number, Map<string, { -readonly [K in keyof CustomerLine]: CustomerLine[K] }>>()
    for (let at = 0; at < items.count; at++) {
      const open = items.open[at]!
      if (Number.isNaN(open)) continue
      const currency = snapshot.currencies[items.currency[at]!]!
      const entity = snapshot.documents.records[items.document[at]!]?.entityId ?? null
      const customer = items.customer[at]!
      const lines = found.get(customer) ?? new Map()
      if (lines.size === 0) found.set(customer, lines)
      const key = `${currency} ${entity ?? ''}`
      const line = lines.get(key) ?? { entity, currency, open: 0, overdue: 0, daysOverdue: 0 }
      lines.set(key, line)
      // The due date still belongs to the customer: only the day after it is anything overdue.
      const late = asOf - items.due[at]!
      line.open += open
      if (late > 0) line.overdue += open
      if (late > line.daysOverdue) line.daysOverdue = late
    }
    return new Map([...found].map(([customer, lines]) => [customer, [...lines.values()]]))
  },
)

/** What is open of every document that has something open at the end of a day, by the document's row; NaN where nobody can know. */
export const openByDocument = oncePerDay((snapshot: Snapshot, asOf): ReadonlyMap<number, number> => {
  const items = openItemsAt(snapshot, asOf)
  const found = new Map<number, number>()
  for (let at = 0; at < items.count; at++) {
    const document = items.document[at]!
    found.set(document, (found.get(document) ?? 0) + items.open[at]!)
  }
  for (const [at, document] of items.credits.document.entries())
    found.set(document, items.credits.open[at] ?? 0)
  return found
})
