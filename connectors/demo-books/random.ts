/** A source of chance that repeats itself exactly for the same seed. */
export type Random = {
  /** A number from 0 up to, but not including, 1. */
  readonly next: () => number
  /** A whole number from `from` to `to`, both included. */
  readonly int: (from: number, to: number) => number
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean
  /** One element of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T
  /** One value of `[value, share]` pairs, each as likely as its share of the whole. */
  readonly weighted: <T>(choices: readonly (readonly [T, number])[]) => T
  /** A bell-shaped number; never further than 3.5 deviations from the mean. */
  readonly normal: (mean: number, deviation: number) => number
}

/**
 * A generator for a seed. Seeds that differ in one character give unrelated sequences, so that every customer can have a
 * generator of its own ("seed/customer 17") and a change to one customer leaves the others as they were.
 */
export function seededRandom(seed: string): Random {
  let [a, b, c, d] = spread(seed)
  // Xorshift with 128 bits of state (Marsaglia, 2003): fast, and long enough for millions of records.
  const next = (): number => {
    const t = d ^ (d << 11)
    d = c
    c = b
    b = a
    a = (a ^ (a >>> 19) ^ t ^ (t >>> 8)) >>> 0
    return a / 0x1_0000_0000
  }
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('Cannot pick from an empty list. Give at least one element.')
    return list[Math.floor(next() * list.length)] as T
  }
  const weighted = <T>(choices: readonly (readonly [T, number])[]): T => {
    let left = next() * choices.reduce((sum, [, share]) => sum + share, 0)
    for (const [value, share] of choices) {
      left -= share
      if (left < 0) return value
    }
    return pick(choices)[0]
  }
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick,
    weighted,
    // The sum of four even draws is close enough to a bell and, unlike logarithms, the same on every machine.
    normal: (mean, deviation) => mean + deviation * Math.sqrt(3) * (next() + next() + next() + next() - 2),
  }
}

/** Four words of state from a text, none of which depends on only a part of it. */
function spread(seed: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x2545f491, 0x6a09e667, 0x3c6ef372, 0x1f83d9ab]
  for (let round = 0; round < 4; round += 1) {
    let hash = words[round as 0 | 1 | 2 | 3] ^ seed.length
    for (let at = 0; at < seed.length; at += 1) {
      hash = Math.imul(hash ^ seed.charCodeAt(at), 0x5bd1e995)
      hash ^= hash >>> 13
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
    words[round as 0 | 1 | 2 | 3] = (hash ^ (hash >>> 15)) >>> 0 || 1
  }
  return words
}
