import { type Condition, isFactRef, isLeaf, type Leaf, type Scalar } from './condition.ts'
import { parseOperator } from './operators.ts'

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
  const later = (value: Scalar) => Number(value) + days
  const negated = decorated.decorators.filter((decorator) => decorator === 'not').length % 2 === 1
  const wrap = (condition: Condition): Condition => (negated ? { not: condition } : condition)
  const equals = (value: Scalar): Condition =>
    Number(value) === 0
      ? { ...ref, operator: 'lessThanInclusive', value: days }
      : { ...ref, operator: 'equal', value: Number(value) > 0 ? later(value) : value }
  const { operator } = decorated
  const { value } = leaf
  if (Array.isArray(value)) {
    if (operator === 'between') {
      const [low, high] = value.map(Number) as [number, number]
      return wrap({ ...ref, operator, value: [low > 0 ? low + days : low, high >= 0 ? high + days : high] })
    }
    const any: Condition = { any: value.map(equals) }
    return wrap(operator === 'notIn' ? { not: any } : any)
  }
  const limit = Number(value)
  if (operator === 'equal') return wrap(equals(limit))
  if (operator === 'notEqual') return wrap({ not: equals(limit) })
  const reachesZero = operator === 'greaterThan' || operator === 'lessThanInclusive' ? limit >= 0 : limit > 0
  return wrap({ ...ref, operator, value: reachesZero ? limit + days : limit })
}
