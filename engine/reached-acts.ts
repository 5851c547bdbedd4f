import type { BusinessCalendar, EpochDay } from './calendar-date.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { RuleHistory } from './decide-rule.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { hasBit, rowsOf } from './mask.ts'
import type { RuleMatch } from './match-rule.ts'
import { actLogic } from './rule-outline.ts'
import { type CycleHistory, type ReachedAct, walkRule } from './walk.ts'

/** A matched subject and the acts its conditions reach, each with where it stands. */
export type ReachedSubject = {
  readonly row: number
  readonly id: string
  readonly name: string
  readonly customerId: string
  readonly cycle: CycleHistory | null
  readonly acts: readonly ReachedAct[]
}

/** Walks every matched subject, without explanation and before arbitration: what a rule would come to by itself. */
export function reachedActs({
  compiled,
  table,
  match,
  history,
  asOf,
  calendar,
}: {
  compiled: CompiledRule
  table: SnapshotFactTable
  match: RuleMatch
  history: RuleHistory
  asOf: EpochDay
  calendar: BusinessCalendar
}): ReachedSubject[] {
  const { steps } = compiled.rule
  return rowsOf(match.matched).map((row): ReachedSubject => {
    const id = table.idOf(row)
    const cycle = history.get(id) ?? null
    const { acts } = walkRule({
      steps,
      truthOf: ({ id: branch }) => {
        const mask = match.branches.get(branch)
        if (!mask) throw new TypeError(`The branch "${branch}" was not evaluated.`)
        return hasBit(mask.yes, row) ? true : hasBit(mask.no, row) ? false : null
      },
      cycle,
      asOf,
      calendar,
    })
    const customerId = table.snapshot.customers[table.customerOf(row)]!.id
    return { row, id, name: table.nameOf(row), customerId, cycle, acts }
  })
}

/** True when other acts are reached by one version than by another, or acts that do something else. */
export function doesOtherwise(before: ReachedSubject, after: ReachedSubject): boolean {
  const says = ({ acts }: ReachedSubject) => acts.map(({ act }) => `${act.id} ${actLogic(act)}`).join('\n')
  return says(before) !== says(after)
}
