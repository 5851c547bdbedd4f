import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { type ChaseLine, createStandings } from '#engine/standing.ts'
import type { LetterRow } from './letter-outcome.ts'

/** Whether every document of a letter may still be asked for to the amount it names, of a customer who may be written to. */
export function isStillAskedFor(
  snapshot: Snapshot,
  letter: Pick<LetterRow, 'customerId' | 'kind' | 'lines'>,
  asOf: CalendarDate,
): boolean {
  const row = snapshot.customerRow.get(letter.customerId)
  if (row === undefined) return false
  const { customer, dunningBlock, overdue } = createStandings(snapshot, toEpochDay(asOf)).of(row)
  // What our own people get says nothing to the customer.
  if (letter.kind === 'internal') return true
  if (customer.internal || customer.status === 'inactive') return false
  // Like arbitration: a block, a lawyer or an insolvency stops what asks for money, and no receipt.
  if (letter.kind === 'receipt' || letter.kind === 'reply') return true
  if (dunningBlock || (customer.status ?? 'active') !== 'active') return false
  // A statement asks for nothing that could have been paid meanwhile.
  if (letter.kind !== 'chase') return true
  const chaseable = new Map<string, number>()
  for (const item of overdue) {
    const { id } = snapshot.documents.records[item.document]!
    chaseable.set(id, (chaseable.get(id) ?? 0) + item.chaseable)
  }
  const asked = new Map<string, number>()
  for (const { kind, documentId, minor } of letter.lines as ChaseLine[])
    if (kind === 'item' && documentId !== null) asked.set(documentId, (asked.get(documentId) ?? 0) + minor)
  return [...asked].every(([id, minor]) => (chaseable.get(id) ?? 0) >= minor)
}
