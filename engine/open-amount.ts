import { ALWAYS, type EpochDay } from './calendar-date.ts'
import type { ApplicationColumns, DocumentColumns, Snapshot } from './snapshot.ts'

/**
 * What is open on a document (what is unused of a credit memo) at the end of a day, in minor units; NaN when nobody can know.
 * `applied` is what counts on that day, `appliedOnStatement` what counted on the day of the source's own statement.
 *
 * Total less what is applied by then, unless the source states what is open. A statement holds from its day on, moved by what
 * was applied or returned since. Before its day it says nothing by itself: then the applications must explain it, for if
 * 600.00 of 1,000.00 is open today and no payment is on file, what was open last month is unknown.
 */
export function openAmount(
  documents: DocumentColumns,
  row: number,
  asOf: EpochDay,
  applied: number,
  appliedOnStatement: number,
): number {
  const closed = documents.closed[row]!
  if (documents.issued[row]! > asOf || closed <= asOf) return 0
  const total = documents.total[row]!
  const stated = documents.open[row]!
  const statedOn = documents.openOn[row]!
  // A statement made after the document was closed says only that it is closed.
  if (Number.isNaN(stated) || closed <= statedOn) return Math.max(0, total - applied)
  // A statement without a day is the source's running balance; what was applied is in it already.
  if (statedOn === ALWAYS) return stated
  if (asOf >= statedOn) return Math.max(0, stated + appliedOnStatement - applied)
  const explained = stated === total || appliedOnStatement === total - stated
  return explained ? Math.max(0, total - applied) : Number.NaN
}

/** What had been used of every credit memo on a day, and on the day of its source's statement, by document row. */
export type UsedCreditMemos = { readonly applied: Float64Array; readonly appliedOnStatement: Float64Array }

/** What has been used of every credit memo; `null` when no credit memo was ever applied. */
export function usedCreditMemos(
  { applications, documents }: Snapshot,
  asOf: EpochDay,
): UsedCreditMemos | null {
  let used: UsedCreditMemos | null = null
  for (let at = 0; at < applications.count; at++) {
    const memo = applications.creditMemo[at]!
    if (memo === -1) continue
    used ??= {
      applied: new Float64Array(documents.count),
      appliedOnStatement: new Float64Array(documents.count),
    }
    const minor = applications.minor[at]!
    if (countsOn(applications, at, asOf)) used.applied[memo]! += minor
    if (countsOn(applications, at, documents.openOn[memo]!)) used.appliedOnStatement[memo]! += minor
  }
  return used
}

/** True when an application counts at the end of a day: applied and cleared by then, and not yet returned. */
export function countsOn(applications: ApplicationColumns, at: number, day: EpochDay): boolean {
  return applications.from[at]! <= day && day < applications.until[at]!
}
