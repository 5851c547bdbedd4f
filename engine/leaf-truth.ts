import type { DecoratedOperator, Decorator, Operator } from './operators.ts'
import { SWAPPED } from './operators.ts'

/** The value of a fact for one subject, in internal form: minor units, epoch days, 1 and 0, texts; null is unknown. */
export type FactValue = number | string | readonly string[] | null
/** The right side of a leaf in internal form. */
export type OperandValue = FactValue | readonly (number | string)[]

/** True, false, or null for unknown. */
export type Truth = boolean | null

/**
 * What one leaf says of one subject, straight from the definition (`semantics.md` section 1): unknown when a side is
 * unknown, decorators from the outside in. The column evaluator arrives at the same by another way; neither calls the other.
 */
export function leafTruth(
  { decorators, operator }: DecoratedOperator,
  fact: FactValue,
  value: OperandValue,
): Truth {
  if (operator === 'isKnown' || operator === 'isUnknown') {
    const nots = decorators.filter((decorator) => decorator === 'not').length
    return (fact !== null) === ((operator === 'isKnown') === (nots % 2 === 0))
  }
  if (fact === null || value === null) return null
  return holds(decorators, operator, fact, value)
}

type Known = number | string | readonly (number | string)[]

function holds(
  [first, ...rest]: readonly Decorator[],
  operator: Operator,
  fact: Known,
  value: Known,
): boolean {
  switch (first) {
    case 'not':
      return !holds(rest, operator, fact, value)
    case 'swap':
      return plain(SWAPPED[operator] ?? operator, fact, value)
    case 'someFact':
      return asList(fact).some((item) => holds(rest, operator, item, value))
    case 'everyFact':
      return asList(fact).every((item) => holds(rest, operator, item, value))
    case 'someValue':
      return asList(value).some((item) => holds(rest, operator, fact, item))
    case 'everyValue':
      return asList(value).every((item) => holds(rest, operator, fact, item))
    default:
      return plain(operator, fact, value)
  }
}

function plain(operator: Operator, fact: Known, value: Known): boolean {
  switch (operator) {
    case 'equal':
      return fact === value
    case 'notEqual':
      return fact !== value
    case 'lessThan':
      return Number(fact) < Number(value)
    case 'lessThanInclusive':
      return Number(fact) <= Number(value)
    case 'greaterThan':
      return Number(fact) > Number(value)
    case 'greaterThanInclusive':
      return Number(fact) >= Number(value)
    case 'between': {
      const [low, high] = asList(value)
      return Number(fact) >= Number(low) && Number(fact) <= Number(high)
    }
    case 'in':
      return asList(value).includes(fact as number | string)
    case 'notIn':
      return !asList(value).includes(fact as number | string)
    case 'contains':
      return asList(fact).includes(value as number | string)
    case 'doesNotContain':
      return !asList(fact).includes(value as number | string)
    case 'startsWith':
      return String(fact).toLowerCase().startsWith(String(value).toLowerCase())
    case 'containsText':
      return String(fact).toLowerCase().includes(String(value).toLowerCase())
    case 'isKnown':
    case 'isUnknown':
      throw new TypeError('Known and unknown are answered before any value is looked at.')
  }
}

function asList(value: Known): readonly (number | string)[] {
  if (typeof value === 'number' || typeof value === 'string') return [value]
  return value
}
