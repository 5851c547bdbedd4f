import { type Condition, isLeaf } from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import type { ClauseForm, EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

type Place = {
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  readonly form: ClauseForm
  readonly words: EngineWords
}

/**
 * A condition in words: `oldest invoice is at least 30 days overdue and USD balance is over 5,000.00 USD`. Groups inside
 * groups stand in parentheses, so that conditions that differ never read the same.
 */
export function conditionSentence(
  condition: Condition,
  catalogue: FactCatalogue,
  subject: Subject = 'customer',
  words: EngineWords = english,
): string {
  return group(condition, { catalogue, subject, form: 'plain', words })
}

/** A condition as it is said of each customer: `whose oldest invoice is at least 30 days overdue`. */
export function relativeClause(
  condition: Condition,
  catalogue: FactCatalogue,
  subject: Subject,
  words: EngineWords = english,
): string {
  return group(condition, { catalogue, subject, form: 'relative', words })
}

/** A condition as it stands behind "if": `its oldest invoice is at least 30 days overdue`. */
export function conditionalClause(
  condition: Condition,
  catalogue: FactCatalogue,
  subject: Subject,
  words: EngineWords = english,
): string {
  return group(condition, { catalogue, subject, form: 'conditional', words })
}

function group(condition: Condition, place: Place): string {
  const { catalogue, subject, form, words } = place
  if (isLeaf(condition)) {
    const spec = catalogue.spec(condition.fact)
    if (!spec) throw new TypeError(`The leaf "${condition.fact}" was put into words without being checked.`)
    return words.leaf({ leaf: condition, spec, subject, form })
  }
  if ('not' in condition) {
    const part = group(condition.not, { ...place, form: words.groups.insideNot(form) })
    return words.groups.not(part, { form, subject })
  }
  const [parts, joint] =
    'all' in condition ? [condition.all, words.groups.and] : [condition.any, words.groups.or]
  const [only] = parts
  if (only && parts.length === 1) return group(only, place)
  return parts.map((part) => nested(part, place)).join(joint)
}

function nested(part: Condition, place: Place): string {
  if (isLeaf(part) || 'not' in part) return group(part, place)
  const parts = 'all' in part ? part.all : part.any
  const [only] = parts
  return only && parts.length === 1 ? nested(only, place) : `(${group(part, place)})`
}
