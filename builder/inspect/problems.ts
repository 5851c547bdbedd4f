import { isActName } from '#engine/acts.ts'
import type { RuleProblem } from '#engine/errors.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import { actsOf, type RuleDocument } from '#engine/rule.ts'
import { phraseBook } from '#engine/words/phrase-book.ts'
import { words } from '../words/words.ts'
import { fieldsOfAct } from './act-fields.ts'
import { asDraft, type DraftLeaf, draftLeaves, isBlank, isRecord } from './draft-condition.ts'
import { isFilled, specOf, valueShape } from './draft-leaf.ts'
import { pathsById, placeOfPath } from './place-of-path.ts'

const text = words.inspect.problems
/** The checks in the browser speak English, those of the server the language of the page. */
const say = phraseBook(words.engine.written, words.engine.values)

/** One thing to put right: where it stands in the document, at which step, and what would be right. */
export type Problem = {
  readonly path: string
  /** The step, branch or trigger it belongs to. */
  readonly at: string
  readonly sentence: string
  readonly isWarning: boolean
}

/** What is not filled in yet, in the words of the page; what is filled in and wrong, the engine says. */
export function unfilledProblems(rule: RuleDocument, catalogue: FactCatalogue): Problem[] {
  const paths = pathsById(rule)
  const found: Problem[] = []
  const add = (path: string, sentence: string) =>
    found.push({ path, at: placeOfPath(rule, path), sentence, isWarning: false })
  const condition = (json: unknown, path: string) => {
    for (const { leaf, path: place } of draftLeaves(asDraft(json), path)) {
      if (isBlank(leaf)) add(`${place}.fact`, text.blank)
      else {
        const spec = specOf(leaf, catalogue)
        const sentence = spec && missingValue(leaf, spec)
        if (sentence) add(`${place}.value`, sentence)
      }
    }
  }
  for (const key of ['audience', 'exclude'] as const)
    if (rule.policy[key] !== undefined) condition(rule.policy[key], `policy.${key}`)
  for (const { id, when } of branchesIn(rule.steps)) {
    const path = paths.get(id)
    if (when !== undefined && path !== undefined) condition(when, `${path}.when`)
  }
  for (const { id, action, params } of actsOf(rule.steps)) {
    const path = `${paths.get(id) ?? ''}.params`
    if (!isActName(action)) continue
    for (const field of fieldsOfAct(action))
      if (field.required && !isFilled(params[field.key]))
        add(
          `${path}.${field.key}`,
          field.key === 'template'
            ? text.template
            : text.missing(words.inspect.act.fields[field.key] ?? field.key),
        )
  }
  if (rule.steps.length === 0) add('steps', text.noSteps)
  return found
}

/** Where the first field of a step stands that has to be filled in; null when it lacks nothing. */
export function firstUnfilled(rule: RuleDocument, id: string, catalogue: FactCatalogue): string | null {
  const own = pathsById(rule).get(id)
  if (own === undefined) return null
  return unfilledProblems(rule, catalogue).find(({ path }) => path.startsWith(`${own}.`))?.path ?? null
}

/** The problems of the page and of the checks together, each once; where the page says it, the engine need not. */
export function allProblems(
  rule: RuleDocument,
  own: readonly Problem[],
  findings: { readonly problems: readonly RuleProblem[]; readonly warnings: readonly RuleProblem[] },
): Problem[] {
  const said = own.map(({ path }) => path)
  const isSaid = (path: string) =>
    said.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[`)) ||
    // A condition nobody has chosen is wrong in all its parts, which is said once.
    said.some((each) => each.endsWith('.fact') && path.startsWith(each.slice(0, -'fact'.length)))
  const seen = new Set<string>()
  const checked = [
    ...findings.problems.map((problem) => ({ ...problem, isWarning: false })),
    ...findings.warnings.map((problem) => ({ ...problem, isWarning: true })),
  ].flatMap(({ path, expected, isWarning }): Problem[] => {
    const sentence = say(expected)
    const key = `${path} ${sentence}`
    if (isSaid(path) || seen.has(key)) return []
    seen.add(key)
    return [{ path, at: placeOfPath(rule, path), sentence, isWarning }]
  })
  return [
    ...own,
    ...checked.filter(({ isWarning }) => !isWarning),
    ...checked.filter((each) => each.isWarning),
  ]
}

/** What an act is called in a list of problems, and any other place. */
export function placeName(rule: RuleDocument, at: string): string {
  const act = actsOf(rule.steps).find(({ id }) => id === at)
  if (act !== undefined) return isActName(act.action) ? words.engine.acts[act.action] : act.action
  const label = labelOf(rule.steps, at)
  return label ?? text.inRule
}

function missingValue(leaf: DraftLeaf, spec: FactSpec): string | null {
  const { value, operator } = leaf
  const shape = valueShape(typeof operator === 'string' ? operator : '')
  if (shape === 'none' || isRecord(value)) return null
  if (shape === 'several') return Array.isArray(value) && value.some(isFilled) ? null : text.valueList
  const filled = shape === 'two' ? Array.isArray(value) && value.every(isFilled) : isFilled(value)
  if (filled) return null
  if (spec.type === 'days') return text.valueDays
  if (spec.type === 'day') return text.valueDay
  if (spec.type !== 'money') return text.value
  const currency = isRecord(leaf.params) ? leaf.params.currency : undefined
  return text.valueMoney(typeof currency === 'string' ? currency : '')
}

function branchesIn(steps: RuleDocument['steps']): { id: string; label?: string; when: unknown }[] {
  return steps.flatMap((step) =>
    step.do === 'decide'
      ? [
          ...step.branches.flatMap((branch) => [branch, ...branchesIn(branch.steps)]),
          ...branchesIn(step.otherwise ?? []),
        ]
      : [],
  )
}

function labelOf(steps: RuleDocument['steps'], id: string): string | null {
  for (const step of steps) {
    if (step.id === id)
      return step.do === 'wait'
        ? words.inspect.wait.title
        : step.do === 'decide'
          ? (step.label ?? words.inspect.decide.title)
          : null
    if (step.do !== 'decide') continue
    for (const [at, branch] of step.branches.entries()) {
      if (branch.id === id) return branch.label ?? words.inspect.decide.branch(at + 1)
      const inside = labelOf(branch.steps, id)
      if (inside !== null) return inside
    }
    const inside = labelOf(step.otherwise ?? [], id)
    if (inside !== null) return inside
  }
  return null
}
