import type { CalendarDate } from './calendar-date.ts'
import type { CompiledRule } from './compile-rule.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import { createEventTable, type EventCycle } from './event-table.ts'
import { createFactTable, type DoneAct, type SnapshotFactTable } from './facts/fact-table-of.ts'
import { matchRule, type RuleMatch } from './match-rule.ts'
import type { Snapshot } from './snapshot.ts'

/** Evaluates one rule over books, for the questions of what would be the case had the books been a little different. */
export function matchBooks(
  compiled: CompiledRule,
  {
    snapshot,
    asOf,
    doneActs,
    events,
  }: {
    snapshot: Snapshot
    asOf: CalendarDate
    doneActs: readonly DoneAct[]
    /** The events to decide for; all subjects when left out. */
    events?: readonly EventCycle[]
  },
): { match: RuleMatch; table: SnapshotFactTable } {
  const { subject, id: ruleId } = compiled.rule
  const { catalogue } = compiled
  const base = createFactTable({ snapshot, subject, asOf, doneActs, catalogue })
  const table = events ? createEventTable(base, { ruleId, cycles: events }) : base
  if (subject === 'customer' && !events) {
    const evaluator = createColumnEvaluator(table)
    const customers = { evaluator, customerOf: null }
    return { table, match: matchRule(compiled, { evaluator, rows: table.rows, customers }) }
  }
  const ofCustomers = createFactTable({ snapshot, subject: 'customer', asOf, doneActs, catalogue })
  const customers = {
    evaluator: createColumnEvaluator(ofCustomers),
    customerOf: Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row)),
  }
  return {
    table,
    match: matchRule(compiled, { evaluator: createColumnEvaluator(table), rows: table.rows, customers }),
  }
}
