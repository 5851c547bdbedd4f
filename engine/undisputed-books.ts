import { type BusinessCalendar, type CalendarDate, toEpochDay } from './calendar-date.ts'
import { chaseStops, DISPUTED } from './chase-stops.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { Decision } from './decision.ts'
import type { DoneAct } from './facts/fact-table-of.ts'
import { hasBit } from './mask.ts'
import { matchBooks } from './match-books.ts'
import type { RuleMatch } from './match-rule.ts'
import type { RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'
import { walkRule } from './walk.ts'

/** Says of a decision which acts its rule would reach if what is disputed were not owed. */
export type UndisputedActs = (decision: Decision) => ReadonlySet<string>

/**
 * A credit hold counts exposure less what is disputed (`semantics.md` 5.2): a customer who owes 6,000.00 and contests 2,000.00
 * of it is not over 5,000.00. So a rule that wants a hold is asked again over books without the disputed amounts.
 */
export function createUndisputedActs({
  compiledOf,
  ...books
}: {
  snapshot: Snapshot
  asOf: CalendarDate
  calendar: BusinessCalendar
  doneActs: readonly DoneAct[]
  compiledOf: (ruleId: string) => CompiledRule
}): UndisputedActs {
  const { asOf, calendar, doneActs } = books
  let snapshot: Snapshot | null = null
  const matches = new Map<string, ReturnType<typeof matchBooks> & { rowOf: Map<string, number> }>()
  return ({ rule, subject, event }) => {
    snapshot ??= withoutDisputed(books.snapshot, asOf)
    if (event) {
      const cycle = { number: 0, openedOn: toEpochDay(asOf), marks: new Map() }
      const own = matchBooks(compiledOf(rule.id), { snapshot, asOf, doneActs, events: [{ event, cycle }] })
      return own.table.rows === 0 ? new Set() : actsReached(rule, own.match, 0, { asOf, calendar })
    }
    let known = matches.get(rule.id)
    if (!known) {
      const made = matchBooks(compiledOf(rule.id), { snapshot, asOf, doneActs })
      const rowOf = new Map(Array.from({ length: made.table.rows }, (_, row) => [made.table.idOf(row), row]))
      known = { ...made, rowOf }
      matches.set(rule.id, known)
    }
    const { match, rowOf } = known
    const row = rowOf.get(subject.id)
    return row === undefined ? new Set() : actsReached(rule, match, row, { asOf, calendar })
  }
}

function actsReached(
  { steps }: RuleDocument,
  match: RuleMatch,
  row: number,
  { asOf, calendar }: { asOf: CalendarDate; calendar: BusinessCalendar },
): ReadonlySet<string> {
  if (!hasBit(match.matched, row)) return new Set()
  const { acts } = walkRule({
    steps,
    truthOf: ({ id }) => {
      const mask = match.branches.get(id)
      return mask && hasBit(mask.yes, row) ? true : mask && hasBit(mask.no, row) ? false : null
    },
    cycle: null,
    asOf: toEpochDay(asOf),
    calendar,
  })
  return new Set(acts.map(({ act }) => act.id))
}

/** The books as they would be if the disputed part of every document had never been billed. */
function withoutDisputed(snapshot: Snapshot, asOf: CalendarDate): Snapshot {
  const day = toEpochDay(asOf)
  const stops = chaseStops(snapshot, day)
  const { documents } = snapshot
  const closed = documents.closed.slice()
  const total = documents.total.slice()
  const open = documents.open.slice()
  for (let row = 0; row < documents.count; row++) {
    if ((stops.document[row]! & DISPUTED) === 0) continue
    const disputed = stops.disputedMinor[row]!
    if (disputed === Number.POSITIVE_INFINITY) closed[row] = Math.min(closed[row]!, day)
    else {
      total[row] = Math.max(0, total[row]! - disputed)
      open[row] = Math.max(0, open[row]! - disputed)
    }
  }
  return { ...snapshot, documents: { ...documents, closed, total, open } }
}
