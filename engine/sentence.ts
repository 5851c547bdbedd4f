import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import type { Decide, RuleDocument, RuleStep, Wait } from './rule.ts'
import { actSentence } from './sentence-act.ts'
import { conditionalClause, conditionSentence, relativeClause } from './sentence-condition.ts'
import { policySentences } from './sentence-policy.ts'
import { triggerSentence } from './sentence-trigger.ts'
import { countInWords, quoted } from './sentence-words.ts'

// The sentence is one thing to its readers; only its parts live in files of their own.
export { actSentence, conditionSentence, triggerSentence }

type Words = { readonly catalogue: FactCatalogue; readonly subject: Subject }

/**
 * A rule in plain words: when, for whom, what, and within which limits. Rules of different logic never read the same
 * (`canonicalLogic` is what counts as logic), so the sentence can stand for the rule in an approval.
 */
export function ruleSentence(rule: RuleDocument, catalogue: FactCatalogue): string {
  const words: Words = { catalogue, subject: rule.subject }
  const who = `for ${'on' in rule.trigger ? 'the' : 'each'} ${rule.subject}`
  const trigger = triggerSentence(rule.trigger)
  const start = `${trigger}${trigger.endsWith(',') ? '' : ','} ${who}`
  return [`${start}${bodyInWords(rule.steps, words)}.`, ...policySentences(rule.policy, catalogue)].join(' ')
}

/** A list of steps in words: `send "first" to billing, then wait 7 days, then send "second" to billing`. */
export function stepsSentence(
  steps: readonly RuleStep[],
  catalogue: FactCatalogue,
  subject: Subject = 'customer',
): string {
  return listOfSteps(steps, { catalogue, subject })
}

function bodyInWords(steps: readonly RuleStep[], words: Words): string {
  const [only] = steps
  if (!only || steps.length > 1 || only.do !== 'decide') return `: ${listOfSteps(steps, words)}`
  const [branch] = only.branches
  const isOneBranch = branch && only.branches.length === 1 && (only.otherwise ?? []).length === 0
  if (!isOneBranch) return `: ${decideInWords(only, words)}`
  const clause = relativeClause(branch.when, words.catalogue, words.subject)
  return ` ${clause}: ${listOfSteps(branch.steps, words)}`
}

function listOfSteps(steps: readonly RuleStep[], words: Words): string {
  if (steps.length === 0) return 'do nothing'
  return steps
    .map((step, at) => {
      const before = steps[at - 1]
      const joint =
        before === undefined ? '' : before.do === 'wait' || step.do === 'wait' ? ', then ' : ', and '
      return `${joint}${stepInWords(step, words)}`
    })
    .join('')
}

function stepInWords(step: RuleStep, words: Words): string {
  if (step.do === 'act') return actSentence(step)
  if (step.do === 'wait') return waitSentence(step)
  // Parentheses show where a decide ends; what follows it happens whichever branch was taken.
  return `(${decideInWords(step, words)})`
}

/** A wait in words: `wait 7 days`, `wait until the task of step "call" is done, at most 3 business days`. */
export function waitSentence({ days, calendar, until }: Wait): string {
  const time = countInWords(days, calendar === 'business' ? 'business day' : 'day')
  return until
    ? `wait until the task of step ${quoted(until.taskDone)} is done, at most ${time}`
    : `wait ${time}`
}

function decideInWords({ branches, otherwise = [] }: Decide, words: Words): string {
  const parts = branches.map(
    ({ when, steps }) =>
      `if ${conditionalClause(when, words.catalogue, words.subject)}: ${listOfSteps(steps, words)}`,
  )
  if (otherwise.length > 0) parts.push(`in all other cases: ${listOfSteps(otherwise, words)}`)
  return parts.join('; else ')
}
