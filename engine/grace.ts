import { type Condition, isFactRef, isLeaf, type Leaf, type Scalar } from './condition.ts'
import { type Decorator, type Operator, parseOperator, SWAPPED } from './operators.ts'

/** Facts that grace days put off. Only the trigger moves: mails and reports keep saying the real days overdue. */
const PUT_OFF = new Set(['daysOverdue'])

/**
 * The condition as it reads with `days` of grace: `daysOverdue >= 30` becomes `>= 33`. What it says of an item is what the
 * condition said of `max(0, daysOverdue - days)`, so "not overdue" (`equal 0`) stays true throughout the grace.
 */
export function withGrace(condition: Condition, days: number): Condition {
  if (days === 0) return condition
  if (isLeaf(condition)) return leafWithGrace(condition, days)
  if ('not' in condition) return { ...condition, not: withGrace(condition.not, days) }
  if ('all' in condition) return { ...condition, all: condition.all.map((part) => withGrace(part, days)) }
  return { ...condition, any: condition.any.map((part) => withGrace(part, days)) }
}

function leafWithGrace(leaf: Leaf, days: number): Condition {
  const decorated = parseOperator(leaf.operator)
  if (!PUT_OFF.has(leaf.fact) || isFactRef(leaf.value) || !decorated || decorated.operator.startsWith('is'))
    return leaf
  const { fact, params, name } = leaf
  const ref = { fact, ...(params && { params }), ...(name !== undefined && { name }) }
  return putOff(decorated.decorators, decorated.operator, { ref, days, value: leaf.value })
}

type Question = {
  readonly ref: Pick<Leaf, 'fact' | 'params' | 'name'>
  readonly days: number
  readonly value: Scalar | readonly Scalar[]
}

/** Takes the decorators off from the outside in; what they say of a list of values is written out. */
function putOff(
  [first, ...rest]: readonly Decorator[],
  operator: Operator,
  { ref, days, value }: Question,
): Condition {
  if (first === 'not') return { not: putOff(rest, operator, { ref, days, value }) }
  if (first === 'swap') return putOff(rest, SWAPPED[operator] ?? operator, { ref, days, value })
  if (first !== undefined) {
    const parts = [value].flat().map((one) => putOff(rest, operator, { ref, days, value: one }))
    return first === 'someValue' ? { any: parts } : { all: parts }
  }
  const equals = (one: Scalar): Condition =>
    Number(one) === 0
      ? { ...ref, operator: 'lessThanInclusive', value: days }
      : { ...ref, operator: 'equal', value: Number(one) > 0 ? Number(one) + days : one }
  if (typeof value === 'object') {
    if (operator === 'between') {
      const [low, high] = value.map(Number) as [number, number]
      return { ...ref, operator, value: [low > 0 ? low + days : low, high >= 0 ? high + days : high] }
    }
    const any: Condition = { any: value.map(equals) }
    return operator === 'notIn' ? { not: any } : any
  }
  const limit = Number(value)
  if (operator === 'equal') return equals(limit)
  if (operator === 'notEqual') return { not: equals(limit) }
  const reachesZero = operator === 'greaterThan' || operator === 'lessThanInclusive' ? limit >= 0 : limit > 0
  return { ...ref, operator, value: reachesZero ? limit + days : limit }
}
