/**
 * The condition grammar is exactly json-rules-engine's: groups `all`, `any`, `not`, and leaves that compare a fact with a
 * value or with another fact. These are the types of a condition that has been checked (`check-condition.ts`).
 */

/** What tells one column of a fact from another: the currency of an amount, the days of a window, ... */
export type FactParams = Readonly<Record<string, string | number | boolean>>

/** A fact with its params. */
export type FactRef = { readonly fact: string; readonly params?: FactParams }

export type Scalar = string | number | boolean

/** The right side of a leaf: a constant, a list of constants, or another fact. */
export type Operand = Scalar | readonly Scalar[] | FactRef

export type Leaf = FactRef & {
  /** The author's id of the leaf, the one key json-rules-engine keeps. */
  readonly name?: string
  readonly operator: string
  readonly value: Operand
  /** Order of evaluation in json-rules-engine; changes no result. */
  readonly priority?: number
}

export type Condition =
  | { readonly all: readonly Condition[]; readonly name?: string; readonly priority?: number }
  | { readonly any: readonly Condition[]; readonly name?: string; readonly priority?: number }
  | { readonly not: Condition; readonly name?: string; readonly priority?: number }
  | Leaf

/** Limits of one condition tree (`semantics.md` 1.5): beyond them nobody can read it and the stack is at risk. */
export const MAX_DEPTH = 10
export const MAX_LEAVES = 200

/** True for a leaf, false for a group. */
export function isLeaf(condition: Condition): condition is Leaf {
  return 'fact' in condition
}

/** True when the right side is another fact. */
export function isFactRef(value: Operand): value is FactRef {
  return typeof value === 'object' && !Array.isArray(value)
}

/** All leaves, in reading order. */
export function leavesOf(condition: Condition): Leaf[] {
  if (isLeaf(condition)) return [condition]
  if ('not' in condition) return leavesOf(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(leavesOf)
}

/**
 * The one id under which a fact with its params is stored as a column: `balance@currency=USD`, `daysOverdue`.
 * Params are sorted, so the order in which they were written does not matter.
 */
export function columnId(ref: FactRef): string {
  const params = Object.entries(ref.params ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  if (params.length === 0) return ref.fact
  return `${ref.fact}@${params.map(([key, value]) => `${key}=${value}`).join('&')}`
}
