import { type Condition, isFactRef, leavesOf } from './condition.ts'
import { type Way, waysToBeTrue, waysTogether } from './condition-ranges.ts'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Branch, RuleDocument, RuleStep } from './rule.ts'

/** What can be proved of a rule before it runs. A problem keeps it from being published, a warning is for the author to weigh. */
export type RuleFindings = {
  readonly problems: readonly RuleProblem[]
  readonly warnings: readonly RuleProblem[]
}

/** Facts that grow by one every day as long as nothing is paid, so that a range of them is a span of days. */
const GROWING = new Set([
  'daysOverdue',
  'signedDaysDue',
  'daysSinceIssue',
  'daysSinceLastPayment',
  'daysSinceLastContact',
])

/**
 * Proves what can be proved: a condition that nobody can meet, a branch that an earlier one always takes first, a wait
 * longer than its branch can stay true (`semantics.md` 3.7), days without the currency of the amount beside them (2.3).
 */
export function checkRule(rule: RuleDocument, catalogue: FactCatalogue): RuleFindings {
  const problems: RuleProblem[] = []
  const warnings: RuleProblem[] = []
  for (const key of ['audience', 'exclude'] as const) {
    const condition = rule.policy[key]
    if (condition && waysToBeTrue(condition, catalogue)?.length === 0)
      problems.push(impossible(`policy.${key}`))
  }
  walk(rule.steps, 'steps', [], { catalogue, problems, warnings })
  return { problems, warnings }
}

type Check = {
  readonly catalogue: FactCatalogue
  readonly problems: RuleProblem[]
  readonly warnings: RuleProblem[]
}

function impossible(path: string): RuleProblem {
  return {
    path,
    found: '',
    expected: 'Nobody can ever meet this condition: its parts contradict each other. Change one of them.',
  }
}

/** `within` are the ways in which the branches around the list can be true together; null when they were too many. */
function walk(steps: readonly RuleStep[], path: string, within: readonly Way[] | null, check: Check): void {
  let waited = 0
  steps.forEach((step, at) => {
    const here = `${path}[${at}]`
    if (step.do === 'wait') {
      waited += step.days
      const stays = within === null ? null : longestStay(within)
      if (stays !== null && waited > stays)
        check.problems.push({
          path: `${here}.days`,
          found: String(step.days),
          expected: `The branch stays true for ${stays} days at the most, so what follows would never be done. Wait less, or widen the range of days.`,
        })
    } else if (step.do === 'decide') checkDecide(step.branches, step.otherwise ?? [], { here, within, check })
  })
}

function checkDecide(
  branches: readonly Branch[],
  otherwise: readonly RuleStep[],
  { here, within, check }: { here: string; within: readonly Way[] | null; check: Check },
): void {
  const { catalogue, problems, warnings } = check
  const earlier: Branch[] = []
  branches.forEach((branch, number) => {
    const path = `${here}.branches[${number}]`
    const alone = waysToBeTrue(branch.when, catalogue)
    if (alone?.length === 0) problems.push(impossible(`${path}.when`))
    const left = alone && reachable(branch.when, earlier, catalogue)
    if (alone && alone.length > 0 && left?.length === 0)
      problems.push({
        path: `${path}.when`,
        found: '',
        expected:
          'An earlier branch always takes these first, so this one is never reached. Put the more severe branch first.',
      })
    const inside = alone && within && within.length > 0 ? waysTogether(within, alone) : alone
    if (inside?.length === 0 && alone && alone.length > 0) problems.push(impossible(`${path}.when`))
    warnings.push(...currencyWarnings(branch.when, `${path}.when`))
    walk(branch.steps, `${path}.steps`, inside, check)
    earlier.push(branch)
  })
  walk(otherwise, `${here}.otherwise`, within, check)
}

/** The ways to be true while every earlier branch is false. */
function reachable(
  condition: Condition,
  earlier: readonly Branch[],
  catalogue: FactCatalogue,
): readonly Way[] | null {
  if (earlier.length === 0) return waysToBeTrue(condition, catalogue)
  return waysToBeTrue({ all: [condition, ...earlier.map((branch) => ({ not: branch.when }))] }, catalogue)
}

/** How many days the widest way can last; null when nothing bounds it. */
function longestStay(ways: readonly Way[]): number | null {
  if (ways.length === 0) return null
  let longest = 0
  for (const { ranges } of ways) {
    const spans = [...ranges]
      .filter(([column]) => GROWING.has(column.split('@')[0]!))
      .map(([, { low, high }]) => high - Math.max(low, 0))
    const shortest = Math.min(Infinity, ...spans)
    if (shortest === Infinity) return null
    longest = Math.max(longest, shortest)
  }
  return longest
}

/** `daysOverdue` beside an amount in USD usually means the days of what is owed in USD. */
function currencyWarnings(condition: Condition, path: string): RuleProblem[] {
  const leaves = leavesOf(condition)
  const currencies = new Set(
    leaves.flatMap(({ params }) => (params?.currency === undefined ? [] : [params.currency])),
  )
  const [currency] = currencies
  if (currency === undefined) return []
  return leaves
    .filter(
      ({ fact, params, value }) =>
        params?.currency === undefined && !isFactRef(value) && TAKES_CURRENCY.has(fact),
    )
    .map(({ fact }) => ({
      path,
      found: `"${fact}"`,
      expected: `It looks at all currencies, while the amount beside it is in ${currency}. Limit its currency to ${currency} if that is what you mean.`,
    }))
}

const TAKES_CURRENCY = new Set(['daysOverdue', 'overdueCount', 'openCount', 'disputedCount'])
