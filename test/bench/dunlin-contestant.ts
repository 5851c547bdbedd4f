import { compileRule } from '#engine/compile-rule.ts'
import { createColumnEvaluator } from '#engine/evaluate-columns.ts'
import { allRows, wordsFor } from '#engine/mask.ts'
import { matchRule } from '#engine/match-rule.ts'
import { parseAmount } from '#engine/money.ts'
import { catalogue } from './bench-rules.ts'
import type { Contestant, ContestantInput } from './contestant.ts'
import type { HandWritten } from './hand-written.ts'

/** Our engine as a run uses it: rules compiled once, every evaluation from fresh masks over the fact columns. */
export function dunlin({ rules, subjects }: ContestantInput): Contestant {
  const compiled = rules.map(({ document }) => compileRule(document, catalogue))
  const { table } = subjects
  return {
    engine: 'dunlin',
    how: 'columns, true, false and unknown; branches and acts walked',
    every: 1,
    run() {
      const evaluator = createColumnEvaluator(table)
      const input = { evaluator, rows: table.rows, customers: null }
      return compiled.map((rule) => matchRule(rule, input).matched)
    },
  }
}

/** Code written by hand for exactly these policies: a limit, not an engine. */
export function handWritten(
  { rules, subjects }: ContestantInput,
  { engine, how, code: policies }: { engine: string; how: string; code: HandWritten },
): Contestant {
  const { rows, columns, dictionary } = subjects
  const code = (text: string) => dictionary.codeOf(text)
  const everybody = allRows(rows)
  const last = everybody.length - 1
  return {
    engine,
    how,
    every: 1,
    run: () =>
      rules.map(({ policy, level }) => {
        const bits = new Uint32Array(wordsFor(rows))
        const minor = parseAmount(String(level.amount), 'USD')
        policies[policy]({ rows, columns, level, minor, code, bits })
        bits[last]! &= everybody[last]!
        return bits
      }),
  }
}
