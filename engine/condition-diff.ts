import { type Condition, columnId, isLeaf } from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import { conditionSentence } from './sentence-condition.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** One difference between two conditions, in words. */
export type ConditionChange = {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly before: string | null
  readonly after: string | null
}

type Part = { readonly words: string; readonly column: string | null }

/**
 * What changed between two conditions: part by part where both are groups of one kind, as a whole where they are not. Conditions
 * that decide differently never read the same, so their sentences are what is compared.
 */
export function diffConditions(
  before: Condition,
  after: Condition,
  {
    catalogue,
    subject,
    words = english,
  }: { catalogue: FactCatalogue; subject: Subject; words?: EngineWords },
): ConditionChange[] {
  const wordsOf = (condition: Condition) => conditionSentence(condition, catalogue, subject, words)
  const [then, now] = [wordsOf(before), wordsOf(after)]
  if (then === now) return []
  const parts = groupsOfOneKind(unwrapped(before), unwrapped(after))
  if (parts === null) return [{ kind: 'changed', before: then, after: now }]
  const partOf = (condition: Condition): Part => ({
    words: wordsOf(condition),
    column: isLeaf(condition) ? columnId(condition) : null,
  })
  const changes = pairUp(parts.before.map(partOf), parts.after.map(partOf))
  return changes.length === 0 ? [{ kind: 'moved', before: then, after: now }] : changes
}

/** A group of one says what its one condition says. */
function unwrapped(condition: Condition): Condition {
  if (isLeaf(condition) || 'not' in condition) return condition
  const parts = 'all' in condition ? condition.all : condition.any
  const [only] = parts
  return only && parts.length === 1 ? unwrapped(only) : condition
}

/** The parts of two groups of the same kind; a single condition stands for a group of one. Null when they differ in kind. */
function groupsOfOneKind(
  before: Condition,
  after: Condition,
): { before: readonly Condition[]; after: readonly Condition[] } | null {
  const kindOf = (condition: Condition) => ('all' in condition ? 'all' : 'any' in condition ? 'any' : null)
  const kinds = [kindOf(before), kindOf(after)].filter((kind) => kind !== null)
  if (kinds.length === 0 || new Set(kinds).size > 1) return null
  const partsOf = (condition: Condition) =>
    'all' in condition ? condition.all : 'any' in condition ? condition.any : [condition]
  // From one to several only "and" narrows part by part; "a" against "a or b" is better read as a whole.
  if (kinds.length === 1 && kinds[0] === 'any') return null
  return { before: partsOf(before), after: partsOf(after) }
}

/** Leaves out what reads the same on both sides, and pairs what asks for the same fact. */
function pairUp(before: readonly Part[], after: readonly Part[]): ConditionChange[] {
  const gone = [...before]
  const come = after.filter(({ words }) => !takeOut(gone, (part) => part.words === words))
  const changes = come.map(({ words, column }): ConditionChange => {
    const was = column === null ? null : takeOut(gone, (part) => part.column === column)
    if (was) return { kind: 'changed', before: was.words, after: words }
    return { kind: 'added', before: null, after: words }
  })
  return [
    ...gone.map(({ words }): ConditionChange => ({ kind: 'removed', before: words, after: null })),
    ...changes,
  ]
}

function takeOut(parts: Part[], wanted: (part: Part) => boolean): Part | null {
  const at = parts.findIndex(wanted)
  return at === -1 ? null : (parts.splice(at, 1)[0] ?? null)
}
