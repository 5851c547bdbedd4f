import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import type { Decide, RuleDocument, RuleStep, Wait } from './rule.ts'
import { actSentence } from './sentence-act.ts'
import { conditionalClause, conditionSentence, relativeClause } from './sentence-condition.ts'
import { policySentences } from './sentence-policy.ts'
import { triggerSentence } from './sentence-trigger.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

// The sentence is one thing to its readers; only its parts live in files of their own.
export { actSentence, conditionSentence, triggerSentence }

type Said = { readonly catalogue: FactCatalogue; readonly subject: Subject; readonly words: EngineWords }

/**
 * A rule in plain words: when, for whom, what, and within which limits. Rules of different logic never read the same
 * (`canonicalLogic` is what counts as logic), so the sentence can stand for the rule in an approval.
 */
export function ruleSentence(
  rule: RuleDocument,
  catalogue: FactCatalogue,
  words: EngineWords = english,
): string {
  const start = words.rule.start(triggerSentence(rule.trigger, words), rule)
  const body = bodyInWords(rule.steps, { catalogue, subject: rule.subject, words })
  return [`${start}${body}.`, ...policySentences(rule.policy, catalogue, words)].join(' ')
}

/** A list of steps in words: `send "first" to billing, then wait 7 days, then send "second" to billing`. */
export function stepsSentence(
  steps: readonly RuleStep[],
  catalogue: FactCatalogue,
  subject: Subject = 'customer',
  words: EngineWords = english,
): string {
  return listOfSteps(steps, { catalogue, subject, words })
}

function bodyInWords(steps: readonly RuleStep[], said: Said): string {
  const [only] = steps
  if (!only || steps.length > 1 || only.do !== 'decide') return `: ${listOfSteps(steps, said)}`
  const [branch] = only.branches
  const isOneBranch = branch && only.branches.length === 1 && (only.otherwise ?? []).length === 0
  if (!isOneBranch) return `: ${decideInWords(only, said)}`
  const clause = relativeClause(branch.when, said.catalogue, said.subject, said.words)
  return `${said.words.rule.clause(clause)}: ${listOfSteps(branch.steps, said)}`
}

function listOfSteps(steps: readonly RuleStep[], said: Said): string {
  if (steps.length === 0) return said.words.rule.nothing
  return steps.map((step, at) => `${jointBefore(steps, at, said.words)}${stepInWords(step, said)}`).join('')
}

/** What stands before a step of a list: nothing before the first, else whether it comes with the one before or after it. */
export function jointBefore(steps: readonly RuleStep[], at: number, { rule }: EngineWords): string {
  const before = steps[at - 1]
  if (before === undefined) return ''
  return before.do === 'wait' || steps[at]?.do === 'wait' ? rule.aroundWait : rule.together
}

function stepInWords(step: RuleStep, said: Said): string {
  if (step.do === 'act') return actSentence(step, said.words)
  if (step.do === 'wait') return waitSentence(step, said.words)
  // Parentheses show where a decide ends; what follows it happens whichever branch was taken.
  return `(${decideInWords(step, said)})`
}

/** A wait in words: `wait 7 days`, `wait until the task of step "call" is done, at most 3 business days`. */
export function waitSentence(wait: Wait, words: EngineWords = english): string {
  return words.wait(wait)
}

function decideInWords({ branches, otherwise = [] }: Decide, said: Said): string {
  const { rule } = said.words
  const parts = branches.map(({ when, steps }, at) => {
    const clause = conditionalClause(when, said.catalogue, said.subject, said.words)
    return `${at === 0 ? rule.ifFirst : rule.ifNext}${clause}: ${listOfSteps(steps, said)}`
  })
  if (otherwise.length > 0) parts.push(`${rule.otherwise}${listOfSteps(otherwise, said)}`)
  return parts.join('')
}
