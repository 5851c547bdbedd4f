import { randomUUID } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { DecidedAct, Decision, MergedMessage } from '#engine/decision.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { RulePlan } from '#engine/plan.ts'
import { leafReports } from '#engine/plan-report.ts'
import { reasonSentence } from '#engine/reason.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { sumOf, totalsOf } from '#engine/standing.ts'
import { action, message } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { composeMail } from '#server/mail/compose-mail.ts'
import { keyOf } from './action-key.ts'
import { type ActionRow, WAITING_STATES } from './action-states.ts'

export type RecordingOf = {
  readonly companyId: string
  readonly companyName: string
  readonly mode: 'test' | 'live'
  /** Holds need a second person unless the company works alone. */
  readonly soloMode: boolean
  readonly runId: string
  readonly asOf: CalendarDate
  readonly now: Date
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
}

/** What a run did to the outbox, per rule. */
export type OutboxChange = { planned: number; kept: number; cancelled: number }

type Wanted = {
  readonly decision: Decision
  readonly at: number
  readonly act: DecidedAct
  readonly cycle: number
  readonly key: string
  readonly version: number
}

/**
 * Brings the outbox in line with what rules want: one row for each act that may go, none for the rest. An act whose row is
 * there already keeps it; a row nobody wants any more is cancelled with the reason, as long as nothing was attempted.
 */
export async function recordActions(
  tx: Transaction,
  recording: RecordingOf,
  {
    plans,
    decisions,
    messages,
    cycleOf,
    versionOf,
  }: {
    plans: readonly RulePlan[]
    decisions: readonly Decision[]
    messages: readonly MergedMessage[]
    cycleOf: (decision: Decision) => number
    versionOf: (ruleId: string) => number
  },
): Promise<Map<string, OutboxChange>> {
  const { companyId, now } = recording
  const wanted = decisions.flatMap((decision, at) =>
    decision.acts
      .filter(({ status }) => status === 'due' || status === 'pending')
      .map((act): Wanted => {
        const cycle = cycleOf(decision)
        return {
          decision,
          at,
          act,
          cycle,
          key: keyOf(decision, act, cycle),
          version: versionOf(decision.rule.id),
        }
      }),
  )
  const changes = new Map(plans.map(({ rule }) => [rule.id, { planned: 0, kept: 0, cancelled: 0 }]))
  const count = (ruleId: string, what: keyof OutboxChange) => {
    const change = changes.get(ruleId)
    if (change) change[what] += 1
  }
  const waiting = await waitingActions(tx, companyId, [...changes.keys()])
  const going = new Map(wanted.filter(({ act }) => !act.heldBack).map((each) => [each.key, each]))
  const held = new Map(
    wanted.flatMap(({ key, act }) => (act.heldBack ? [[key, act.heldBack.sentence] as const] : [])),
  )
  for (const row of waiting) {
    if (going.has(row.key)) continue
    const stateReason = held.get(row.key) ?? noLongerWanted(row, plans, recording)
    await tx
      .update(action)
      .set({ state: 'cancelled', stateReason, settledAt: now })
      .where(
        and(
          eq(action.companyId, companyId),
          eq(action.id, row.id),
          inArray(action.state, [...WAITING_STATES]),
        ),
      )
    count(row.ruleId, 'cancelled')
  }
  const idOf = new Map(waiting.map((row) => [row.key, row.id]))
  const fresh = [...going.values()].filter(({ key }) => !idOf.has(key))
  const rows = fresh.map((each) => actionRow(each, recording, messages))
  const inserted: { id: string; key: string }[] = []
  for (let from = 0; from < rows.length; from += 500)
    inserted.push(
      ...(await tx
        .insert(action)
        .values(rows.slice(from, from + 500))
        // Something of this key that has left, or may have, stands: nothing is ever done twice.
        .onConflictDoNothing({
          target: [action.companyId, action.key],
          where: sql`state not in ('cancelled', 'expired') or attempts > 0`,
        })
        .returning({ id: action.id, key: action.key })),
    )
  for (const { id, key } of inserted) idOf.set(key, id)
  const insertedKeys = new Set(inserted.map(({ key }) => key))
  for (const { key, decision } of going.values())
    count(decision.rule.id, insertedKeys.has(key) ? 'planned' : 'kept')
  await recordMessages(tx, recording, { messages, wanted, idOf })
  return changes
}

async function waitingActions(
  tx: Transaction,
  companyId: string,
  ruleIds: readonly string[],
): Promise<ActionRow[]> {
  if (ruleIds.length === 0) return []
  return tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.ruleId, [...ruleIds]),
        inArray(action.state, [...WAITING_STATES]),
      ),
    )
}

/** Why a planned action is wanted no more, in one sentence for the outbox. */
function noLongerWanted(row: ActionRow, plans: readonly RulePlan[], { snapshot }: RecordingOf): string {
  const ruled = plans.find(({ rule }) => rule.id === row.ruleId)
  const customer = snapshot.customerRow.get(row.customerId)
  if (!ruled || customer === undefined) return 'The rule or the customer is gone.'
  if (ruled.disagreements.length > 0) return 'The rule is stopped: its two evaluations differ.'
  const overdue = ruled.table.subject === 'customer' ? readCount(ruled, customer) : null
  if (overdue === 0 || (row.subjectType === 'invoice' && !isOpen(ruled, row.subjectId)))
    return 'Paid: nothing is overdue any more.'
  return 'The rule no longer asks for it.'
}

function readCount({ table }: RulePlan, row: number): number | null {
  const column = table.column({ fact: 'overdueCount' })
  const value = column.kind === 'number' ? column.values[row]! : Number.NaN
  return Number.isNaN(value) ? null : value
}

function isOpen({ table }: RulePlan, documentId: string): boolean {
  for (let row = 0; row < table.rows; row++) if (table.idOf(row) === documentId) return true
  return false
}

function actionRow(
  { decision, at, act, cycle, key, version }: Wanted,
  recording: RecordingOf,
  messages: readonly MergedMessage[],
): typeof action.$inferInsert {
  const { companyId, runId, asOf, now, snapshot, catalogue, mode, soloMode } = recording
  const customer = snapshot.customers[decision.customer]!
  const own = messages.filter((each) => each.acts.some((of) => of.decision === at && of.step === act.act.id))
  const needsApproval =
    act.act.approval === 'required' || (ACTS[act.act.action].kind === 'credit-hold' && !soloMode)
  return {
    companyId,
    id: randomUUID(),
    key,
    runId,
    ruleId: decision.rule.id,
    ruleVersion: version,
    stepId: act.act.id,
    subjectType: decision.subject.type,
    subjectId: decision.subject.id,
    cycle,
    repeat: act.repeat,
    customerId: customer.id,
    kind: act.act.action,
    params: act.act.params,
    recipient: act.recipient,
    amounts: own.length === 0 ? null : sumTotals(own),
    // In test mode everything stops in the outbox as planned, whatever would follow.
    state: mode === 'test' ? 'planned' : needsApproval ? 'awaiting-approval' : 'queued',
    reason: reasonSentence(decision, catalogue),
    because: decision.because.flatMap(leafReports),
    plannedOn: asOf,
    decidedAt: now,
  }
}

function sumTotals(messages: readonly MergedMessage[]): Record<string, number> {
  const lines = messages.flatMap((each) => each.lines)
  return Object.fromEntries(
    Object.keys(totalsOf(lines)).map((currency) => [
      currency,
      sumOf(lines.filter((line) => line.currency === currency)),
    ]),
  )
}

/** Writes the letters anew from today's lines; they are drafts until the first attempt to send them. */
async function recordMessages(
  tx: Transaction,
  { companyId, companyName, snapshot, asOf, now }: RecordingOf,
  {
    messages,
    wanted,
    idOf,
  }: { messages: readonly MergedMessage[]; wanted: readonly Wanted[]; idOf: ReadonlyMap<string, string> },
): Promise<void> {
  const keys = new Map(wanted.map(({ at, act, key }) => [`${at}\n${act.act.id}`, key]))
  for (const merged of messages) {
    const actionIds = merged.acts.flatMap(({ decision, step }) => {
      const id = idOf.get(keys.get(`${decision}\n${step}`) ?? '')
      return id === undefined ? [] : [id]
    })
    const first = actionIds[0]
    if (first === undefined) continue
    const mail = composeMail(merged, { snapshot, asOf, companyName })
    const id = `${first}/${merged.entityId ?? 'all'}`
    const customerId = snapshot.customers[merged.customer]!.id
    const values = {
      companyId,
      id,
      customerId,
      entityId: merged.entityId,
      contactId: merged.recipient.id,
      kind: 'chase' as const,
      to: mail.to,
      template: merged.template,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      lines: [...merged.lines],
      totals: { ...mail.totals },
      state: 'draft' as const,
      createdAt: now,
    }
    const { createdAt: _, ...changes } = values
    await tx
      .insert(message)
      .values(values)
      .onConflictDoUpdate({
        target: [message.companyId, message.id],
        set: changes,
        setWhere: eq(message.state, 'draft'),
      })
    await tx
      .update(action)
      .set({ messageId: id })
      .where(and(eq(action.companyId, companyId), inArray(action.id, actionIds)))
  }
  await voidUnusedDrafts(tx, companyId)
}

/** A draft that no waiting action refers to any more will never be sent. */
async function voidUnusedDrafts(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`
    update message set state = 'void'
    where company_id = ${companyId} and state = 'draft' and not exists (
      select 1 from action
      where action.company_id = message.company_id
        and action.id = split_part(message.id, '/', 1)
        and action.state in ('planned', 'awaiting-approval', 'queued'))`)
}
