import { withoutSwap } from '../canonical-logic.ts'
import { isFactRef, type Operand, type Scalar } from '../condition.ts'
import type { FactType, Subject } from '../fact-spec.ts'
import { type Decorator, type Operator, parseOperator } from '../operators.ts'
import type { ClauseForm, LeafInPlace } from './engine-words.ts'
import { germanDays, germanFact, germanState } from './german-fact.ts'
import type { GermanCases } from './german-noun.ts'
import { comparedWithFact, comparedWithValue, type GermanPredicate } from './german-predicate.ts'
import { germanValues, listInGerman } from './german-values.ts'
import { valueIn } from './value-in-words.ts'

/** The words that lead from "jeden Kunden" or "jede Rechnung" into what is said of them. */
const RELATIVE = {
  customer: { self: 'der', whose: 'dessen', at: 'bei dem', for: 'für den', it: 'er' },
  invoice: { self: 'die', whose: 'deren', at: 'bei der', for: 'für die', it: 'sie' },
} as const

/** A clause as a sentence of its own, and with its verb at the end. */
type GermanClause = { readonly main: string; readonly sub: string }
type Right = { readonly literal: Operand } | { readonly noun: GermanCases }
type Sides = {
  readonly of: string
  readonly type: FactType
  readonly currency: string | undefined
  readonly right: Right
}

const ITEM = 'der Eintrag'
const THIS_VALUE: GermanCases = {
  bare: 'dieser Wert',
  nominative: 'dieser Wert',
  dative: 'diesem Wert',
  accusative: 'diesen Wert',
}

/** A checked leaf in German: `dessen älteste Rechnung mindestens 30 Tage überfällig ist`. Throws `TypeError` for an unchecked one. */
export function germanLeaf({ leaf, spec, subject, form }: LeafInPlace): string {
  const decorated = parseOperator(withoutSwap(leaf.operator))
  if (!decorated)
    throw new TypeError(`The leaf "${leaf.fact} ${leaf.operator}" was put into words without being checked.`)
  const { decorators, operator } = decorated
  const { value, params } = leaf
  if (decorators.length === 0 && operator === 'equal' && typeof value === 'boolean') {
    const state = germanState(leaf, value)
    if (state !== null) return saidOfSelf(state, form, subject)
  }
  const asksKnown = operator === 'isKnown' || operator === 'isUnknown'
  const currency = typeof params?.currency === 'string' ? params.currency : undefined
  const right: Right = isFactRef(value) ? { noun: germanFact(value) } : { literal: value }
  if (decorators.length > 0) {
    const of = germanFact(leaf)
    const clause = decoratedClause(decorators, operator, { of, type: spec.type, currency, right })
    return form === 'relative'
      ? `${RELATIVE[subject].at} ${clause.sub}`
      : clause[form === 'plain' ? 'main' : 'sub']
  }
  const days = asksKnown || 'noun' in right ? null : germanDays(leaf, subject)
  const predicate = predicateOf(operator, { type: spec.type, currency, right, suffix: days?.suffix })
  if (days?.isSelf && form !== 'plain') return saidOfSelf(predicate, form, subject)
  const noun = days?.of ?? germanFact(leaf)
  if (form === 'plain') return clauseOf(noun.bare, predicate).main
  if (form === 'conditional') return clauseOf(noun.nominative, predicate).sub
  return `${RELATIVE[subject].whose} ${clauseOf(noun.bare, predicate).sub}`
}

/** How a `not` around a group is said: behind "jeden Kunden" it takes a clause of its own. */
export function germanNot(part: string, { form, subject }: { form: ClauseForm; subject: Subject }): string {
  if (form === 'plain') return `nicht (${part})`
  const notSo = `nicht gilt, dass (${part})`
  return form === 'relative' ? `${RELATIVE[subject].for} ${notSo}` : notSo
}

function saidOfSelf({ verb, rest }: GermanPredicate, form: ClauseForm, subject: Subject): string {
  if (form === 'plain') return `${verb} ${rest}`
  return `${RELATIVE[subject][form === 'relative' ? 'self' : 'it']} ${rest} ${verb}`
}

function clauseOf(of: string, { verb, rest }: GermanPredicate): GermanClause {
  return { main: `${of} ${verb} ${rest}`, sub: `${of} ${rest} ${verb}` }
}

type Compared = Omit<Sides, 'of'> & { readonly suffix?: string | undefined }

function predicateOf(operator: Operator, { type, currency, right, suffix }: Compared): GermanPredicate {
  // What asks whether something is known is compared with nothing.
  if (operator === 'isKnown' || operator === 'isUnknown')
    return { verb: 'ist', rest: operator === 'isKnown' ? 'bekannt' : 'unbekannt' }
  if ('noun' in right) return comparedWithFact(operator, right.noun, type)
  return comparedWithValue(operator, { type, suffix, values: literals(right.literal, type, currency) })
}

function literals(literal: Operand, type: FactType, currency: string | undefined): string[] {
  const said = (scalar: Scalar) => valueIn(germanValues, scalar, type === 'list' ? 'text' : type, currency)
  if (isFactRef(literal)) return [germanFact(literal).nominative]
  return isList(literal) ? literal.map(said) : [said(literal)]
}

function isList(value: Exclude<Operand, { fact: string }>): value is readonly Scalar[] {
  return Array.isArray(value)
}

type DecoratedSides = Omit<Sides, 'of'> & { readonly of: GermanCases }

/** Takes the decorators off from the outside in. The last one before the operator may read shorter than the others. */
function decoratedClause(
  [first, ...rest]: readonly Decorator[],
  operator: Operator,
  sides: DecoratedSides,
): GermanClause {
  const { of } = sides
  if (first === undefined) return clauseOf(of.nominative, predicateOf(operator, sides))
  switch (first) {
    case 'not':
      return leadIn('nicht', decoratedClause(rest, operator, sides))
    case 'someFact':
    case 'everyFact': {
      const item = { ...sides, type: 'text' as const }
      const [one, forOne] =
        first === 'someFact'
          ? ['mindestens ein Eintrag', 'für mindestens einen Eintrag']
          : ['jeder Eintrag', 'für jeden Eintrag']
      if (rest.length === 0) return clauseOf(`${one} in ${of.dative}`, predicateOf(operator, item))
      return leadIn(
        `${forOne} in ${of.dative}`,
        decoratedClause(rest, operator, { ...item, of: alone(ITEM) }),
      )
    }
    case 'someValue':
    case 'everyValue': {
      const each = first === 'someValue' ? 'für mindestens einen Wert' : 'für jeden Wert'
      const among =
        'noun' in sides.right
          ? [sides.right.noun.dative]
          : literals(sides.right.literal, sides.type, sides.currency)
      return leadIn(
        `${each} aus ${listInGerman(among, 'or')}`,
        decoratedClause(rest, operator, { ...sides, right: { noun: THIS_VALUE } }),
      )
    }
    default:
      throw new TypeError('Exchanged sides are put right before a leaf is put into words.')
  }
}

function leadIn(lead: string, { sub }: GermanClause): GermanClause {
  return lead === 'nicht'
    ? { main: `es gilt nicht, dass ${sub}`, sub: `nicht gilt, dass ${sub}` }
    : { main: `${lead} gilt, dass ${sub}`, sub: `${lead} gilt, dass ${sub}` }
}

function alone(words: string): GermanCases {
  return { bare: words, nominative: words, dative: 'dem Eintrag', accusative: 'den Eintrag' }
}
