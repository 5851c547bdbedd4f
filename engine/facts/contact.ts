import { fromEpochDay, toEpochDay } from '../calendar-date.ts'
import type { FactParams } from '../condition.ts'
import type { ContactEvent } from '../ledger.ts'
import {
  type DoneAct,
  type FactComputation,
  type FactContext,
  numberAsked,
  zeros,
} from './fact-computation.ts'

/** A receipt answers what the customer did, and internal mail never reaches them: neither is our being in touch. */
const OUTGOING: ReadonlySet<ContactEvent['kind']> = new Set(['chase', 'statement', 'reply', 'call'])

/** How we have been in touch, and what rules have done. */
export const CONTACT = {
  daysSinceLastContact: {
    kind: 'number',
    values: (context) => {
      const { snapshot, asOf } = context
      const days = zeros(context).fill(Number.POSITIVE_INFINITY)
      const note = (customer: number, on: number) => {
        if (on <= asOf) days[customer] = Math.min(days[customer]!, asOf - on)
      }
      for (const event of snapshot.contactEvents)
        if (OUTGOING.has(event.kind)) note(event.customer, toEpochDay(event.on))
      snapshot.customers.forEach((customer, row) => {
        if (customer.lastContactOn !== undefined) note(row, toEpochDay(customer.lastContactOn))
      })
      return days
    },
  },
  messagesSent: {
    kind: 'number',
    values: (context, params) => {
      const today = fromEpochDay(context.asOf)
      const after =
        params.days === undefined ? '' : fromEpochDay(context.asOf - numberAsked(params, 'days', 0))
      const counts = zeros(context)
      for (const { kind, on, customer } of context.snapshot.contactEvents)
        if (kind === 'chase' && on <= today && on > after) counts[customer]! += 1
      return counts
    },
  },
  daysSinceStep: {
    kind: 'number',
    values: (context, params) => {
      const days = zeros(context).fill(Number.POSITIVE_INFINITY)
      eachDone(context, params, (row, on) => {
        days[row] = Math.min(days[row]!, context.asOf - on)
      })
      return days
    },
  },
  timesDone: {
    kind: 'number',
    values: (context, params) => {
      const counts = zeros(context)
      eachDone(context, params, (row) => {
        counts[row]! += 1
      })
      return counts
    },
  },
  stepOutcome: {
    kind: 'text',
    textAt: (context, params) => {
      const outcomes = new Map<number, { on: number; outcome: string }>()
      eachTried(context, params, (row, { on, outcome = 'sent', isPast }) => {
        const day = toEpochDay(on)
        const known = outcomes.get(row)
        if (isPast || day > context.asOf || (known !== undefined && known.on > day)) return
        outcomes.set(row, { on: day, outcome })
      })
      return (row) => outcomes.get(row)?.outcome ?? 'none'
    },
  },
} as const satisfies Record<string, FactComputation>

function eachDone(context: FactContext, params: FactParams, see: (row: number, on: number) => void): void {
  eachTried(context, params, (row, { on, outcome }) => {
    const day = toEpochDay(on)
    if (outcome !== 'failed' && day <= context.asOf) see(row, day)
  })
}

function eachTried(
  context: FactContext,
  { rule, step }: FactParams,
  see: (row: number, act: DoneAct) => void,
): void {
  const isAsked = (act: DoneAct) =>
    act.rule === rule && act.step === step && act.subjectType === context.subject
  const rowOf = rowsById(context)
  for (const act of context.doneActs) {
    if (!isAsked(act)) continue
    const row = rowOf(act.subjectId)
    if (row !== undefined) see(row, act)
  }
}

function rowsById({ snapshot, subject, documentOf, rows }: FactContext): (id: string) => number | undefined {
  if (subject === 'customer') return (id) => snapshot.customerRow.get(id)
  const rowOfDocument = new Int32Array(snapshot.documents.count).fill(-1)
  for (let row = 0; row < rows; row++) rowOfDocument[documentOf[row]!] = row
  return (id) => {
    const document = snapshot.documents.row.get(id)
    const row = document === undefined ? -1 : rowOfDocument[document]!
    return row === -1 ? undefined : row
  }
}
