/** Chance that is the same for the same seed. */
export type Random = {
  /** From 0 up to and without 1. */
  next(): number
  /** A whole number from `from` to `to`, both of them possible. */
  between(from: number, to: number): number
  pick<T>(of: readonly [T, ...T[]]): T
  /** True so often of a hundred. */
  percent(often: number): boolean
}

/** Mulberry32: small, and good enough to spread troubles. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    pick: (of) => of[between(0, of.length - 1)] ?? of[0],
    percent: (often) => next() * 100 < often,
  }
}
