import type { Condition } from '#engine/condition.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { LEVELS, type Level, POLICIES, POLICY_NAMES, type PolicyName } from './policies.ts'

/** A rule of the benchmark with what its hand-written counterpart needs. */
export type BenchRule = {
  readonly id: string
  readonly policy: PolicyName
  readonly level: Level
  readonly when: Condition
  readonly document: RuleDocument
}

export const catalogue = catalogueOf()

/** The first `count` rules: every policy at the first level, then every policy at the next, up to 50. */
export function benchRules(count: number): BenchRule[] {
  const all = LEVELS.flatMap((level, at) =>
    POLICY_NAMES.map((policy): BenchRule => {
      const id = `${policy}-${at + 1}`
      const when = POLICIES[policy](level)
      return { id, policy, level, when, document: ruleDocument(id, when) }
    }),
  )
  if (count > all.length) throw new RangeError(`Cannot bring ${count} rules: there are ${all.length}.`)
  return all.slice(0, count)
}

function ruleDocument(id: string, when: Condition): RuleDocument {
  const mail = {
    id: 'mail',
    do: 'act',
    action: 'send-email',
    params: { template: 'overdue-30', to: 'billing' },
  }
  const decide = { id: 'who', do: 'decide', branches: [{ id: 'those', label: 'those', when, steps: [mail] }] }
  const rule = {
    dunlin: 1,
    id,
    name: id,
    subject: 'customer',
    trigger: { schedule: '30 10 * * 1-5' },
    policy: {},
    steps: [decide],
  }
  return parseRule(rule, `the benchmark's rule ${id}`, { catalogue, templates: ['overdue-30'] })
}
