import { type Condition, columnId, isFactRef, isLeaf, type Leaf, type Scalar } from '#engine/condition.ts'
import type { Truth } from '#engine/leaf-truth.ts'
import { type Row, specOf, type Written } from './random-conditions.ts'

/**
 * What a condition says of one subject, written down a third time and as plainly as possible, over values as people write
 * them: the yardstick for the two evaluators of the engine. It shares no code with either.
 */
export function naiveTruth(condition: Condition, row: Row): Truth {
  if (isLeaf(condition)) return leaf(condition, row)
  if ('not' in condition) {
    const part = naiveTruth(condition.not, row)
    return part === null ? null : !part
  }
  if ('all' in condition) {
    const parts = condition.all.map((part) => naiveTruth(part, row))
    return parts.includes(false) ? false : parts.includes(null) ? null : true
  }
  const parts = condition.any.map((part) => naiveTruth(part, row))
  return parts.includes(true) ? true : parts.includes(null) ? null : false
}

function leaf(condition: Leaf, row: Row): Truth {
  const words = condition.operator.split(':')
  const operator = words.pop() ?? ''
  const left = row[columnId(condition)] ?? null
  if (operator === 'isKnown' || operator === 'isUnknown') {
    const says = (left !== null) === (operator === 'isKnown')
    return words.filter((word) => word === 'not').length % 2 === 0 ? says : !says
  }
  const { value } = condition
  const right: Written = isFactRef(value) ? (row[columnId(value)] ?? null) : (value as Written)
  if (left === null || right === null) return null
  return holds(words, operator, left, right, specOf(condition).type)
}

type Known = Exclude<Written, null>

function holds(words: readonly string[], operator: string, left: Known, right: Known, type: string): boolean {
  const [word, ...rest] = words
  const onItems = (items: Known) => [...(items as readonly string[])]
  if (word === 'not') return !holds(rest, operator, left, right, type)
  if (word === 'swap') return holds(rest, operator, right, left, type)
  if (word === 'someFact') return onItems(left).some((item) => holds(rest, operator, item, right, 'text'))
  if (word === 'everyFact') return onItems(left).every((item) => holds(rest, operator, item, right, 'text'))
  if (word === 'someValue') return onItems(right).some((item) => holds(rest, operator, left, item, type))
  if (word === 'everyValue') return onItems(right).every((item) => holds(rest, operator, left, item, type))
  const same = (a: unknown, b: unknown) => order(a, b, type) === 0
  const among = (list: Known, one: Known) => (list as readonly Scalar[]).some((item) => same(item, one))
  const lower = (text: Known) => String(text).toLowerCase()
  switch (operator) {
    case 'equal':
      return same(left, right)
    case 'notEqual':
      return !same(left, right)
    case 'lessThan':
      return order(left, right, type) < 0
    case 'lessThanInclusive':
      return order(left, right, type) <= 0
    case 'greaterThan':
      return order(left, right, type) > 0
    case 'greaterThanInclusive':
      return order(left, right, type) >= 0
    case 'between': {
      const [low, high] = right as readonly [string, string]
      return order(left, low, type) >= 0 && order(left, high, type) <= 0
    }
    case 'in':
      return among(right, left)
    case 'notIn':
      return !among(right, left)
    case 'contains':
      return among(left, right)
    case 'doesNotContain':
      return !among(left, right)
    case 'startsWith':
      return lower(left).slice(0, lower(right).length) === lower(right)
    case 'containsText':
      return lower(left).split(lower(right)).length > 1
    default:
      throw new TypeError(`The yardstick does not know the operator "${operator}".`)
  }
}

/** Amounts and numbers by their size, everything else as text: days sort as text. */
function order(a: unknown, b: unknown, type: string): number {
  if (type === 'money' || type === 'number' || type === 'days') return Number(a) - Number(b)
  const [x, y] = [String(a), String(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
