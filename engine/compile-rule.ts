import { compileCondition, type Logic } from './compile-condition.ts'
import type { Condition } from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { withGrace } from './grace.ts'
import { POLICY_DEFAULTS } from './policy.ts'
import type { Branch, RuleDocument, RuleStep } from './rule.ts'

/** A branch's condition as it is asked: with the rule's grace days worked in. */
export type CompiledBranch = { readonly branch: Branch; readonly condition: Condition; readonly logic: Logic }

/** A rule ready to be evaluated over columns. */
export type CompiledRule = {
  readonly rule: RuleDocument
  readonly catalogue: FactCatalogue
  readonly branches: ReadonlyMap<string, CompiledBranch>
  /** Conditions on the customer, whatever the rule's subject. */
  readonly audience: Logic | null
  readonly exclude: Logic | null
}

/** Compiles a checked rule. */
export function compileRule(rule: RuleDocument, catalogue: FactCatalogue): CompiledRule {
  const grace = rule.policy.grace ?? POLICY_DEFAULTS.grace
  const branches = new Map<string, CompiledBranch>()
  for (const branch of branchesOf(rule.steps)) {
    const condition = withGrace(branch.when, grace)
    branches.set(branch.id, { branch, condition, logic: compileCondition(condition, catalogue) })
  }
  const onCustomer = (condition: Condition | undefined) =>
    condition === undefined ? null : compileCondition(condition, catalogue)
  return {
    rule,
    catalogue,
    branches,
    audience: onCustomer(rule.policy.audience),
    exclude: onCustomer(rule.policy.exclude),
  }
}

/** Every branch of a list of steps, in reading order, however deep. */
export function branchesOf(steps: readonly RuleStep[]): Branch[] {
  return steps.flatMap((step) =>
    step.do === 'decide'
      ? [
          ...step.branches.flatMap((branch) => [branch, ...branchesOf(branch.steps)]),
          ...branchesOf(step.otherwise ?? []),
        ]
      : [],
  )
}
