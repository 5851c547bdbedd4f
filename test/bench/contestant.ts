import type { Bits } from '#engine/mask.ts'
import type { BenchRule } from './bench-rules.ts'
import type { SubjectRecord, Subjects } from './subjects.ts'

/** One engine with its rules loaded, ready to be run again and again. */
export type Contestant = {
  readonly engine: string
  /** How it was run, in a few words. */
  readonly how: string
  /** The subjects it is run over: all, or every n-th for an engine that would take minutes. */
  readonly every: number
  /** Per rule the subjects that match: bit `i` stands for row `i * every`. Every call starts afresh. */
  run(): Bits[] | Promise<Bits[]>
}

export type ContestantInput = { readonly rules: readonly BenchRule[]; readonly subjects: Subjects }

/** The records of every n-th subject. */
export function sampleOf({ records }: Subjects, every: number): SubjectRecord[] {
  return every === 1 ? [...records] : records.filter((_, row) => row % every === 0)
}
