import { compileCondition } from './compile-condition.ts'
import type { CompiledRule } from './compile-rule.ts'
import { type Condition, isLeaf, type Leaf, leavesOf } from './condition.ts'
import type { ColumnEvaluator } from './evaluate-columns.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import type { HeldBackReason } from './held-back.ts'
import { hasBit } from './mask.ts'
import { internalValue } from './operand.ts'
import type { PreviewOutcome } from './preview-outcome.ts'

/** Why somebody is worth looking at before a rule is published. */
export const SAMPLE_KINDS = ['just-over', 'just-under', 'held-back', 'waiting', 'unknown'] as const
export type SampleKind = (typeof SAMPLE_KINDS)[number]

/** A subject picked for being an edge of the rule. */
export type PreviewSample = {
  readonly kind: SampleKind
  readonly subject: { readonly id: string; readonly name: string }
  /** The condition whose limit it is near; null for the others. */
  readonly condition: Leaf | null
  /** Why it is held back; null for the others. */
  readonly reason: HeldBackReason | null
}

/** More of them nobody looks through. */
const MOST_SAMPLES = 12

const LIMITS: ReadonlySet<string> = new Set([
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
])

type Everybody = readonly {
  readonly row: number
  readonly outcome: PreviewOutcome
  readonly reason: HeldBackReason | null
}[]

/**
 * Picks whom to look at: of each limit the nearest on either side, where everything else of the branch applies, and one of each
 * way in which an act does not come about. The same subject is picked once.
 */
export function pickSamples(
  compiled: CompiledRule,
  {
    table,
    evaluator,
    everybody,
  }: { table: SnapshotFactTable; evaluator: ColumnEvaluator; everybody: Everybody },
): PreviewSample[] {
  const found: PreviewSample[] = []
  const taken = new Set<number>()
  const take = (row: number | undefined, sample: Omit<PreviewSample, 'subject'>) => {
    if (row === undefined || taken.has(row)) return
    taken.add(row)
    found.push({ ...sample, subject: { id: table.idOf(row), name: table.nameOf(row) } })
  }
  for (const { condition } of compiled.branches.values())
    for (const leaf of leavesOf(condition)) {
      const near = nearestTo(leaf, { compiled, table, evaluator, others: othersOf(condition, leaf) })
      take(near?.over, { kind: 'just-over', condition: leaf, reason: null })
      take(near?.under, { kind: 'just-under', condition: leaf, reason: null })
    }
  const reasons = new Set<HeldBackReason>()
  for (const { row, reason } of everybody)
    if (reason !== null && !reasons.has(reason)) {
      reasons.add(reason)
      take(row, { kind: 'held-back', condition: null, reason })
    }
  for (const kind of ['waiting', 'unknown'] as const)
    take(everybody.find(({ outcome }) => outcome === kind)?.row, { kind, condition: null, reason: null })
  return found.slice(0, MOST_SAMPLES)
}

/** The other parts of a branch that must apply too; within `any` and `not` nothing can be said of a single part. */
function othersOf(condition: Condition, leaf: Leaf): readonly Condition[] {
  if (isLeaf(condition) || !('all' in condition)) return []
  return condition.all.filter((part) => part !== leaf)
}

function nearestTo(
  leaf: Leaf,
  {
    compiled,
    table,
    evaluator,
    others,
  }: {
    compiled: CompiledRule
    table: SnapshotFactTable
    evaluator: ColumnEvaluator
    others: readonly Condition[]
  },
): { over: number | undefined; under: number | undefined } | null {
  const { catalogue } = compiled
  const spec = catalogue.spec(leaf.fact)
  const { value } = leaf
  if (!spec || !LIMITS.has(leaf.operator) || typeof value === 'object' || typeof value === 'boolean')
    return null
  const column = table.column(leaf)
  const limit = internalValue(value, spec.type, leaf.params)
  if (column.kind !== 'number' || typeof limit !== 'number') return null
  const own = evaluator.evaluate(compileCondition(leaf, catalogue))
  const rest = others.map((part) => evaluator.evaluate(compileCondition(part, catalogue)))
  const best = { over: { row: -1, far: Infinity }, under: { row: -1, far: Infinity } }
  for (let row = 0; row < table.rows; row++) {
    if (!rest.every(({ yes }) => hasBit(yes, row))) continue
    const side = hasBit(own.yes, row) ? best.over : hasBit(own.no, row) ? best.under : null
    const far = Math.abs(column.values[row]! - limit)
    if (side === null || far >= side.far) continue
    side.row = row
    side.far = far
  }
  const rowIn = ({ row }: { row: number }) => (row === -1 ? undefined : row)
  return { over: rowIn(best.over), under: rowIn(best.under) }
}
