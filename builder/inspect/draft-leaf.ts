import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { FactSpec, FactType } from '#engine/fact-spec.ts'
import { OPERATOR_TYPES, type Operator, parseOperator } from '#engine/operators.ts'
import { type DraftLeaf, isRecord, textOf } from './draft-condition.ts'

/** The operators somebody is offered for a type of fact, the usual one first. */
export const OFFERED: Readonly<Record<FactType, readonly Operator[]>> = {
  number: numeric(),
  money: ['greaterThan', 'greaterThanInclusive', ...numeric().slice(2)],
  days: numeric(),
  day: [
    'lessThan',
    'lessThanInclusive',
    'greaterThan',
    'greaterThanInclusive',
    'equal',
    'notEqual',
    'between',
    'isKnown',
    'isUnknown',
  ],
  text: ['in', 'notIn', 'equal', 'notEqual', 'startsWith', 'containsText', 'isKnown', 'isUnknown'],
  enum: ['in', 'notIn', 'isKnown', 'isUnknown'],
  list: ['contains', 'doesNotContain', 'isKnown', 'isUnknown'],
  boolean: ['equal', 'isKnown', 'isUnknown'],
}

function numeric(): readonly Operator[] {
  return [
    'greaterThanInclusive',
    'greaterThan',
    'lessThanInclusive',
    'lessThan',
    'equal',
    'notEqual',
    'between',
    'isKnown',
    'isUnknown',
  ]
}

/** How a value is written under an operator. */
export type ValueShape = 'none' | 'one' | 'two' | 'several'

/** How many values stand on the right side of an operator. */
export function valueShape(operator: string): ValueShape {
  const parsed = parseOperator(operator)
  if (parsed === null) return 'one'
  if (parsed.operator === 'isKnown' || parsed.operator === 'isUnknown') return 'none'
  if (parsed.operator === 'between') return 'two'
  if (parsed.operator === 'in' || parsed.operator === 'notIn') return 'several'
  return parsed.decorators.some((each) => each === 'someValue' || each === 'everyValue') ? 'several' : 'one'
}

/** The type a leaf's value is written in: the items of a list fact are texts. */
export function valueType(spec: FactSpec): FactType {
  return spec.type === 'list' ? 'text' : spec.type
}

/** The entry of a leaf's fact, undefined while none is chosen or there is none of that name. */
export function specOf(leaf: DraftLeaf, catalogue: FactCatalogue): FactSpec | undefined {
  return catalogue.spec(textOf(leaf.fact))
}

/** The same leaf about another fact; what of operator, params and value still fits is kept. */
export function withFact(
  leaf: DraftLeaf,
  spec: FactSpec,
  { before, currency }: { before: FactSpec | undefined; currency: string },
): DraftLeaf {
  const operator = textOf(leaf.operator)
  const fits = before !== undefined && before.type === spec.type && parseOperator(operator) !== null
  const { params: old, ...rest } = leaf
  const params = paramsFor(spec, isRecord(old) ? old : {}, currency)
  const next = {
    ...rest,
    fact: spec.name,
    ...(Object.keys(params).length > 0 && { params }),
  }
  return fits ? next : withOperator(next, OFFERED[spec.type][0] ?? 'equal', spec)
}

/** The same leaf with another operator; a value that fits is kept, else one that is to be filled in takes its place. */
export function withOperator(leaf: DraftLeaf, operator: string, spec: FactSpec): DraftLeaf {
  const { value } = leaf
  const shape = valueShape(operator)
  const parsed = parseOperator(operator)
  const suits = parsed !== null && OPERATOR_TYPES[parsed.operator].includes(spec.type)
  const isFact = isRecord(value)
  const items = Array.isArray(value) ? value.filter(isFilled) : isFilled(value) && !isFact ? [value] : []
  const suiting = suits ? items.filter((item) => suitsType(item, valueType(spec))) : []
  return {
    ...leaf,
    operator,
    value:
      shape === 'none'
        ? true
        : shape === 'several'
          ? suiting
          : shape === 'two'
            ? isFact
              ? [null, null]
              : [suiting[0] ?? null, suiting[1] ?? null]
            : isFact && suits
              ? value
              : (suiting[0] ?? (spec.type === 'boolean' ? true : null)),
  }
}

/** True for a value somebody has given, be it right or wrong. */
export function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== ''
}

function suitsType(value: unknown, type: FactType): boolean {
  switch (type) {
    case 'number':
    case 'days':
      return typeof value === 'number'
    case 'money':
      return typeof value === 'number' || (typeof value === 'string' && /^-?[\d.]+$/.test(value))
    case 'day':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string'
  }
}

function paramsFor(
  spec: FactSpec,
  old: Readonly<Record<string, unknown>>,
  currency: string,
): Record<string, unknown> {
  const kept = Object.entries(old).filter(([key]) => Object.hasOwn(spec.params ?? {}, key))
  const params: Record<string, unknown> = Object.fromEntries(kept)
  const wanted = spec.params?.currency
  if (wanted?.required && params.currency === undefined) params.currency = currency
  return params
}

/** Facts of a day, and the fact that counts days from it: what is relative stays right tomorrow. */
export const RELATIVE: Readonly<Record<string, string>> = {
  oldestDueDay: 'signedDaysDue',
  dueDay: 'signedDaysDue',
  issueDay: 'daysSinceIssue',
}
