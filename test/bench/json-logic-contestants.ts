import { LogicEngine } from 'json-logic-engine'
import jsonLogic, { type JsonLogic } from 'json-logic-js'
import { wordsFor } from '#engine/mask.ts'
import type { BenchRule } from './bench-rules.ts'
import { type Contestant, type ContestantInput, sampleOf } from './contestant.ts'
import { comparisonSign, translated } from './peer-facts.ts'
import type { SubjectRecord } from './subjects.ts'

/** json-logic-js: each rule interpreted for each record. */
export function jsonLogicJs(input: ContestantInput, every: number): Contestant {
  const tests = input.rules.map(({ when }) => {
    const logic = logicOf(when)
    return (record: SubjectRecord) => jsonLogic.apply(logic, record)
  })
  return { engine: 'json-logic-js', how: 'interpreted, rule by rule', ...overRecords(input, every, tests) }
}

/** json-logic-engine with each rule built into a function, its fastest way. It generates code, which we do not. */
export function jsonLogicEngine(input: ContestantInput, every: number): Contestant {
  const engine = new LogicEngine()
  const tests = input.rules.map(
    ({ when }) => engine.build(logicOf(when)) as (record: SubjectRecord) => unknown,
  )
  return {
    engine: 'json-logic-engine',
    how: 'each rule compiled to a function by generated code',
    ...overRecords(input, every, tests),
  }
}

function overRecords(
  { subjects }: ContestantInput,
  every: number,
  tests: readonly ((record: SubjectRecord) => unknown)[],
): Pick<Contestant, 'every' | 'run'> {
  const records = sampleOf(subjects, every)
  return {
    every,
    // Rule by rule and not record by record: a call site that sees one function is several times faster.
    run: () =>
      tests.map((test) => {
        const bits = new Uint32Array(wordsFor(records.length))
        for (let at = 0; at < records.length; at++) if (test(records[at]!)) bits[at >>> 5]! |= 1 << (at & 31)
        return bits
      }),
  }
}

function logicOf(when: BenchRule['when']): JsonLogic {
  return translated<JsonLogic>(when, {
    leaf({ fact, operator }, operand) {
      const left = { var: fact }
      const right = 'fact' in operand ? { var: operand.fact } : operand.value
      if (operator === 'in') return { in: [left, right] }
      const sign = comparisonSign(operator)
      if (sign === '==') return { '===': [left, right] }
      if (sign === '!=') return { '!==': [left, right] }
      return { [sign]: [left, right] }
    },
    all: (and) => ({ and }),
    any: (or) => ({ or }),
    not: (part) => ({ '!': [part] }),
  })
}
