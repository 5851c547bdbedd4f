import type { CalendarDate } from './calendar-date.ts'
import type { Subject } from './fact-spec.ts'
import { createFactTable, type DoneAct, type SnapshotFactTable } from './facts/fact-table-of.ts'
import type { Snapshot } from './snapshot.ts'

/** The facts of the customers, or of the invoices, as of one day. */
export type Tables = (subject: Subject) => SnapshotFactTable

/** How many days are kept of each snapshot: today, and another that somebody looks at. */
const DAYS_KEPT = 2
const tablesOfSnapshots = new WeakMap<Snapshot, Map<string, SnapshotFactTable>>()

/**
 * The tables of facts of a day, kept while the books are: the next count finds its columns computed. Those that know what rules
 * have done are made anew each time.
 */
export function keptTables(
  snapshot: Snapshot,
  asOf: CalendarDate,
  doneActs: readonly DoneAct[] | undefined,
): Tables {
  const kept = (doneActs ? null : tablesOfSnapshots.get(snapshot)) ?? new Map<string, SnapshotFactTable>()
  if (!doneActs) tablesOfSnapshots.set(snapshot, kept)
  return (subject) => {
    const key = `${asOf} ${subject}`
    const known = kept.get(key)
    if (known) return known
    const table = createFactTable({ snapshot, subject, asOf, doneActs: doneActs ?? [] })
    kept.set(key, table)
    const [oldest] = kept.keys()
    if (kept.size > DAYS_KEPT * 2 && oldest !== undefined) kept.delete(oldest)
    return table
  }
}
