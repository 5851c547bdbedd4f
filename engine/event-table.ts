import { toEpochDay } from './calendar-date.ts'
import { columnId, type FactRef } from './condition.ts'
import { type Column, listColumn, numberColumn, textColumn } from './fact-table.ts'
import { eventFact } from './facts/events.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import type { LedgerEvent } from './ledger-event.ts'
import type { CycleHistory } from './walk.ts'

/** A cycle that an event has opened. One subject may be in several of them, each about an event of its own. */
export type EventCycle = { readonly event: LedgerEvent; readonly cycle: CycleHistory }

/** A table whose rows are events instead of subjects: the facts of their subjects, and those of the event itself. */
export type EventTable = SnapshotFactTable & { eventAt(row: number): EventCycle }

/**
 * The facts of the subjects of some events, one row for each event, so that a rule that waits for one is decided exactly as
 * every other rule. An event whose subject is not in the table, such as an invoice paid meanwhile, has no row.
 */
export function createEventTable(
  base: SnapshotFactTable,
  { ruleId, cycles }: { ruleId: string; cycles: readonly EventCycle[] },
): EventTable {
  const rowOf = new Map(Array.from({ length: base.rows }, (_, row) => [base.idOf(row), row]))
  const found = cycles.flatMap((each) => {
    const row = rowOf.get(subjectOf(base, each.event) ?? '')
    return row === undefined ? [] : [{ ...each, row }]
  })
  const at = (row: number) => found[row]!
  const columns = new Map<string, Column>()
  const compute = (ref: FactRef): Column => {
    const own = eventFact(ref.fact)
    const asOf = toEpochDay(base.asOf)
    if (own?.kind === 'number')
      return numberColumn(found.length, (row) => own.of(at(row).event, ref.params ?? {}, asOf))
    if (own?.kind === 'text') return textColumn(base.dictionary, found.length, (row) => own.of(at(row).event))
    // What became of an earlier step is asked of the cycle of this event, and not of another of the same customer.
    if (ref.fact === 'stepOutcome' && ref.params?.rule === ruleId)
      return textColumn(base.dictionary, found.length, (row) =>
        outcomeOf(at(row).cycle, String(ref.params?.step)),
      )
    return gathered(base, base.column(ref), { rows: found.length, rowAt: (row) => at(row).row })
  }
  return {
    snapshot: base.snapshot,
    asOf: base.asOf,
    subject: base.subject,
    rows: found.length,
    dictionary: base.dictionary,
    customerOf: (row) => base.customerOf(at(row).row),
    documentOf: (row) => base.documentOf(at(row).row),
    idOf: (row) => base.idOf(at(row).row),
    nameOf: (row) => base.nameOf(at(row).row),
    eventAt: at,
    column(ref) {
      const id = columnId(ref)
      const known = columns.get(id)
      if (known) return known
      const column = compute(ref)
      columns.set(id, column)
      return column
    },
  }
}

/** The id of whom or what a rule with this table's subject looks at when the event happens. */
function subjectOf({ subject }: SnapshotFactTable, event: LedgerEvent): string | null {
  return subject === 'customer' ? event.customerId : event.documentId
}

function outcomeOf({ marks }: CycleHistory, step: string): string {
  const mark = marks.get(step)
  return mark?.outcome ?? (mark !== undefined && mark.doneOn.length > 0 ? 'sent' : 'none')
}

/** A column of other rows of the same table. */
function gathered(
  { dictionary }: SnapshotFactTable,
  column: Column,
  { rows, rowAt }: { rows: number; rowAt: (row: number) => number },
): Column {
  if (column.kind === 'number') return numberColumn(rows, (row) => column.values[rowAt(row)]!)
  const textOf = (code: number) => dictionary.texts[code] ?? null
  if (column.kind === 'text') return textColumn(dictionary, rows, (row) => textOf(column.codes[rowAt(row)]!))
  return listColumn(dictionary, rows, (row) => {
    const from = rowAt(row)
    if (column.known[from] === 0) return null
    return [...column.codes.subarray(column.starts[from]!, column.starts[from + 1]!)].map(
      (code) => dictionary.texts[code]!,
    )
  })
}
