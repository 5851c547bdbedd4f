import { ACTS } from './acts.ts'
import type { EpochDay } from './calendar-date.ts'
import type { Decision, MergedMessage } from './decision.ts'
import { type HeldBack, heldBack } from './held-back.ts'
import type { Proposal } from './merge-messages.ts'
import type { Snapshot } from './snapshot.ts'
import type { ChaseLine, CustomerStanding } from './standing.ts'
import { statementOf } from './statement.ts'

type Input = {
  readonly snapshot: Snapshot
  readonly asOf: EpochDay
  readonly decisions: readonly Decision[]
}

/**
 * The letters that answer or inform and never merge: statements, receipts and invoices (`semantics.md` 5.3). A statement is one
 * letter for each legal entity; what nobody can state is held back.
 */
export function singleLetters(
  proposals: readonly Proposal[],
  standing: CustomerStanding,
  input: Input,
): { settled: Proposal[]; letters: MergedMessage[] } {
  const letters: MergedMessage[] = []
  const settled = proposals.map((proposal) => {
    const { act } = proposal
    const { kind } = ACTS[act.act.action]
    if ((kind !== 'statement' && kind !== 'receipt') || act.heldBack || !act.recipient) return proposal
    const lines = linesOf(proposal, standing, input)
    if (!Array.isArray(lines)) return { ...proposal, act: { ...act, heldBack: lines } }
    for (const [entityId, own] of Map.groupBy(lines, (line) => line.entityId))
      letters.push({
        customer: standing.row,
        entityId,
        recipient: act.recipient,
        kind,
        template: String(act.act.params.template),
        lines: own,
        acts: [{ decision: proposal.decision, step: act.act.id }],
      })
    return proposal
  })
  return { settled, letters }
}

function linesOf(
  { act, decision }: Proposal,
  standing: CustomerStanding,
  { snapshot, asOf, decisions }: Input,
): ChaseLine[] | HeldBack {
  const { event, document } = decisions[decision]!
  if (act.act.action === 'send-receipt') {
    if (event?.kind !== 'payment-received')
      return heldBack('missing-data', 'Nobody can say which payment the receipt is for.')
    return [receiptLine(event)]
  }
  const { parts, unknown } = statementOf(snapshot, { row: standing.row, entityId: null, asOf })
  if (unknown.length > 0)
    return heldBack('missing-data', `Nobody can say what is still open on ${unknown.join(', ')}.`)
  const lines = parts.flatMap(({ items, credits }) => [...items, ...credits])
  const id = document === -1 ? null : snapshot.documents.records[document]!.id
  const own = act.act.action === 'send-invoice' ? lines.filter(({ documentId }) => documentId === id) : lines
  return own.length === 0 ? heldBack('nothing-overdue', 'Nothing is open.') : own
}

function receiptLine({ id, happenedOn, values }: NonNullable<Decision['event']>): ChaseLine {
  const { amountMinor, currency, reference, payment } = values
  return {
    kind: 'item',
    documentId: null,
    number: String(reference ?? payment ?? id),
    entityId: null,
    currency: String(currency),
    issuedOn: happenedOn,
    dueOn: null,
    daysOverdue: 0,
    minor: Number(amountMinor),
  }
}
