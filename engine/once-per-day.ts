import type { EpochDay } from './calendar-date.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Keeps, for every snapshot, the result for the day last asked for: all facts of one day rest on the same few passes over the
 * ledger, and a replay that walks the days one by one holds no more than one of them in memory.
 */
export function oncePerDay<T>(
  compute: (snapshot: Snapshot, asOf: EpochDay) => T,
): (snapshot: Snapshot, asOf: EpochDay) => T {
  const kept = new WeakMap<Snapshot, { readonly asOf: EpochDay; readonly result: T }>()
  return (snapshot, asOf) => {
    const last = kept.get(snapshot)
    if (last?.asOf === asOf) return last.result
    const result = compute(snapshot, asOf)
    kept.set(snapshot, { asOf, result })
    return result
  }
}
