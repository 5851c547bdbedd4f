import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ACTS } from '#engine/acts.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { DecidedAct, Decision, MergedMessage } from '#engine/decision.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { HeldBackReason } from '#engine/held-back.ts'
import type { RulePlan } from '#engine/plan.ts'
import { leafReports } from '#engine/plan-report.ts'
import { reasonSentence } from '#engine/reason.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { sumOf, totalsOf } from '#engine/standing.ts'
import { action } from '#server/database/action-tables.ts'
import { canonicalJson } from '#server/database/canonical-json.ts'
import type { Transaction } from '#server/database/database.ts'
import { insertRows } from '#server/database/insert-rows.ts'
import { rows } from '#server/database/rows.ts'
import { keyOf } from './action-key.ts'
import { type ActionRow, changeAction } from './action-states.ts'
import { noLongerWanted } from './no-longer-wanted.ts'
import { recordMessages } from './record-messages.ts'
import { waitingActions } from './waiting-actions.ts'

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
  /** The customers it is about; null for all of the company. */
  readonly customerIds: readonly string[] | null
  /**
   * The versions of the rows that waited before it was decided, where that is told. One that was touched since, such as one that was
   * under way and waits again because nobody took its letter, is left as it is: its own letter was counted as a contact against it.
   */
  readonly waitedAs?: ReadonlyMap<string, string>
}

/** What a run did to the outbox, per rule. */
export type OutboxChange = { planned: number; kept: number; cancelled: number }

/** An act that is due or under way, with the key of its action. */
export type WantedAct = {
  readonly decision: Decision
  readonly at: number
  readonly act: DecidedAct
  readonly cycle: number
  readonly key: string
  readonly version: number
}

/** What the rules want, as far as it concerns the outbox. */
export type DecidedActs = {
  readonly plans: readonly RulePlan[]
  readonly decisions: readonly Decision[]
  readonly messages: readonly MergedMessage[]
  readonly cycleOf: (decision: Decision) => number
  readonly versionOf: (ruleId: string) => number
}

/**
 * Brings the outbox in line with what rules want: one row for each act that may go, none for the rest. An act whose row is
 * there already keeps it; a row nobody wants any more is cancelled with the reason, as long as nothing was attempted. What is
 * new is planned, and leaves only once the run is released.
 */
export async function recordActions(
  tx: Transaction,
  recording: RecordingOf,
  decided: DecidedActs,
): Promise<Map<string, OutboxChange>> {
  const { plans, messages } = decided
  const changes = new Map(plans.map(({ rule }) => [rule.id, { planned: 0, kept: 0, cancelled: 0 }]))
  const count = (ruleId: string, what: keyof OutboxChange) => {
    const change = changes.get(ruleId)
    if (change) change[what] += 1
  }
  const { wanted, going, idOf, dropped, touched } = await bringUpToDate(tx, recording, decided)
  for (const { row, why } of dropped) {
    await dropAction(tx, row, why, recording.now)
    count(row.ruleId, 'cancelled')
  }
  const letters = lettersByAct(messages)
  const fresh = [...going.values()].filter(({ key }) => !idOf.has(key))
  const inserted = await insertActions(
    tx,
    fresh.map((each) => actionRow(each, recording, letters)),
  )
  for (const [key, id] of inserted) idOf.set(key, id)
  for (const { key, decision } of going.values())
    count(decision.rule.id, inserted.has(key) ? 'planned' : 'kept')
  await recordMessages(tx, recording, { messages, wanted, idOf, touched })
  return changes
}

/** An action that waits and may not go now: for good, or (deferred) not today. */
export type DroppedAction = {
  readonly row: ActionRow
  readonly why: string
  /** What holds it back for now; null when it is not wanted any more. */
  readonly deferredFor: HeldBackReason | null
}

/**
 * The same for what is in the outbox already, before it leaves: nothing is added, and what may not go is answered instead of
 * being cancelled. The letters are written anew from what is left.
 */
export async function refreshActions(
  tx: Transaction,
  recording: RecordingOf,
  decided: DecidedActs,
): Promise<readonly DroppedAction[]> {
  const { wanted, idOf, dropped, touched } = await bringUpToDate(tx, recording, decided)
  for (const { row } of dropped) idOf.delete(row.key)
  await recordMessages(tx, recording, { messages: decided.messages, wanted, idOf, touched })
  return dropped
}

/** Cancels an action that waits, with the reason. */
export async function dropAction(tx: Transaction, row: ActionRow, why: string, now: Date): Promise<void> {
  await changeAction(tx, row, { state: 'cancelled', stateReason: why, settledAt: now })
}

async function bringUpToDate(
  tx: Transaction,
  recording: RecordingOf,
  { plans, decisions, messages, cycleOf, versionOf }: DecidedActs,
): Promise<{
  wanted: readonly WantedAct[]
  going: ReadonlyMap<string, WantedAct>
  idOf: Map<string, string>
  dropped: readonly DroppedAction[]
  /** Actions that wait and are left as they are. */
  touched: readonly string[]
}> {
  const wanted = decisions.flatMap((decision, at) =>
    decision.acts
      .filter(({ status }) => status === 'due' || status === 'pending')
      .map((act): WantedAct => {
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
  const { waiting, touched } = await waitingActions(tx, recording)
  const going = new Map(wanted.filter(({ act }) => !act.heldBack).map((each) => [each.key, each]))
  const held = new Map(wanted.flatMap(({ key, act }) => (act.heldBack ? [[key, act.heldBack] as const] : [])))
  const refusalOf = noLongerWanted(plans, recording.snapshot)
  const letters = lettersByAct(messages)
  const dropped: DroppedAction[] = []
  for (const row of waiting) {
    const still = going.get(row.key)
    const no = held.get(row.key)
    if (still) await refreshAction(tx, row, actionRow(still, recording, letters))
    else
      dropped.push({ row, why: no?.sentence ?? refusalOf(row), deferredFor: no?.deferred ? no.reason : null })
  }
  return { wanted, going, idOf: new Map(waiting.map((row) => [row.key, row.id])), dropped, touched }
}

/** Adds actions that are not there yet; answers the ids of those that were added, by key. */
async function insertActions(
  tx: Transaction,
  fresh: readonly (typeof action.$inferInsert)[],
): Promise<ReadonlyMap<string, string>> {
  const added = new Map<string, string>()
  // Something of this key that has left, or may have, stands: nothing is ever done twice.
  const onlyNew = sql`on conflict (company_id, key) where state not in ('cancelled', 'expired') or attempts > 0 do nothing
    returning id, key`
  for (let from = 0; from < fresh.length; from += 500) {
    const inserted = rows(Added, await tx.execute(insertRows(action, fresh.slice(from, from + 500), onlyNew)))
    for (const { id, key } of inserted) added.set(key, id)
  }
  return added
}

const Added = z.object({ id: z.string(), key: z.string() })

/**
 * Brings a waiting action up to what its rule wants of it today. An approval holds for what the person has seen: another
 * text, another recipient or a larger amount goes back to them (`semantics.md` 5.6).
 */
async function refreshAction(
  tx: Transaction,
  row: ActionRow,
  today: typeof action.$inferInsert,
): Promise<void> {
  const { ruleVersion, params, recipient, amounts, reason, because, needsApproval = false } = today
  const now = { ruleVersion, params, recipient, amounts, reason, because, needsApproval }
  const isApproved = row.approvedBy !== null && !goesBeyond(row, today)
  // What is planned has not been released yet, in test mode never; it is asked about when it is.
  const state = needsApproval && !isApproved && row.state === 'queued' ? 'awaiting-approval' : row.state
  const before = Object.fromEntries(Object.keys(now).map((key) => [key, Reflect.get(row, key)]))
  if (state === row.state && canonicalJson(before) === canonicalJson(now)) return
  await tx
    .update(action)
    .set(state === row.state ? now : { ...now, state, approvedBy: null, approvedAt: null })
    .where(and(eq(action.companyId, row.companyId), eq(action.id, row.id)))
}

function goesBeyond(
  approved: ActionRow,
  { params, recipient, amounts }: typeof action.$inferInsert,
): boolean {
  return (
    canonicalJson([approved.params, approved.recipient]) !== canonicalJson([params, recipient]) ||
    Object.entries(amounts ?? {}).some(([currency, minor]) => minor > (approved.amounts?.[currency] ?? 0))
  )
}

/** The letters that carry out an act, by the place of its decision and its step. */
type LettersByAct = (decision: number, step: string) => readonly MergedMessage[]

function lettersByAct(messages: readonly MergedMessage[]): LettersByAct {
  const byAct = new Map<string, Set<MergedMessage>>()
  for (const each of messages)
    for (const { decision, step } of each.acts) {
      const key = `${decision}\n${step}`
      byAct.set(key, (byAct.get(key) ?? new Set()).add(each))
    }
  return (decision, step) => [...(byAct.get(`${decision}\n${step}`) ?? [])]
}

function actionRow(
  { decision, at, act, cycle, key, version }: WantedAct,
  recording: RecordingOf,
  letters: LettersByAct,
): typeof action.$inferInsert {
  const { companyId, runId, asOf, now, snapshot, catalogue, soloMode } = recording
  const customer = snapshot.customers[decision.customer]!
  const own = letters(at, act.act.id)
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
    event: decision.event?.id ?? null,
    repeat: act.repeat,
    customerId: customer.id,
    kind: act.act.action,
    params: act.act.params,
    recipient: act.recipient,
    amounts: own.length === 0 ? null : sumTotals(own),
    state: 'planned',
    needsApproval,
    reason: [reasonSentence(decision, catalogue), act.mark].filter((part) => part !== undefined).join(' '),
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
