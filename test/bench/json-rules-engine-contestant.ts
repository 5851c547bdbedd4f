import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine'
import { wordsFor } from '#engine/mask.ts'
import { type Contestant, type ContestantInput, sampleOf } from './contestant.ts'
import { translated } from './peer-facts.ts'

/** json-rules-engine: one engine with all rules, one run a record, the events of the run are the matches. */
export function jsonRulesEngine({ rules, subjects }: ContestantInput, every: number): Contestant {
  const engine = new Engine()
  rules.forEach(({ when }, at) => {
    engine.addRule({ conditions: conditionsOf(when), event: { type: String(at) } })
  })
  const records = sampleOf(subjects, every)
  return {
    engine: 'json-rules-engine',
    how: 'one engine with all rules, one run a record',
    every,
    async run() {
      const matches = rules.map(() => new Uint32Array(wordsFor(records.length)))
      for (let at = 0; at < records.length; at++) {
        const { events } = await engine.run(records[at])
        for (const { type } of events) matches[Number(type)]![at >>> 5]! |= 1 << (at & 31)
      }
      return matches
    },
  }
}

function conditionsOf(when: ContestantInput['rules'][number]['when']): TopLevelCondition {
  const root = translated<NestedCondition>(when, {
    leaf: ({ fact, operator }, operand) => ({
      fact,
      operator,
      value: 'fact' in operand ? operand : operand.value,
    }),
    all: (all) => ({ all }),
    any: (any) => ({ any }),
    not: (not) => ({ not }),
  })
  if ('fact' in root) return { all: [root] }
  return root
}
