import type { FactType } from '../fact-spec.ts'
import type { Operator } from '../operators.ts'
import type { GermanCases } from './german-noun.ts'
import { listInGerman } from './german-values.ts'

/** What is said of something: the verb, which a clause puts at the end, and what stands with it. */
export type GermanPredicate = { readonly verb: string; readonly rest: string }

const is = (rest: string): GermanPredicate => ({ verb: 'ist', rest })
const lies = (rest: string): GermanPredicate => ({ verb: 'liegt', rest })
const amounts = (rest: string): GermanPredicate => ({ verb: 'beträgt', rest })

/** The operators that compare; the other two ask whether something is known. */
export type Comparison = Exclude<Operator, 'isKnown' | 'isUnknown'>

type Literal = {
  readonly type: FactType
  /** The value or values, in words. */
  readonly values: readonly string[]
  /** What stands behind a number of days: `überfällig`. */
  readonly suffix?: string | undefined
}

/** A comparison with values that stand in the rule: `liegt über 5.000,00 USD`, `ist mindestens 30 Tage überfällig`. */
export function comparedWithValue(operator: Comparison, literal: Literal): GermanPredicate {
  const { type, values, suffix } = literal
  if (suffix !== undefined) return is(`${quantity(operator, values)} ${suffix}`)
  if (type === 'day') return dayCompared(operator, values)
  if (type === 'money' || type === 'number' || type === 'days') return figureCompared(operator, literal)
  return textCompared(operator, values)
}

/** A comparison with another fact, or with a value named before: `liegt über dem Kreditlimit in USD`. */
export function comparedWithFact(operator: Comparison, noun: GermanCases, type: FactType): GermanPredicate {
  const isDay = type === 'day'
  switch (operator) {
    case 'equal':
      return is(`gleich ${noun.dative}`)
    case 'notEqual':
      return is(`nicht gleich ${noun.dative}`)
    case 'lessThan':
      return lies(`${isDay ? 'vor' : 'unter'} ${noun.dative}`)
    case 'lessThanInclusive':
      return lies(`nicht ${isDay ? 'nach' : 'über'} ${noun.dative}`)
    case 'greaterThan':
      return lies(`${isDay ? 'nach' : 'über'} ${noun.dative}`)
    case 'greaterThanInclusive':
      return lies(`nicht ${isDay ? 'vor' : 'unter'} ${noun.dative}`)
    case 'in':
      return is(`in ${noun.dative} enthalten`)
    case 'notIn':
      return is(`nicht in ${noun.dative} enthalten`)
    case 'contains':
      return { verb: 'enthält', rest: noun.accusative }
    case 'doesNotContain':
      return { verb: 'enthält', rest: `${noun.accusative} nicht` }
    case 'startsWith':
      return { verb: 'beginnt', rest: `mit ${noun.dative}` }
    case 'containsText':
      return { verb: 'enthält', rest: `${noun.accusative} als Teil` }
    case 'between':
      return lies(`in der Spanne von ${noun.dative}`)
  }
}

function quantity(operator: Comparison, values: readonly string[]): string {
  const said = listInGerman(values, 'or')
  switch (operator) {
    case 'notEqual':
      return `nicht genau ${said}`
    case 'lessThan':
      return `weniger als ${said}`
    case 'lessThanInclusive':
      return `höchstens ${said}`
    case 'greaterThan':
      return `mehr als ${said}`
    case 'greaterThanInclusive':
      return `mindestens ${said}`
    case 'between':
      return values.join(' bis ')
    case 'in':
      return `entweder ${said}`
    case 'notIn':
      return `weder ${values.join(' noch ')}`
    default:
      return `genau ${said}`
  }
}

function figureCompared(operator: Comparison, { type, values }: Literal): GermanPredicate {
  const said = listInGerman(values, 'or')
  // Days would need the dative behind "über" and "unter"; amounts and plain numbers have none.
  if (type !== 'days' && operator === 'lessThan') return lies(`unter ${said}`)
  if (type !== 'days' && operator === 'greaterThan') return lies(`über ${said}`)
  if (operator === 'notEqual') return amounts(`nicht ${said}`)
  if (operator === 'in') return amounts(`einen der Werte ${said}`)
  if (operator === 'notIn') return amounts(`keinen der Werte ${said}`)
  return amounts(quantity(operator, values))
}

function dayCompared(operator: Comparison, values: readonly string[]): GermanPredicate {
  const said = listInGerman(values, 'or')
  switch (operator) {
    case 'notEqual':
      return is(`nicht der ${said}`)
    case 'lessThan':
      return lies(`vor dem ${said}`)
    case 'lessThanInclusive':
      return lies(`am oder vor dem ${said}`)
    case 'greaterThan':
      return lies(`nach dem ${said}`)
    case 'greaterThanInclusive':
      return lies(`am oder nach dem ${said}`)
    case 'between':
      return lies(`in der Zeit vom ${values.join(' bis zum ')}`)
    case 'in':
      return is(`einer der Tage ${said}`)
    case 'notIn':
      return is(`keiner der Tage ${said}`)
    default:
      return is(`der ${said}`)
  }
}

function textCompared(operator: Comparison, values: readonly string[]): GermanPredicate {
  const said = listInGerman(values, 'or')
  switch (operator) {
    case 'notEqual':
      return is(`nicht ${said}`)
    case 'in':
      return is(`einer der Werte ${said}`)
    case 'notIn':
      return is(`keiner der Werte ${said}`)
    case 'contains':
      return { verb: 'enthält', rest: said }
    case 'doesNotContain':
      return { verb: 'enthält', rest: `${said} nicht` }
    case 'startsWith':
      return { verb: 'beginnt', rest: `mit ${said}` }
    case 'containsText':
      return { verb: 'enthält', rest: `den Text ${said}` }
    default:
      return is(said)
  }
}
