import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine'
import {
  type Condition,
  columnId,
  type FactRef,
  isFactRef,
  isLeaf,
  type Leaf,
  type Scalar,
} from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { type FactValue, leafTruth, type OperandValue, type Truth } from './leaf-truth.ts'
import { internalValue, writtenValue } from './operand.ts'
import { parseOperator } from './operators.ts'

/** The value of a fact for the subject in question. */
export type FactReader = (ref: FactRef) => FactValue

/** Why a condition is true, false or unknown for one subject: the tree with every value. */
export type Explanation =
  | { readonly kind: 'all' | 'any'; readonly result: Truth; readonly parts: readonly Explanation[] }
  | { readonly kind: 'not'; readonly result: Truth; readonly parts: readonly [Explanation] }
  | ExplainedLeaf

export type ExplainedLeaf = {
  readonly kind: 'leaf'
  readonly name?: string
  readonly fact: string
  readonly params?: FactRef['params']
  readonly operator: string
  /** What it was compared with, as written: amounts as decimal text. A fact on this side stands with its value. */
  readonly value: unknown
  readonly actual: Scalar | readonly string[] | null
  readonly result: Truth
}

/**
 * Explains conditions by json-rules-engine. A condition becomes two rules in negation normal form, one for it and one for
 * its negation, over typed operators that are false whenever a side is unknown: the first fires for true, the second for
 * false, neither for unknown (`semantics.md` 1.2). Every leaf is evaluated, so the tree is complete.
 */
export type Explainer = { explain(factOf: FactReader): Promise<Explanation> }

const TRUE_EVENT = 'condition-true'
const FALSE_EVENT = 'condition-false'

/** An explainer for one condition. Calls must not overlap: one json-rules-engine runs one evaluation at a time. */
export function createExplainer(condition: Condition, catalogue: FactCatalogue): Explainer {
  const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: refusePaths })
  const leaves: NumberedLeaf[] = []
  const numbered = number(condition, leaves, catalogue)
  for (const operator of new Set(leaves.map(({ leaf }) => leaf.operator))) {
    const decorated = parseOperator(operator)
    if (!decorated) throw new TypeError(`The operator "${operator}" passed the check of its rule.`)
    const truth = (fact: FactValue, value: OperandValue) => leafTruth(decorated, fact, value)
    engine.addOperator(
      `true:${operator}`,
      (fact: FactValue, value: OperandValue) => truth(fact, value) === true,
    )
    engine.addOperator(
      `false:${operator}`,
      (fact: FactValue, value: OperandValue) => truth(fact, value) === false,
    )
  }
  engine.addRule({ conditions: topLevel(normalForm(numbered, true)), event: { type: TRUE_EVENT } })
  engine.addRule({ conditions: topLevel(normalForm(numbered, false)), event: { type: FALSE_EVENT } })
  const refs = new Map(leaves.flatMap(({ refs }) => refs).map((ref) => [columnId(ref), ref]))
  return {
    async explain(factOf) {
      const facts: Record<string, FactValue> = {}
      for (const [id, ref] of refs) facts[id] = factOf(ref)
      const { events, results, failureResults } = await engine.run(facts)
      const fired = new Set(events.map((event) => event.type))
      const seen = new Map<number, boolean>()
      for (const result of [...results, ...failureResults])
        if (result.event?.type === TRUE_EVENT) readLeaves(result.conditions, seen)
      const truth = fired.has(TRUE_EVENT) ? true : fired.has(FALSE_EVENT) ? false : null
      return explanationOf(numbered, { facts, seen, catalogue, truth })
    },
  }
}

type NumberedLeaf = {
  readonly at: number
  readonly leaf: Leaf
  readonly value: unknown
  readonly refs: readonly FactRef[]
}
type Numbered =
  | { readonly kind: 'leaf'; readonly numbered: NumberedLeaf }
  | { readonly kind: 'not'; readonly part: Numbered }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Numbered[] }

function number(condition: Condition, leaves: NumberedLeaf[], catalogue: FactCatalogue): Numbered {
  if (isLeaf(condition)) {
    const numbered = numberLeaf(condition, leaves.length, catalogue)
    leaves.push(numbered)
    return { kind: 'leaf', numbered }
  }
  if ('not' in condition) return { kind: 'not', part: number(condition.not, leaves, catalogue) }
  const [kind, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const)
  return { kind, parts: parts.map((part) => number(part, leaves, catalogue)) }
}

function numberLeaf(leaf: Leaf, at: number, catalogue: FactCatalogue): NumberedLeaf {
  const spec = catalogue.spec(leaf.fact)
  if (!spec) throw new TypeError(`The fact "${leaf.fact}" passed the check of its rule.`)
  const own = refOf(leaf)
  const { value } = leaf
  if (isFactRef(value))
    return { at, leaf, value: { fact: columnId(refOf(value)) }, refs: [own, refOf(value)] }
  // `isKnown` and `isUnknown` stand with `true`, which is no value of the fact.
  if (asksKnown(leaf)) return { at, leaf, value: true, refs: [own] }
  const type = spec.type === 'list' ? 'text' : spec.type
  const internal = (scalar: Scalar) => internalValue(scalar, type, leaf.params)
  return {
    at,
    leaf,
    value: Array.isArray(value) ? value.map(internal) : internal(value as Scalar),
    refs: [own],
  }
}

function asksKnown({ operator }: Leaf): boolean {
  return /(^|:)is(Known|Unknown)$/.test(operator)
}

function refOf({ fact, params }: FactRef): FactRef {
  return params ? { fact, params } : { fact }
}

/** Negation normal form: `not` is pushed to the leaves, which ask for "true" or for "false". */
function normalForm(node: Numbered, wanted: boolean): NestedCondition {
  if (node.kind === 'not') return normalForm(node.part, !wanted)
  if (node.kind === 'leaf') {
    const { at, leaf, value } = node.numbered
    return { name: String(at), fact: columnId(refOf(leaf)), operator: `${wanted}:${leaf.operator}`, value }
  }
  const parts = node.parts.map((part) => normalForm(part, wanted))
  return (node.kind === 'all') === wanted ? { all: parts } : { any: parts }
}

/** json-rules-engine wants a group at the root. */
function topLevel(condition: NestedCondition): TopLevelCondition {
  return 'all' in condition || 'any' in condition ? (condition as TopLevelCondition) : { all: [condition] }
}

/** Reads from the result tree in memory what every leaf came to. */
function readLeaves(node: unknown, seen: Map<number, boolean>): void {
  if (typeof node !== 'object' || node === null) return
  const { name, result, all, any } = node as {
    name?: string
    result?: boolean
    all?: unknown[]
    any?: unknown[]
  }
  if (all || any) for (const part of all ?? any ?? []) readLeaves(part, seen)
  else if (name !== undefined && result !== undefined) seen.set(Number(name), result)
}

type Seen = {
  readonly facts: Readonly<Record<string, FactValue>>
  readonly seen: ReadonlyMap<number, boolean>
  readonly catalogue: FactCatalogue
  readonly truth: Truth
}

function explanationOf(node: Numbered, seen: Seen): Explanation {
  const explained = explainNode(node, seen, true)
  return { ...explained, result: seen.truth }
}

function explainNode(node: Numbered, seen: Seen, wanted: boolean): Explanation {
  if (node.kind === 'leaf') return explainLeaf(node.numbered, seen, wanted)
  if (node.kind === 'not') {
    const part = explainNode(node.part, seen, !wanted)
    return { kind: 'not', result: part.result === null ? null : !part.result, parts: [part] }
  }
  const parts = node.parts.map((part) => explainNode(part, seen, wanted))
  const results = parts.map((part) => part.result)
  const decisive = node.kind === 'any'
  const result = results.includes(decisive) ? decisive : results.includes(null) ? null : !decisive
  return { kind: node.kind, result, parts }
}

function explainLeaf(
  { at, leaf, refs }: NumberedLeaf,
  { facts, seen, catalogue }: Seen,
  wanted: boolean,
): ExplainedLeaf {
  const spec = catalogue.spec(leaf.fact)
  const held = seen.get(at)
  if (!spec || held === undefined)
    throw new TypeError(`json-rules-engine gave no result for "${leaf.fact} ${leaf.operator}".`)
  const values = refs.map((ref) => facts[columnId(ref)] ?? null)
  // The leaf asked whether it is true (or, under a `not`, whether it is false); when it does not hold and a side is
  // unknown, then so is the leaf.
  const result = held ? wanted : !asksKnown(leaf) && values.includes(null) ? null : !wanted
  const reference = isFactRef(leaf.value) ? leaf.value : null
  const other = reference ? catalogue.spec(reference.fact) : undefined
  return {
    kind: 'leaf',
    ...(leaf.name !== undefined && { name: leaf.name }),
    fact: leaf.fact,
    ...(leaf.params && { params: leaf.params }),
    operator: leaf.operator,
    value:
      reference && other
        ? { ...reference, actual: writtenValue(values[1] ?? null, other, reference.params) }
        : printedOperand(leaf, catalogue),
    actual: writtenValue(values[0] ?? null, spec, leaf.params),
    result,
  }
}

/** The written value in the form in which actual values are printed, so that the two can be read side by side. */
function printedOperand(leaf: Leaf, catalogue: FactCatalogue): unknown {
  const spec = catalogue.spec(leaf.fact)
  if (spec?.type !== 'money' || leaf.value === true) return leaf.value
  const print = (value: Scalar) => writtenValue(internalValue(value, 'money', leaf.params), spec, leaf.params)
  return Array.isArray(leaf.value) ? leaf.value.map(print) : print(leaf.value as Scalar)
}

function refusePaths(): never {
  throw new TypeError('Facts have no inner fields to look up.')
}

/** All leaves of an explanation, in reading order. */
export function explainedLeaves(explanation: Explanation): ExplainedLeaf[] {
  return explanation.kind === 'leaf' ? [explanation] : explanation.parts.flatMap(explainedLeaves)
}
