import { withoutSwap } from '../canonical-logic.ts'
import { isFactRef, type Leaf, type Operand, type Scalar } from '../condition.ts'
import type { FactType } from '../fact-spec.ts'
import { type Decorator, type Operator, parseOperator } from '../operators.ts'
import type { LeafInPlace } from './engine-words.ts'
import { daysPhrase, factNoun, statePhrase } from './english-fact.ts'
import { englishValues, listInWords } from './english-values.ts'
import { valueIn } from './value-in-words.ts'

/** What stands before a clause about one of its figures, about itself, and about neither in particular. */
const FORMS = {
  plain: { figure: '', self: '', other: '' },
  /** Behind "each customer": `whose balance is ...`, `that is on credit hold`. */
  relative: { figure: 'whose ', self: 'that ', other: 'for which ' },
  /** Behind "if": `its balance is ...`, `it is on credit hold`. */
  conditional: { figure: 'its ', self: 'it ', other: '' },
} as const

/** What a clause is about and what it is compared with, in words; `suffix` stands behind the value. */
type Sides = { readonly of: string; readonly value: string; readonly suffix: string; readonly type: FactType }

/** A checked leaf in words: `whose oldest invoice is at least 30 days overdue`. Throws `TypeError` for an unchecked one. */
export function englishLeaf({ leaf, spec, subject, form }: LeafInPlace): string {
  const decorated = parseOperator(withoutSwap(leaf.operator))
  if (!decorated)
    throw new TypeError(`The leaf "${leaf.fact} ${leaf.operator}" was put into words without being checked.`)
  const { decorators, operator } = decorated
  const isPlain = decorators.length === 0
  if (isPlain && operator === 'equal' && typeof leaf.value === 'boolean') {
    const state = statePhrase(leaf, leaf.value)
    if (state !== null) return `${FORMS[form].self}${state}`
  }
  const asksKnown = operator === 'isKnown' || operator === 'isUnknown'
  const days = isPlain && !asksKnown && !isFactRef(leaf.value) ? daysPhrase(leaf, subject) : null
  const sides: Sides = {
    of: days ? days.of : factNoun(leaf),
    suffix: days ? ` ${days.suffix}` : '',
    value: asksKnown ? '' : operandInWords(leaf, spec.type, operator),
    type: spec.type,
  }
  const clause = decoratedClause(decorators, operator, sides)
  const { figure, self, other } = FORMS[form]
  if (days?.of === 'invoice' && self !== '') return `${self}${clause.slice('invoice '.length)}`
  return `${isPlain ? figure : other}${clause}`
}

function operandInWords({ value, params }: Leaf, type: FactType, operator: Operator): string {
  if (isFactRef(value)) return factNoun(value)
  const currency = typeof params?.currency === 'string' ? params.currency : undefined
  const words = (scalar: Scalar) => valueIn(englishValues, scalar, type === 'list' ? 'text' : type, currency)
  if (!isList(value)) return words(value)
  if (operator === 'between') return value.map(words).join(' to ')
  return listInWords(value.map(words), 'or')
}

function isList(value: Exclude<Operand, { fact: string }>): value is readonly Scalar[] {
  return Array.isArray(value)
}

/** Takes the decorators off from the outside in. The last one before the operator may read shorter than the others. */
function decoratedClause([first, ...rest]: readonly Decorator[], operator: Operator, sides: Sides): string {
  const { of, value } = sides
  if (first === undefined) return `${of} ${predicate(operator, sides)}`
  switch (first) {
    case 'not':
      return `it is not so that ${decoratedClause(rest, operator, sides)}`
    case 'someFact':
    case 'everyFact': {
      const which = first === 'someFact' ? 'some' : 'every'
      if (rest.length === 0)
        return decoratedClause(rest, operator, { ...sides, of: `${which} item of ${of}`, type: 'text' })
      return `for ${which} item of ${of}, ${decoratedClause(rest, operator, { ...sides, of: 'the item', type: 'text' })}`
    }
    case 'someValue':
    case 'everyValue': {
      const which = first === 'someValue' ? 'some' : 'every'
      return `for ${which} value of ${value}, ${decoratedClause(rest, operator, { ...sides, value: 'that value' })}`
    }
    default:
      throw new TypeError('Exchanged sides are put right before a leaf is put into words.')
  }
}

function predicate(operator: Operator, { value, suffix, type }: Sides): string {
  const isDay = type === 'day'
  switch (operator) {
    case 'equal':
      return `is ${isDay ? 'on ' : ''}${value}${suffix}`
    case 'notEqual':
      return `is not ${isDay ? 'on ' : ''}${value}${suffix}`
    case 'lessThan':
      return `is ${isDay ? 'before' : 'under'} ${value}${suffix}`
    case 'lessThanInclusive':
      return `is ${isDay ? 'on or before' : 'at most'} ${value}${suffix}`
    case 'greaterThan':
      return `is ${isDay ? 'after' : 'over'} ${value}${suffix}`
    case 'greaterThanInclusive':
      return `is ${isDay ? 'on or after' : 'at least'} ${value}${suffix}`
    case 'between':
      return `is from ${value}${suffix}`
    case 'in':
      return `is one of ${value}${suffix}`
    case 'notIn':
      return `is none of ${value}${suffix}`
    case 'contains':
      return `includes ${value}`
    case 'doesNotContain':
      return `does not include ${value}`
    case 'startsWith':
      return `starts with ${value}`
    case 'containsText':
      return `has ${value} in it`
    case 'isKnown':
      return 'is known'
    case 'isUnknown':
      return 'is unknown'
  }
}
