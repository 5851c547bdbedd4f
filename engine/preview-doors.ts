import { MONDAY_TO_FRIDAY, toEpochDay } from './calendar-date.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import type { ColumnEvaluator } from './evaluate-columns.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { and, type Bits, hasBit, without, wordsFor } from './mask.ts'
import { matchRule, type RuleFlow, type RuleMatch } from './match-rule.ts'
import type { PreviewChange } from './preview-outcome.ts'
import { doesOtherwise, reachedActs } from './reached-acts.ts'
import type { RuleDocument } from './rule.ts'

/** The figures of a drawing that open onto their subjects. */
export type DoorFilter = {
  /** The id of a branch that was taken. */
  readonly branch?: string
  /** The id of a decide none of whose branches applied. */
  readonly otherwise?: string
  /** The id of a step that was come to. */
  readonly step?: string
  readonly change?: PreviewChange
}

/** Who stands behind each figure of a rule's drawing: the same subjects that the live count counts. */
export type Doors = { isBehind(row: number, filter: DoorFilter): boolean }

/** Opens the doors of a rule over a table; `live` is the version that acts now, null when none does. */
export function openDoors(
  compiled: CompiledRule,
  sides: {
    readonly table: SnapshotFactTable
    readonly evaluator: ColumnEvaluator
    readonly customers: { readonly evaluator: ColumnEvaluator; readonly customerOf: Int32Array | null }
  },
  live: RuleDocument | null,
): Doors {
  const flow: RuleFlow = new Map()
  const { table } = sides
  const asked = { ...sides, rows: table.rows }
  const nobody: Bits = new Uint32Array(wordsFor(table.rows))
  const match = matchRule(compiled, { ...asked, flow })
  const { matched } = match
  const { rule, catalogue } = compiled
  const acting = live && live.subject === rule.subject ? compileRule(live, catalogue) : null
  const before = acting === null ? null : matchRule(acting, asked)
  const beforeMatched = before?.matched ?? nobody
  const changes: Record<PreviewChange, () => Bits> = {
    entering: () => without(matched, beforeMatched),
    leaving: () => without(beforeMatched, matched),
    staying: () => and(matched, beforeMatched),
    changed: () =>
      acting === null || before === null
        ? nobody
        : changedActs({ compiled: acting, match: before }, { compiled, match }, table),
  }
  const came = (key: string, row: number) => hasBit(flow.get(key) ?? nobody, row)
  // Looked for when somebody asks, since most look at something else.
  const found = new Map<PreviewChange, Bits>()
  const changedBy = (change: PreviewChange): Bits => {
    const bits = found.get(change) ?? changes[change]()
    found.set(change, bits)
    return bits
  }
  return {
    isBehind: (row, { branch, otherwise, step, change }) =>
      (branch === undefined || came(`branch:${branch}`, row)) &&
      (otherwise === undefined || came(`otherwise:${otherwise}`, row)) &&
      (step === undefined || came(`step:${step}`, row)) &&
      (change === undefined || hasBit(changedBy(change), row)),
  }
}

type Version = { readonly compiled: CompiledRule; readonly match: RuleMatch }

/** Those whom both versions match and for whom they do not do the same. */
function changedActs(before: Version, after: Version, table: SnapshotFactTable): Bits {
  // Where somebody stands in a rule changes nothing of which acts they reach.
  const standing = { table, history: new Map(), asOf: toEpochDay(table.asOf), calendar: MONDAY_TO_FRIDAY }
  const reachedBefore = new Map(reachedActs({ ...before, ...standing }).map((each) => [each.row, each]))
  const bits: Bits = new Uint32Array(wordsFor(table.rows))
  for (const each of reachedActs({ ...after, ...standing })) {
    const former = reachedBefore.get(each.row)
    if (former !== undefined && doesOtherwise(former, each)) bits[each.row >>> 5]! |= 1 << (each.row & 31)
  }
  return bits
}
