import { expect } from 'vitest'
import { ACTS } from '#engine/acts.ts'
import { toEpochDay } from '#engine/calendar-date.ts'
import { openItemsAt } from '#engine/open-items.ts'
import type { Plan } from '#engine/plan.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { totalsOf } from '#engine/standing.ts'

/** What must be true of every plan of every scenario, whatever it is about. */
export function holdInvariants(made: Plan, snapshot: Snapshot): void {
  for (const { rule, counts, disagreements } of made.rules) {
    expect(disagreements, `the two evaluations of "${rule.id}" agree`).toEqual([])
    expect(counts.matched + counts.notMatched + counts.unknown, 'everybody is counted once').toBe(
      counts.evaluated,
    )
  }
  letterForEveryActThatGoes(made)
  for (const message of made.messages) {
    for (const line of message.lines) {
      const owner = line.documentId === null ? undefined : snapshot.documents.row.get(line.documentId)
      if (owner !== undefined)
        expect(snapshot.documents.customer[owner], 'no line of another customer').toBe(message.customer)
    }
    for (const [currency, total] of Object.entries(totalsOf(message.lines)))
      expect(total, `something is asked for in ${currency}`).toBeGreaterThan(0)
    asksForNoMoreThanMayBeAsked(message, snapshot, made)
  }
}

function letterForEveryActThatGoes({ decisions, messages }: Plan): void {
  decisions.forEach((decision, at) => {
    for (const decided of decision.acts) {
      const { act, heldBack } = decided
      if (ACTS[act.action].kind !== 'chase-message') continue
      const isProposed = decided.status === 'due' || (decided.status === 'pending' && !decided.attempted)
      const goes = isProposed && !heldBack
      const named = messages.some(({ acts }) => acts.some((of) => of.decision === at && of.step === act.id))
      expect(named, `a letter names "${act.id}" of ${decision.subject.id} when it goes, and only then`).toBe(
        goes,
      )
    }
  })
}

function asksForNoMoreThanMayBeAsked(
  { lines }: Plan['messages'][number],
  snapshot: Snapshot,
  { asOf }: Plan,
): void {
  const day = toEpochDay(asOf)
  const items = openItemsAt(snapshot, day)
  for (const line of lines) {
    if (line.kind !== 'item' || line.documentId === null) continue
    let mayBeAsked = 0
    for (let at = 0; at < items.count; at++)
      if (snapshot.documents.records[items.document[at]!]!.id === line.documentId && items.due[at]! < day)
        mayBeAsked += items.chaseable[at]!
    expect(line.minor, `what is asked for ${line.number}`).toBeGreaterThan(0)
    expect(line.minor, `what is asked for ${line.number}`).toBeLessThanOrEqual(mayBeAsked)
  }
}
