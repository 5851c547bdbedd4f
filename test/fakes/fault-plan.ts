/** Faults by chance: each with how often it happens (0 to 1, all together at most 1), the same for the same seed. */
export type Mix<F extends string> = {
  readonly seed: number
  readonly chance: Readonly<Partial<Record<F, number>>>
}

export type FaultPlan<F extends string> = {
  /** What goes wrong with the request at hand; null when nothing does. */
  readonly next: () => F | null
  readonly queue: (...faults: readonly F[]) => void
  readonly mix: (mix: Mix<F> | null) => void
}

/** Which fault comes next: first those that were asked for, one after the other, then those of chance. */
export function faultPlan<F extends string>(): FaultPlan<F> {
  const queued: F[] = []
  let draw: () => F | null = () => null
  return {
    next: () => queued.shift() ?? draw(),
    queue: (...faults) => void queued.push(...faults),
    mix: (mix) => {
      draw = mix === null ? () => null : byChance(mix)
    },
  }
}

function byChance<F extends string>({ seed, chance }: Mix<F>): () => F | null {
  // Object.entries forgets that the keys are faults.
  const entries = Object.entries(chance) as [F, number][]
  let state = seed >>> 0
  return () => {
    // Mulberry32: small, and good enough to spread troubles.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    let left = ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    for (const [fault, often] of entries) {
      if (left < often) return fault
      left -= often
    }
    return null
  }
}
