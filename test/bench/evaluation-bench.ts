import { type Bits, countBits, hasBit } from '#engine/mask.ts'
import { benchRules } from './bench-rules.ts'
import { BRANCH_FREE } from './branch-free.ts'
import type { Contestant, ContestantInput } from './contestant.ts'
import { dunlin, handWritten } from './dunlin-contestant.ts'
import { HAND_WRITTEN } from './hand-written.ts'
import { jsonLogicEngine, jsonLogicJs } from './json-logic-contestants.ts'
import { jsonRulesEngine } from './json-rules-engine-contestant.ts'
import { median, millisecondsOf } from './stopwatch.ts'
import type { Subjects } from './subjects.ts'
import { zenEngine } from './zen-contestant.ts'

export type EvaluationRow = {
  readonly rules: number
  readonly engine: string
  /** Subjects a second times rules: how many answers a second. */
  readonly recordsTimesRulesPerSecond: number
  readonly vsJsonRulesEngine: number
  readonly vsHandWritten: number
  /** Subjects it was run over; fewer than all for an engine that would take minutes. */
  readonly subjects: number
  readonly how: string
}

export type EvaluationOptions = {
  readonly subjects: Subjects
  readonly ruleCounts: readonly number[]
  readonly rounds: number
  readonly atLeastMs: number
  /** Slow engines see every n-th subject. */
  readonly sampleEvery: number
}

/** Runs all engines over the same subjects and rules, taking turns, after each has been shown to give the same matches. */
export async function benchEvaluation(options: EvaluationOptions): Promise<EvaluationRow[]> {
  const rows: EvaluationRow[] = []
  for (const count of options.ruleCounts) rows.push(...(await benchRuleCount(count, options)))
  return rows
}

async function benchRuleCount(count: number, options: EvaluationOptions): Promise<EvaluationRow[]> {
  const { subjects, rounds, atLeastMs, sampleEvery } = options
  const contestants = contestantsOf({ rules: benchRules(count), subjects }, sampleEvery)
  await holdToSameMatches(contestants, subjects.rows)
  const rates = new Map(contestants.map(({ engine }) => [engine, [] as number[]]))
  for (let round = 0; round < rounds; round++)
    for (const contestant of contestants) {
      const ms = await millisecondsOf(() => contestant.run(), atLeastMs)
      rates.get(contestant.engine)?.push((subjectsOf(contestant, subjects) * count * 1000) / ms)
    }
  const rateOf = (engine: string) => median(rates.get(engine) ?? [])
  return contestants.map((contestant): EvaluationRow => {
    const rate = rateOf(contestant.engine)
    return {
      rules: count,
      engine: contestant.engine,
      recordsTimesRulesPerSecond: Math.round(rate),
      vsJsonRulesEngine: rate / rateOf('json-rules-engine'),
      vsHandWritten: rate / rateOf('hand-written'),
      subjects: subjectsOf(contestant, subjects),
      how: contestant.how,
    }
  })
}

function contestantsOf(input: ContestantInput, sampleEvery: number): Contestant[] {
  return [
    dunlin(input),
    handWritten(input, {
      engine: 'hand-written',
      how: 'plain TypeScript for these rules only, true or not; a limit, no engine',
      code: HAND_WRITTEN,
    }),
    handWritten(input, {
      engine: 'hand-written, branch-free',
      how: 'the same, tuned so that no branch is mispredicted',
      code: BRANCH_FREE,
    }),
    jsonLogicEngine(input, 1),
    jsonLogicJs(input, sampleEvery),
    zenEngine(input, sampleEvery),
    jsonRulesEngine(input, sampleEvery),
  ]
}

function subjectsOf({ every }: Contestant, { rows }: Subjects): number {
  return Math.ceil(rows / every)
}

/** Throws when any engine matches other subjects than the first: figures of engines that disagree say nothing. */
export async function holdToSameMatches(contestants: readonly Contestant[], rows: number): Promise<void> {
  const [first, ...others] = contestants
  if (!first) return
  const wanted = await first.run()
  for (const [rule, bits] of wanted.entries()) {
    const matched = countBits(bits)
    if (matched === 0 || matched === rows)
      throw new Error(
        `Rule ${rule + 1} of the benchmark matches ${matched} of ${rows} subjects and tells nothing.`,
      )
  }
  for (const contestant of others) {
    const found = await contestant.run()
    wanted.forEach((bits, rule) => {
      const row = firstDifference(bits, found[rule], { rows, every: contestant.every })
      if (row !== null)
        throw new Error(
          `${contestant.engine} and ${first.engine} disagree on rule ${rule + 1} and subject ${row}: ${first.engine} says ${hasBit(bits, row)}.`,
        )
    })
  }
}

function firstDifference(
  wanted: Bits,
  found: Bits | undefined,
  { rows, every }: { rows: number; every: number },
): number | null {
  for (let row = 0, at = 0; row < rows; row += every, at++)
    if (!found || hasBit(wanted, row) !== hasBit(found, at)) return row
  return null
}
