import type { EpochDay } from './calendar-date.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import { hasBit } from './mask.ts'
import type { RuleMatch } from './match-rule.ts'
import type { AGAIN } from './policy.ts'
import type { RuleDocument } from './rule.ts'
import type { CycleHistory } from './walk.ts'

/** A cycle that has ended, the latest of its subject, with what was done in it. */
export type ClosedCycle = CycleHistory & { readonly closedOn: EpochDay }

/** When a done step may act again, as the rule says or by the default of its subject (`semantics.md` 4.1). */
export function againOf({ policy, subject }: RuleDocument): (typeof AGAIN)[number] {
  return policy.again ?? (subject === 'customer' ? 'unmatched' : 'never')
}

/** What a completed run says of a rule's open cycles: true for a subject known to have left the rule. */
export function closesCycle({
  rule,
  match,
  table,
}: {
  rule: RuleDocument
  match: RuleMatch
  table: SnapshotFactTable
}): (subjectId: string) => boolean {
  const again = againOf(rule)
  if (again === 'never') return () => false
  const rowOf = new Map(Array.from({ length: table.rows }, (_, row) => [table.idOf(row), row]))
  return (subjectId) => {
    const row = rowOf.get(subjectId)
    // An invoice that is not among the open ones has nothing overdue; about anybody else nothing is known.
    if (row === undefined) return rule.subject === 'invoice'
    return again === 'unmatched' ? hasBit(match.notMatched, row) : hasNothingOverdue(table, row)
  }
}

function hasNothingOverdue(table: SnapshotFactTable, row: number): boolean {
  const column = table.column({ fact: table.subject === 'customer' ? 'overdueCount' : 'daysOverdue' })
  return column.kind === 'number' && column.values[row] === 0
}
