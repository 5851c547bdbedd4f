import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { Branch, RuleDocument } from '#engine/rule.ts'
import { conditionSentence } from '#engine/sentence.ts'
import { messages } from '../messages.ts'
import type { EdgeCase } from './graph.ts'

/** A rule with what is needed to put its parts into words. */
export type DrawnRule = {
  readonly rule: RuleDocument
  /** When it runs, in words; the server says it. */
  readonly trigger: string
  readonly catalogue: FactCatalogue
}

/** What a branch is called: its label, else its condition in words. */
export function branchName(branch: Branch, { rule, catalogue }: DrawnRule): string {
  return branch.label ?? conditionSentence(branch.when, catalogue, rule.subject)
}

/** What stands on an edge that leaves a decide. */
export function caseName(reason: EdgeCase, rule: DrawnRule): string {
  return reason.is === 'otherwise' ? messages.rule.otherwise : branchName(reason.branch, rule)
}
