import type { CalendarDate } from './calendar-date.ts'
import type { CompiledRule } from './compile-rule.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import { createFactTable, type DoneAct, type SnapshotFactTable } from './facts/fact-table-of.ts'
import { matchRule, type RuleMatch } from './match-rule.ts'
import type { Snapshot } from './snapshot.ts'

/** Evaluates one rule over books, for the questions of what would be the case had the books been a little different. */
export function matchBooks(
  compiled: CompiledRule,
  { snapshot, asOf, doneActs }: { snapshot: Snapshot; asOf: CalendarDate; doneActs: readonly DoneAct[] },
): { match: RuleMatch; table: SnapshotFactTable } {
  const { subject } = compiled.rule
  const table = createFactTable({ snapshot, subject, asOf, doneActs })
  if (subject === 'customer') {
    const evaluator = createColumnEvaluator(table)
    const customers = { evaluator, customerOf: null }
    return { table, match: matchRule(compiled, { evaluator, rows: table.rows, customers }) }
  }
  const customers = {
    evaluator: createColumnEvaluator(createFactTable({ snapshot, subject: 'customer', asOf, doneActs })),
    customerOf: Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row)),
  }
  return {
    table,
    match: matchRule(compiled, { evaluator: createColumnEvaluator(table), rows: table.rows, customers }),
  }
}
