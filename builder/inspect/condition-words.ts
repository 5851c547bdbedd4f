import type { Condition } from '#engine/condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { ATTRIBUTE_FACTS } from '#engine/fact-catalogue-attributes.ts'
import { BEHAVIOUR_FACTS } from '#engine/fact-catalogue-behaviour.ts'
import { CREDIT_FACTS } from '#engine/fact-catalogue-credit.ts'
import { CUSTOM_PREFIX } from '#engine/fact-catalogue-custom.ts'
import { EXPOSURE_FACTS } from '#engine/fact-catalogue-exposure.ts'
import { GUARD_FACTS } from '#engine/fact-catalogue-guards.ts'
import { INVOICE_FACTS } from '#engine/fact-catalogue-invoice.ts'
import type { FactSpec, FactType, Subject } from '#engine/fact-spec.ts'
import { parseOperator } from '#engine/operators.ts'
import { conditionalClause, conditionSentence, relativeClause } from '#engine/sentence-condition.ts'
import type { ClauseForm, EngineWords } from '#engine/words/engine-words.ts'
import { words } from '../words/words.ts'
import { isReadable } from './countable.ts'
import { type DraftCondition, groupKind, isBlank, partsOf, textOf } from './draft-condition.ts'

const text = words.inspect

const FAMILIES: readonly (readonly [keyof typeof text.factGroups, readonly FactSpec[]])[] = [
  ['exposure', EXPOSURE_FACTS],
  ['credit', CREDIT_FACTS],
  ['guards', GUARD_FACTS],
  ['behaviour', BEHAVIOUR_FACTS],
  ['invoice', INVOICE_FACTS],
  ['attributes', ATTRIBUTE_FACTS],
]

/** What a fact is called where somebody chooses it. */
export function factTitle({ name }: { readonly name: string }): string {
  if (name.startsWith(CUSTOM_PREFIX)) return name.slice(CUSTOM_PREFIX.length)
  return words.engine.factTitle(name)
}

/** The facts of a subject in families, days before the days of the calendar they count from. */
export function factFamilies(
  catalogue: FactCatalogue,
  subject: Subject,
): { readonly title: string; readonly facts: readonly FactSpec[] }[] {
  const of = (facts: readonly FactSpec[]) =>
    facts
      .filter(({ subjects }) => subjects.includes(subject))
      .toSorted((a, b) => Number(a.type === 'day') - Number(b.type === 'day'))
  const own = catalogue.all.filter(({ name }) => name.startsWith(CUSTOM_PREFIX))
  return [
    ...FAMILIES.map(([key, facts]) => ({ title: text.factGroups[key], facts: of(facts) })),
    { title: text.factGroups.custom, facts: of(own) },
  ].filter(({ facts }) => facts.length > 0)
}

/** An operator by the type of fact it stands behind: "is at least", "is on or after". Decorators are named behind it. */
export function operatorWords(operator: string, type: FactType): string {
  const parsed = parseOperator(operator)
  if (parsed === null) return operator
  const kind =
    type === 'day' ? 'day' : type === 'text' || type === 'enum' || type === 'list' ? 'text' : 'number'
  const bare =
    type === 'boolean' && parsed.operator === 'equal'
      ? text.operators.text.equal
      : text.operators[kind][parsed.operator]
  const said = bare ?? parsed.operator
  return parsed.decorators.length === 0 ? said : text.decorated(parsed.decorators.join(', '), said)
}

/** How a clause stands in a sentence: by itself, behind "each customer", or behind "if". */
const CLAUSES = {
  plain: conditionSentence,
  relative: relativeClause,
  conditional: conditionalClause,
} as const

type Reading = { readonly catalogue: FactCatalogue; readonly subject: Subject }

/** A condition in words, however unfinished: what cannot be read yet stands as an ellipsis. */
export function draftSentence(
  condition: DraftCondition,
  reading: Reading,
  form: ClauseForm = 'plain',
  said: EngineWords = words.engine,
): string {
  if (isWholeReadable(condition, reading))
    // Every leaf of it has just been checked against the grammar.
    return CLAUSES[form](condition as Condition, reading.catalogue, reading.subject, said)
  const kind = groupKind(condition)
  if (kind === null) {
    if ('condition' in condition) return text.condition.segment(textOf(condition.condition))
    const spec = reading.catalogue.spec(textOf(condition.fact))
    return spec === undefined ? text.unfilled : `${said.fact({ fact: spec.name })} ${text.unfilled}`
  }
  const { and, or, not, insideNot } = said.groups
  const parts = partsOf(condition).map((part) => {
    const words = draftSentence(part, reading, kind === 'not' ? insideNot(form) : form, said)
    const count = partsOf(part).length
    return groupKind(part) !== null && count > 1 && kind !== 'not' ? `(${words})` : words
  })
  if (kind === 'not') return not(parts.join(''), { form, subject: reading.subject })
  return parts.join(kind === 'all' ? and : or)
}

/** True when every leaf can be read. */
export function isWholeReadable(condition: DraftCondition, reading: Reading): boolean {
  if (groupKind(condition) === null) return !('condition' in condition) && isReadable(condition, reading)
  const parts = partsOf(condition)
  return parts.length > 0 && parts.every((part) => isWholeReadable(part, reading))
}

/** What a condition is called in the names of commands and of its buttons. */
export function conditionTitle(condition: DraftCondition, reading: Reading): string {
  return isBlank(condition) ? text.condition.blank : draftSentence(condition, reading)
}
