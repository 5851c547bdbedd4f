import {
  type Condition,
  columnId,
  type FactRef,
  isFactRef,
  isLeaf,
  type Leaf,
  type Scalar,
} from './condition.ts'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { currencyExponent, parseAmount } from './money.ts'
import { currencyOf } from './operand.ts'
import { NEGATED, OWN_OPERATORS, parseOperator } from './operators.ts'

/** A condition as stock json-rules-engine reads it. Facts are column ids, such as `balance@currency=USD`. */
export type PlainCondition =
  | { readonly all: readonly PlainCondition[]; readonly priority?: number }
  | { readonly any: readonly PlainCondition[]; readonly priority?: number }
  | {
      readonly name?: string
      readonly fact: string
      readonly operator: string
      readonly value: Scalar | null | readonly Scalar[] | { readonly fact: string }
      readonly priority?: number
    }

/** json-rules-engine looks at higher priorities first, and at lower ones only while nothing is decided. */
const GUARD_PRIORITY = 2

/**
 * The condition that stock json-rules-engine finds true exactly when ours is true (`wanted` true) or exactly when ours is
 * false (`wanted` false). Negations are pushed down to the leaves, and each leaf first asks whether its sides are known: by
 * itself the library finds `notEqual` true of a missing value and `5 > null` too.
 */
export function plainCondition(
  condition: Condition,
  wanted: boolean,
  catalogue: FactCatalogue,
): PlainCondition {
  if (isLeaf(condition)) return plainLeaf(condition, wanted, catalogue)
  if ('not' in condition) return plainCondition(condition.not, !wanted, catalogue)
  const [isAll, parts] = 'all' in condition ? [true, condition.all] : [false, condition.any]
  const plain = parts.map((part) => plainCondition(part, wanted, catalogue))
  return isAll === wanted ? { all: plain } : { any: plain }
}

function plainLeaf(leaf: Leaf, wanted: boolean, catalogue: FactCatalogue): PlainCondition {
  const { name, operator, value } = leaf
  const refs: FactRef[] = isFactRef(value) ? [leaf, value] : [leaf]
  const guards = refs.map((ref) => ({
    fact: columnId(ref),
    operator: 'notEqual',
    value: null,
    priority: GUARD_PRIORITY,
  }))
  const question = {
    ...(name !== undefined && { name }),
    fact: columnId(leaf),
    operator: wanted ? operator : complement(operator),
    value: isFactRef(value) ? { fact: columnId(value) } : plainValue(leaf, catalogue),
  }
  return { all: [...guards, question] }
}

function complement(operator: string): string {
  if (operator.startsWith('not:')) return operator.slice('not:'.length)
  const decorated = parseOperator(operator)
  const negated = decorated?.decorators.length === 0 ? NEGATED[decorated.operator] : undefined
  return negated ?? `not:${operator}`
}

/** Amounts go out in minor units, so that no engine has to know a currency; days stay ISO text, which sorts as text. */
function plainValue({ fact, params, value }: Leaf, catalogue: FactCatalogue): Scalar | readonly Scalar[] {
  const isMoney = catalogue.spec(fact)?.type === 'money'
  const plain = (scalar: Scalar): Scalar =>
    isMoney ? parseAmount(String(scalar), currencyOf(params), { decimal: '.', group: '' }) : scalar
  return Array.isArray(value) ? value.map(plain) : plain(value as Scalar)
}

/** What a stock json-rules-engine cannot be asked, each with its path. */
export function unsayable(condition: Condition, path: string): RuleProblem[] {
  if (isLeaf(condition)) {
    const operator = parseOperator(condition.operator)?.operator
    if (!operator || !OWN_OPERATORS.includes(operator)) return []
    return [
      {
        path: `${path}.operator`,
        found: JSON.stringify(condition.operator),
        expected: `A stock json-rules-engine does not know "${operator}". ${instead(operator)}`,
      },
    ]
  }
  if ('not' in condition) return unsayable(condition.not, `${path}.not`)
  const [kind, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
  return parts.flatMap((part, at) => unsayable(part, `${path}.${kind}[${at}]`))
}

function instead(operator: string): string {
  if (operator === 'between') return 'Write it as two comparisons, "at least" and "at most".'
  if (operator === 'isKnown' || operator === 'isUnknown')
    return 'Leave it out; a missing value never matches in what is exported.'
  return 'Write out the values with "in".'
}

/** What the figures in a plain condition are counted in: `minor units of USD (2 decimals)`, `calendar days`. */
export function unitOf(ref: FactRef, catalogue: FactCatalogue): string {
  const spec = catalogue.spec(ref.fact)
  if (!spec) throw new TypeError(`The fact "${ref.fact}" was exported without being checked.`)
  if (spec.type === 'day') return 'day as text, YYYY-MM-DD'
  if (spec.type !== 'money') return spec.unit
  const currency = currencyOf(ref.params)
  return `minor units of ${currency} (${currencyExponent(currency)} decimals)`
}
