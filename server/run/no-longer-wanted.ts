import { ACTS, isActName } from '#engine/acts.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Document } from '#engine/ledger.ts'
import type { RulePlan } from '#engine/plan.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { ActionRow } from './action-states.ts'

const ENDED: Record<NonNullable<Document['closedBy']>, string> = {
  paid: 'Paid: nothing is overdue any more.',
  void: 'Voided: nothing is overdue any more.',
  'written-off': 'Written off: nothing is overdue any more.',
  // A list of all that is open does not say why an invoice has gone from it; nearly always it was paid.
  unlisted: 'Paid: nothing is overdue any more.',
}

/** Says of a waiting action why it is wanted no more, in one sentence for the outbox. */
export function noLongerWanted(plans: readonly RulePlan[], snapshot: Snapshot): (row: ActionRow) => string {
  const ruled = new Map(plans.map((each) => [each.rule.id, each]))
  const openDocuments = new Set(
    plans
      .filter(({ rule }) => rule.subject === 'invoice')
      .flatMap(({ table }) => Array.from({ length: table.rows }, (_, at) => table.idOf(at))),
  )
  let unpaid: ReadonlyMap<number, CalendarDate> | null = null
  return ({ ruleId, customerId, subjectType, subjectId, kind, plannedOn }) => {
    const own = ruled.get(ruleId)
    if (!own) return `The rule "${ruleId}" is not live any more.`
    if (own.disagreements.length > 0) return 'The rule is stopped: its two evaluations differ.'
    const customer = snapshot.customerRow.get(customerId)
    if (customer === undefined) return 'The customer is not in the books any more.'
    const isOver =
      subjectType === 'invoice' ? !openDocuments.has(subjectId) : overdueCount(own, customer) === 0
    // Being paid up is what the release of a hold waits for; it is no reason against one.
    const isAboutDebt = isActName(kind) && ['chase-message', 'credit-hold'].includes(ACTS[kind].kind)
    if (!isOver || !isAboutDebt) return 'The rule no longer asks for it.'
    if (subjectType === 'invoice') {
      const document = snapshot.documents.row.get(subjectId)
      return ENDED[
        (document === undefined ? undefined : snapshot.documents.records[document]?.closedBy) ?? 'paid'
      ]
    }
    unpaid ??= lastEndedUnpaid(snapshot)
    const ended = unpaid.get(customer)
    // Of several invoices some may have been paid and others not.
    return ended !== undefined && ended >= plannedOn ? 'Nothing is overdue any more.' : ENDED.paid
  }
}

function overdueCount({ table }: RulePlan, row: number): number | null {
  const column = table.column({ fact: 'overdueCount' })
  return column.kind === 'number' ? (column.values[row] ?? null) : null
}

/** By the row of the customer, the last day on which a document of theirs was voided or written off. */
function lastEndedUnpaid({ documents }: Snapshot): ReadonlyMap<number, CalendarDate> {
  const last = new Map<number, CalendarDate>()
  documents.records.forEach(({ closedOn, closedBy }, at) => {
    if (closedOn === undefined || closedBy === undefined || ENDED[closedBy] === ENDED.paid) return
    const customer = documents.customer[at]!
    const known = last.get(customer)
    if (known === undefined || known < closedOn) last.set(customer, closedOn)
  })
  return last
}
