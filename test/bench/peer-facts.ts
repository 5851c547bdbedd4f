import { type Condition, isFactRef, isLeaf, type Leaf, type Operand, type Scalar } from '#engine/condition.ts'
import { internalValue } from '#engine/operand.ts'
import { catalogue } from './bench-rules.ts'

/** What a leaf compares its fact with, in the units of the records: a name of another fact, or values. */
export type PeerOperand = { readonly fact: string } | { readonly value: Scalar | readonly Scalar[] }

/** The right side of a leaf as the records hold it: amounts in minor units. */
export function peerOperand(leaf: Leaf): PeerOperand {
  if (isFactRef(leaf.value)) return { fact: leaf.value.fact }
  return { value: inUnitsOfRecords(leaf, leaf.value) }
}

function inUnitsOfRecords(leaf: Leaf, value: Exclude<Operand, { fact: string }>): Scalar | readonly Scalar[] {
  const type = catalogue.spec(leaf.fact)?.type
  if (type !== 'money') return value
  const minor = (scalar: Scalar) => internalValue(scalar, type, leaf.params)
  return typeof value === 'object' ? value.map(minor) : minor(value)
}

/** Translates a condition, group by group. */
export function translated<T>(
  condition: Condition,
  words: {
    leaf(leaf: Leaf, operand: PeerOperand): T
    all(parts: T[]): T
    any(parts: T[]): T
    not(part: T): T
  },
): T {
  if (isLeaf(condition)) return words.leaf(condition, peerOperand(condition))
  if ('not' in condition) return words.not(translated(condition.not, words))
  if ('all' in condition) return words.all(condition.all.map((part) => translated(part, words)))
  return words.any(condition.any.map((part) => translated(part, words)))
}

/** The sign of a comparison in most languages; throws for an operator the benchmark's rules do not use. */
export function comparisonSign(operator: string): '==' | '!=' | '<' | '<=' | '>' | '>=' {
  switch (operator) {
    case 'equal':
      return '=='
    case 'notEqual':
      return '!='
    case 'lessThan':
      return '<'
    case 'lessThanInclusive':
      return '<='
    case 'greaterThan':
      return '>'
    case 'greaterThanInclusive':
      return '>='
    default:
      throw new TypeError(`The peers of the benchmark have no word for "${operator}".`)
  }
}
