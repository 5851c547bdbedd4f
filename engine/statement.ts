import { type EpochDay, fromEpochDay } from './calendar-date.ts'
import { DISPUTED } from './chase-stops.ts'
import { openItemsAt } from './open-items.ts'
import { payableCredits } from './payable-credits.ts'
import type { Snapshot } from './snapshot.ts'
import { type ChaseLine, firstOf, sumOf } from './standing.ts'

/** A line of a statement: like that of a chase message, and whether it is disputed. What is not due yet is listed too. */
export type StatementLine = ChaseLine & { readonly disputed: boolean }

/** One currency of a statement. The balance is gross; credits stand below it, each named, and what is left after them. */
export type StatementPart = {
  readonly currency: string
  /** Open items, the oldest due day first. Their sum is the balance. */
  readonly items: readonly StatementLine[]
  readonly balanceMinor: number
  /** Open credit memos and unapplied cash, negative. */
  readonly credits: readonly ChaseLine[]
  readonly netMinor: number
}

export type Statement = {
  readonly parts: readonly StatementPart[]
  /** Documents whose open amount nobody can know as of the day: with one of them the statement would be wrong. */
  readonly unknown: readonly string[]
}

/** The statement of account of a customer with one legal entity, or with all where it is null, at the end of a day. */
export function statementOf(
  snapshot: Snapshot,
  { row, entityId, asOf }: { row: number; entityId: string | null; asOf: EpochDay },
): Statement {
  const isTheirs = (line: { readonly entityId: string | null }) =>
    entityId === null || line.entityId === entityId
  const items = openLines(snapshot, row, asOf).filter(isTheirs)
  const credits = payableCredits(snapshot, row, asOf).filter(isTheirs)
  const currencies = [...new Set([...items, ...credits].map(({ currency }) => currency))].sort()
  return {
    unknown: items.filter(({ minor }) => Number.isNaN(minor)).map(({ number }) => number),
    parts: currencies.map((currency) => {
      const own = items.filter((line) => line.currency === currency).sort(byDueDay)
      const theirs = credits.filter((line) => line.currency === currency)
      const balanceMinor = sumOf(own)
      return { currency, items: own, balanceMinor, credits: theirs, netMinor: balanceMinor + sumOf(theirs) }
    }),
  }
}

function byDueDay(a: StatementLine, b: StatementLine): number {
  const key = ({ dueOn, number }: StatementLine) => `${dueOn} ${number}`
  return key(a) < key(b) ? -1 : 1
}

function openLines(snapshot: Snapshot, row: number, asOf: EpochDay): StatementLine[] {
  const items = openItemsAt(snapshot, asOf)
  const lines: StatementLine[] = []
  for (let at = firstOf(items.customer, row); at < items.count && items.customer[at] === row; at++) {
    const document = snapshot.documents.records[items.document[at]!]!
    lines.push({
      kind: 'item',
      documentId: document.id,
      number: document.number,
      entityId: document.entityId ?? null,
      currency: snapshot.currencies[items.currency[at]!]!,
      issuedOn: document.issuedOn,
      dueOn: fromEpochDay(items.due[at]!),
      // The due date still belongs to the customer.
      daysOverdue: Math.max(0, asOf - items.due[at]!),
      minor: items.open[at]!,
      disputed: (items.stops[at]! & DISPUTED) !== 0,
    })
  }
  return lines
}
