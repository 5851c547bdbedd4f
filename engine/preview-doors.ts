import { type CompiledRule, compileRule } from './compile-rule.ts'
import type { ColumnEvaluator } from './evaluate-columns.ts'
import { and, type Bits, hasBit, without, wordsFor } from './mask.ts'
import { matchRule, type RuleFlow } from './match-rule.ts'
import type { PreviewChange } from './preview-outcome.ts'
import type { RuleDocument } from './rule.ts'

/** The figures of a drawing that open onto their subjects. */
export type DoorFilter = {
  /** The id of a branch that was taken. */
  readonly branch?: string
  /** The id of a decide none of whose branches applied. */
  readonly otherwise?: string
  /** The id of an act that was reached. */
  readonly step?: string
  readonly change?: PreviewChange
}

/** Who stands behind each figure of a rule's drawing: the same subjects that the live count counts. */
export type Doors = { isBehind(row: number, filter: DoorFilter): boolean }

/** Opens the doors of a rule over a table; `live` is the version that acts now, null when none does. */
export function openDoors(
  compiled: CompiledRule,
  sides: {
    readonly rows: number
    readonly evaluator: ColumnEvaluator
    readonly customers: { readonly evaluator: ColumnEvaluator; readonly customerOf: Int32Array | null }
  },
  live: RuleDocument | null,
): Doors {
  const flow: RuleFlow = new Map()
  const nobody: Bits = new Uint32Array(wordsFor(sides.rows))
  const { matched } = matchRule(compiled, { ...sides, flow })
  const { rule, catalogue } = compiled
  const before =
    live && live.subject === rule.subject ? matchRule(compileRule(live, catalogue), sides).matched : nobody
  const changes: Record<PreviewChange, Bits> = {
    entering: without(matched, before),
    leaving: without(before, matched),
    staying: and(matched, before),
  }
  const came = (key: string, row: number) => hasBit(flow.get(key) ?? nobody, row)
  return {
    isBehind: (row, { branch, otherwise, step, change }) =>
      (branch === undefined || came(`branch:${branch}`, row)) &&
      (otherwise === undefined || came(`otherwise:${otherwise}`, row)) &&
      (step === undefined || came(`step:${step}`, row)) &&
      (change === undefined || hasBit(changes[change], row)),
  }
}
