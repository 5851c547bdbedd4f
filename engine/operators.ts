import type { FactType } from './fact-spec.ts'

/** The operators a leaf may use: json-rules-engine's own, and five of ours. */
export const OPERATORS = [
  'equal',
  'notEqual',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'between',
  'startsWith',
  'containsText',
  'isKnown',
  'isUnknown',
] as const
export type Operator = (typeof OPERATORS)[number]

/** Ours: a stock json-rules-engine does not know them. */
export const OWN_OPERATORS: readonly Operator[] = [
  'between',
  'startsWith',
  'containsText',
  'isKnown',
  'isUnknown',
]

/** What may stand before an operator, applied from the outside in: `not:someFact:equal`. */
export const DECORATORS = ['not', 'swap', 'someFact', 'everyFact', 'someValue', 'everyValue'] as const
export type Decorator = (typeof DECORATORS)[number]

export type DecoratedOperator = { readonly decorators: readonly Decorator[]; readonly operator: Operator }

/** Takes `not:someFact:equal` apart; null when a part is no operator or decorator of ours. */
export function parseOperator(text: string): DecoratedOperator | null {
  const parts = text.split(':')
  const operator = parts.pop()
  if (!OPERATORS.includes(operator as Operator)) return null
  if (!parts.every((part) => DECORATORS.includes(part as Decorator))) return null
  return { decorators: parts as Decorator[], operator: operator as Operator }
}

const ORDERED: readonly FactType[] = ['number', 'money', 'days', 'day']
const SCALARS: readonly FactType[] = [...ORDERED, 'text', 'enum', 'boolean']
const TEXTS: readonly FactType[] = ['text', 'enum']

/** The fact types an operator may be used on. Text has no order that people agree on, so it is never compared by size. */
export const OPERATOR_TYPES: Record<Operator, readonly FactType[]> = {
  equal: SCALARS,
  notEqual: SCALARS,
  lessThan: ORDERED,
  lessThanInclusive: ORDERED,
  greaterThan: ORDERED,
  greaterThanInclusive: ORDERED,
  between: ORDERED,
  in: SCALARS,
  notIn: SCALARS,
  contains: ['list'],
  doesNotContain: ['list'],
  startsWith: TEXTS,
  containsText: TEXTS,
  isKnown: [...SCALARS, 'list'],
  isUnknown: [...SCALARS, 'list'],
}

/** The operator that says the same with both sides exchanged; absent where exchanging makes no sense. */
export const SWAPPED: Partial<Record<Operator, Operator>> = {
  equal: 'equal',
  notEqual: 'notEqual',
  lessThan: 'greaterThan',
  lessThanInclusive: 'greaterThanInclusive',
  greaterThan: 'lessThan',
  greaterThanInclusive: 'lessThanInclusive',
  contains: 'in',
  doesNotContain: 'notIn',
}

/** The operator that is true exactly when the other is false (and unknown when it is unknown). */
export const NEGATED: Partial<Record<Operator, Operator>> = {
  equal: 'notEqual',
  notEqual: 'equal',
  lessThan: 'greaterThanInclusive',
  lessThanInclusive: 'greaterThan',
  greaterThan: 'lessThanInclusive',
  greaterThanInclusive: 'lessThan',
  in: 'notIn',
  notIn: 'in',
  contains: 'doesNotContain',
  doesNotContain: 'contains',
  isKnown: 'isUnknown',
  isUnknown: 'isKnown',
}
