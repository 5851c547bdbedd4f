import { type AgingBucket, dueDaysOf } from './aging.ts'
import type { EpochDay } from './calendar-date.ts'
import { openItemsAt } from './open-items.ts'
import type { Snapshot } from './snapshot.ts'

/** An aging bucket, or all of them that are past due. */
export type AgingPart = AgingBucket | 'overdue'

/**
 * What is open in a part of the aging, in minor units by the document's row; NaN where nobody can know. Of a document in
 * instalments only those count that are in this part, so that the documents add up to the figure of the aging.
 */
export function openInBucket(
  snapshot: Snapshot,
  { asOf, part }: { asOf: EpochDay; part: AgingPart },
): ReadonlyMap<number, number> {
  const { from, to } =
    part === 'overdue' ? { from: Number.NEGATIVE_INFINITY, to: asOf - 1 } : dueDaysOf(part, asOf)
  const items = openItemsAt(snapshot, asOf)
  const found = new Map<number, number>()
  for (let at = 0; at < items.count; at++) {
    const due = items.due[at]!
    if (due < from || due > to) continue
    const document = items.document[at]!
    found.set(document, (found.get(document) ?? 0) + items.open[at]!)
  }
  return found
}
