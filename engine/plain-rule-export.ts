import { branchesOf } from './compile-rule.ts'
import { columnId, type FactRef, isFactRef, leavesOf } from './condition.ts'
import { RuleNotSayableError, type RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { withGrace } from './grace.ts'
import { ACTS_EVENT, type ActsEventParams, type PlainRule } from './plain-rule.ts'
import { type PlainCondition, plainCondition, unitOf, unsayable } from './plain-rule-condition.ts'
import { POLICY_DEFAULTS } from './policy.ts'
import type { Act, Branch, Decide, RuleDocument, RuleStep } from './rule.ts'

/** A plain rule whose conditions are known to be in the library's grammar. */
export type ExportedRule = Omit<PlainRule, 'conditions'> & { readonly conditions: PlainCondition }

/**
 * The rule as plain rules that a stock json-rules-engine runs: one for each group of acts that is reached together, with
 * the earlier branches denied in its conditions. It matches whom ours matches, given null for every fact that is missing.
 * Approvals, limits and the rest of the policy travel along in the event; they are not the library's to keep. Throws
 * `RuleNotSayableError` with the path of everything it could not say.
 */
export function exportPlainRules(rule: RuleDocument, catalogue: FactCatalogue): ExportedRule[] {
  const problems = [...policyProblems(rule), ...stepProblems(rule.steps, 'steps')]
  if (problems.length > 0) throw new RuleNotSayableError(rule.name, problems)
  const { audience, exclude, grace = POLICY_DEFAULTS.grace } = rule.policy
  const exporting: Export = { catalogue, grace, reached: [] }
  const onWhom = [
    ...(audience ? [plainCondition(audience, true, catalogue)] : []),
    ...(exclude ? [plainCondition(exclude, false, catalogue)] : []),
  ]
  visitList(rule.steps, { branch: null, asked: onWhom }, exporting)
  return exporting.reached.map((reached) => plainRule(rule, reached, catalogue))
}

type Reached = {
  readonly acts: readonly Act[]
  readonly branch: Branch | null
  readonly asked: readonly PlainCondition[]
}
type Export = { readonly catalogue: FactCatalogue; readonly grace: number; readonly reached: Reached[] }
type Place = Omit<Reached, 'acts'>

/** Notes the acts of a list with what must hold to reach them; returns what must hold for the walk to get past the list. */
function visitList(steps: readonly RuleStep[], place: Place, exporting: Export): PlainCondition[] {
  const passed: PlainCondition[] = []
  let acts: Act[] = []
  const note = () => {
    const { branch, asked } = place
    if (acts.length > 0) exporting.reached.push({ acts, branch, asked: [...asked, ...passed] })
    acts = []
  }
  for (const step of steps) {
    if (step.do === 'act') acts.push(step)
    else if (step.do === 'decide') {
      note()
      passed.push(visitDecide(step, { ...place, asked: [...place.asked, ...passed] }, exporting))
    }
  }
  note()
  return passed
}

/** Visits every way through a decide; returns what must hold to come out of it, whichever way: nothing unknown on the way. */
function visitDecide(decide: Decide, place: Place, exporting: Export): PlainCondition {
  const { catalogue, grace } = exporting
  const denied: PlainCondition[] = []
  const ways: PlainCondition[] = []
  for (const branch of decide.branches) {
    const when = withGrace(branch.when, grace)
    const taken = [...denied, plainCondition(when, true, catalogue)]
    const inner = visitList(branch.steps, { branch, asked: [...place.asked, ...taken] }, exporting)
    ways.push({ all: [...taken, ...inner] })
    denied.push(plainCondition(when, false, catalogue))
  }
  const asked = [...place.asked, ...denied]
  const inner = visitList(decide.otherwise ?? [], { branch: place.branch, asked }, exporting)
  ways.push({ all: [...denied, ...inner] })
  return { any: ways }
}

function plainRule(
  rule: RuleDocument,
  { acts, branch, asked }: Reached,
  catalogue: FactCatalogue,
): ExportedRule {
  const { audience: _audience, exclude: _exclude, grace: _grace, ...policy } = rule.policy
  const params: ActsEventParams = {
    rule: rule.id,
    subject: rule.subject,
    branch: branch?.id ?? null,
    acts: acts.map(({ id, action, params, approval }) => ({
      id,
      action,
      params,
      ...(approval && { approval }),
    })),
    trigger: rule.trigger,
    policy,
    units: unitsOf(rule, catalogue),
    missing: 'null',
  }
  const { priority } = rule.policy
  return {
    name: `${rule.name}: ${acts[0]?.id ?? ''}`.slice(0, 200),
    // json-rules-engine knows no priority below 1; the policy in the event has ours in any case.
    ...(priority !== undefined && priority > 0 && { priority }),
    conditions: { all: asked },
    event: { type: ACTS_EVENT, params },
  }
}

function unitsOf(rule: RuleDocument, catalogue: FactCatalogue): Record<string, string> {
  const { audience, exclude } = rule.policy
  const conditions = [
    ...(audience ? [audience] : []),
    ...(exclude ? [exclude] : []),
    ...branchesOf(rule.steps).map(({ when }) => when),
  ]
  const refs = conditions
    .flatMap(leavesOf)
    .flatMap((leaf): FactRef[] => (isFactRef(leaf.value) ? [leaf, leaf.value] : [leaf]))
  return Object.fromEntries(refs.map((ref) => [columnId(ref), unitOf(ref, catalogue)]))
}

function policyProblems({ policy, subject }: RuleDocument): RuleProblem[] {
  const problems: RuleProblem[] = []
  for (const key of ['audience', 'exclude'] as const) {
    const condition = policy[key]
    if (!condition) continue
    if (subject !== 'customer')
      problems.push({
        path: `policy.${key}`,
        found: JSON.stringify(condition).slice(0, 200),
        expected:
          'A plain rule about an invoice cannot ask about its customer apart. Put the condition into the branches.',
      })
    problems.push(...unsayable(condition, `policy.${key}`))
  }
  if (policy.minimum && Object.keys(policy.minimum).length > 0)
    problems.push({
      path: 'policy.minimum',
      found: JSON.stringify(policy.minimum),
      expected: 'A plain rule has no least amount to act on. Put it into the conditions.',
    })
  return problems
}

function stepProblems(steps: readonly RuleStep[], path: string): RuleProblem[] {
  return steps.flatMap((step, at) => {
    const here = `${path}[${at}]`
    if (step.do === 'wait')
      return [
        {
          path: here,
          found: JSON.stringify({ do: 'wait', days: step.days }),
          expected: 'A plain rule keeps no history and cannot wait. Take the wait and what follows it out.',
        },
      ]
    if (step.do === 'act')
      return step.every
        ? [
            {
              path: `${here}.every`,
              found: JSON.stringify(step.every),
              expected: 'A plain rule keeps no history and cannot repeat. Take the repeat out.',
            },
          ]
        : []
    return [
      ...step.branches.flatMap((branch, number) => [
        ...unsayable(branch.when, `${here}.branches[${number}].when`),
        ...stepProblems(branch.steps, `${here}.branches[${number}].steps`),
      ]),
      ...stepProblems(step.otherwise ?? [], `${here}.otherwise`),
    ]
  })
}
