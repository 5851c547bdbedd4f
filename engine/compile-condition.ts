import {
  type Condition,
  columnId,
  type FactRef,
  isFactRef,
  isLeaf,
  type Leaf,
  type Operand,
  type Scalar,
} from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { FactSpec } from './fact-spec.ts'
import { internalValue } from './operand.ts'
import { type Decorator, type Operator, parseOperator, SWAPPED } from './operators.ts'

export type Comparison = 'equal' | 'greaterThan' | 'greaterThanInclusive'

/** What is asked of one text: two-valued, so it can be answered once for every text of a dictionary. */
export type TextTest =
  | { readonly kind: 'equal' | 'startsWith' | 'containsText'; readonly text: string }
  | { readonly kind: 'in'; readonly texts: readonly string[] }
  | { readonly kind: 'not'; readonly part: TextTest }
  | { readonly kind: 'some' | 'every'; readonly parts: readonly TextTest[] }

/** What one leaf asks of a column, in the few forms the column evaluator has a loop for. */
export type Test =
  | { readonly kind: 'known'; readonly column: FactRef }
  | {
      readonly kind: 'compare'
      readonly column: FactRef
      readonly comparison: Comparison
      readonly operand: number
    }
  | { readonly kind: 'between'; readonly column: FactRef; readonly low: number; readonly high: number }
  | { readonly kind: 'numberIn'; readonly column: FactRef; readonly operands: readonly number[] }
  | { readonly kind: 'text'; readonly column: FactRef; readonly test: TextTest }
  /** Some (or every) item of the list passes. */
  | {
      readonly kind: 'list'
      readonly column: FactRef
      readonly items: 'some' | 'every'
      readonly test: TextTest
    }
  | {
      readonly kind: 'compareColumns'
      readonly left: FactRef
      readonly right: FactRef
      readonly comparison: Comparison
    }
  | { readonly kind: 'sameText'; readonly left: FactRef; readonly right: FactRef }
  | { readonly kind: 'itemInList'; readonly item: FactRef; readonly list: FactRef }
  /** Some (or every) item of the list is (or, negated, is not) the text of another column. */
  | {
      readonly kind: 'listAgainstText'
      readonly list: FactRef
      readonly text: FactRef
      readonly items: 'some' | 'every'
      readonly negated: boolean
    }

/** A condition ready to be evaluated over columns. Leaves with the same key are the same question, asked once. */
export type Logic =
  | { readonly kind: 'leaf'; readonly key: string; readonly test: Test }
  | { readonly kind: 'not'; readonly part: Logic }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Logic[] }

/** Compiles a checked condition. Negations stay where they are: the evaluator swaps its masks for them. */
export function compileCondition(condition: Condition, catalogue: FactCatalogue): Logic {
  if (isLeaf(condition)) return compileLeaf(condition, catalogue)
  if ('not' in condition) return not(compileCondition(condition.not, catalogue))
  const [kind, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const)
  return { kind, parts: parts.map((part) => compileCondition(part, catalogue)) }
}

type Comparable = { readonly ref: FactRef; readonly spec: FactSpec; readonly operator: Operator }

function compileLeaf(leaf: Leaf, catalogue: FactCatalogue): Logic {
  const spec = catalogue.spec(leaf.fact)
  const decorated = parseOperator(leaf.operator)
  if (!spec || !decorated)
    throw new TypeError(`The leaf "${leaf.fact} ${leaf.operator}" was compiled without being checked.`)
  const ref: FactRef = leaf.params ? { fact: leaf.fact, params: leaf.params } : { fact: leaf.fact }
  return decoratedLogic(decorated.decorators, { ref, spec, operator: decorated.operator }, leaf.value)
}

/** Takes the decorators off from the outside in. */
function decoratedLogic([first, ...rest]: readonly Decorator[], what: Comparable, value: Operand): Logic {
  if (first === undefined) return plainLogic(what, value)
  if (first === 'not') return not(decoratedLogic(rest, what, value))
  if (first === 'swap') return plainLogic({ ...what, operator: swapped(what.operator) }, value)
  if (first === 'someValue' || first === 'everyValue') {
    const parts = (value as readonly Scalar[]).map((one) => decoratedLogic(rest, what, one))
    return { kind: first === 'someValue' ? 'any' : 'all', parts }
  }
  const items = first === 'someFact' ? 'some' : 'every'
  if (isFactRef(value)) {
    const nots =
      rest.filter((decorator) => decorator === 'not').length + (what.operator === 'notEqual' ? 1 : 0)
    return leaf({ kind: 'listAgainstText', list: what.ref, text: value, items, negated: nots % 2 === 1 })
  }
  return leaf({ kind: 'list', column: what.ref, items, test: textTest(rest, what.operator, value) })
}

function swapped(operator: Operator): Operator {
  return SWAPPED[operator] ?? operator
}

function plainLogic({ ref, spec, operator, ...what }: Comparable, value: Operand): Logic {
  const same = (positive: Operator) => plainLogic({ ref, spec, operator: positive, ...what }, value)
  if (operator === 'notEqual') return not(same('equal'))
  if (operator === 'notIn') return not(same('in'))
  if (operator === 'doesNotContain') return not(same('contains'))
  if (operator === 'isUnknown') return not(same('isKnown'))
  if (operator === 'lessThan') return not(same('greaterThanInclusive'))
  if (operator === 'lessThanInclusive') return not(same('greaterThan'))
  if (operator === 'isKnown') return leaf({ kind: 'known', column: ref })
  if (isFactRef(value)) return leaf(referenceTest({ ref, spec, operator }, value))
  if (spec.type === 'list')
    return leaf({ kind: 'list', column: ref, items: 'some', test: { kind: 'equal', text: String(value) } })
  if (spec.type === 'text' || spec.type === 'enum')
    return leaf({ kind: 'text', column: ref, test: textTest([], operator, value) })
  const internal = (scalar: Scalar) => internalValue(scalar, spec.type, ref.params) as number
  if (operator === 'between') {
    const [low, high] = (value as readonly Scalar[]).map(internal) as [number, number]
    return leaf({ kind: 'between', column: ref, low, high })
  }
  if (operator === 'in')
    return leaf({ kind: 'numberIn', column: ref, operands: (value as readonly Scalar[]).map(internal) })
  return leaf({
    kind: 'compare',
    column: ref,
    comparison: operator as Comparison,
    operand: internal(value as Scalar),
  })
}

function referenceTest({ ref, spec, operator }: Comparable, other: FactRef): Test {
  if (spec.type === 'list')
    return { kind: 'listAgainstText', list: ref, text: other, items: 'some', negated: false }
  if (operator === 'in') return { kind: 'itemInList', item: ref, list: other }
  if (spec.type === 'text' || spec.type === 'enum') return { kind: 'sameText', left: ref, right: other }
  return { kind: 'compareColumns', left: ref, right: other, comparison: operator as Comparison }
}

/** What the rest of an operator asks of a single text. */
function textTest([first, ...rest]: readonly Decorator[], operator: Operator, value: Operand): TextTest {
  if (first === 'not') return { kind: 'not', part: textTest(rest, operator, value) }
  if (first === 'swap') return textTest(rest, swapped(operator), value)
  if (first === 'someValue' || first === 'everyValue')
    return {
      kind: first === 'someValue' ? 'some' : 'every',
      parts: (value as readonly Scalar[]).map((one) => textTest(rest, operator, one)),
    }
  if (operator === 'notEqual') return { kind: 'not', part: { kind: 'equal', text: String(value) } }
  if (operator === 'notIn') return { kind: 'not', part: textTest([], 'in', value) }
  if (operator === 'in') return { kind: 'in', texts: (value as readonly Scalar[]).map(String) }
  const kind = operator === 'startsWith' || operator === 'containsText' ? operator : 'equal'
  return { kind, text: String(value) }
}

function not(part: Logic): Logic {
  return part.kind === 'not' ? part.part : { kind: 'not', part }
}

function leaf(test: Test): Logic {
  const key = JSON.stringify(test, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'fact' in value ? columnId(value as FactRef) : value,
  )
  return { kind: 'leaf', key, test }
}
