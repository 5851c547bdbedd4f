/** The middle of several measurements, which one disturbed run does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >>> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new RangeError('There is no median of no measurements.')
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2
}

/** Milliseconds one call takes: repeated until `atLeastMs` have gone by, so that a quick one is not lost in the clock. */
export async function millisecondsOf(work: () => unknown, atLeastMs: number): Promise<number> {
  let calls = 0
  const start = performance.now()
  let elapsed = 0
  do {
    const result = work()
    // Awaiting what is no promise would let a queue of them decide the figure.
    if (result instanceof Promise) await result
    calls += 1
    elapsed = performance.now() - start
  } while (elapsed < atLeastMs)
  return elapsed / calls
}

/** The measurement that this share of all (0.95 for p95) does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (found === undefined) throw new RangeError('There is no percentile of no measurements.')
  return found
}
