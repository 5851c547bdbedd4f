import { and, asc, eq } from 'drizzle-orm'
import { builtInBooks } from '#connectors/built-in-books/built-in-books.ts'
import type { WriteCommand } from '#connectors/connector.ts'
import { ACTS, type ActName, isActName } from '#engine/acts.ts'
import { writtenMinor } from '#engine/money.ts'
import { action, task } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { type ActionRow, changeAction } from '#server/run/action-states.ts'
import { holdStore } from '#server/run/hold-store.ts'
import { isLetter } from './act-ways.ts'
import type { ActEffect, Carrying } from './acts/act-effect.ts'
import { assignOwner, assignSegment } from './acts/assign-customer.ts'
import { chargeFinance } from './acts/charge-finance.ts'
import { createTask } from './acts/create-task.ts'
import { emitEvent } from './acts/emit-event.ts'
import { openDispute } from './acts/open-dispute.ts'
import { pauseChasing } from './acts/pause-chasing.ts'
import { logCall, writeNote } from './acts/write-note.ts'
import { DISPATCHER } from './dispatch-services.ts'
import { isReadyAct } from './ready.ts'

/** What came of an act: done, or what stood against it. */
export type Effect =
  | { readonly result: 'applied'; readonly reference: string }
  | { readonly result: 'conflict' | 'unknown' | 'not-applied' | 'later'; readonly found: string }

/** What is written down of an attempt with this effect. */
export function attemptResult({ result }: Effect): 'sent' | 'unknown' | 'later' | 'refused' {
  if (result === 'applied') return 'sent'
  return result === 'unknown' || result === 'later' ? result : 'refused'
}

/** What is queued, is no letter, and may be done now; nobody else touches it until the transaction ends. */
export async function queuedActs(
  tx: Transaction,
  { companyId, now }: { companyId: string; now: Date },
): Promise<ActionRow[]> {
  const queued = await tx
    .select()
    .from(action)
    .where(isReadyAct(companyId, now))
    .orderBy(asc(action.id))
    .for('update')
  return queued
    .filter(({ kind }) => isActName(kind) && !isLetter(kind))
    .sort((a, b) => a.decidedAt.getTime() - b.decidedAt.getTime())
}

/** A fault in an act leaves it where it is, for a while, and tells people. */
const AGAIN_MS = 5 * 60_000

/**
 * Carries out an act whose effect is in this database, in one transaction with its record: it cannot happen twice. An act that
 * fails half-way is taken back alone, and does not keep the others waiting.
 */
export async function carryOutHere(
  tx: Transaction,
  row: ActionRow,
  carrying: Carrying,
): Promise<'done' | 'failed' | 'deferred'> {
  const { company, now, today } = carrying
  try {
    return await tx.transaction(async (inner) => {
      const sending = { ...row, state: 'sending' as const }
      await changeAction(inner, row, {
        state: 'sending',
        attempts: row.attempts + 1,
        fencing: row.fencing + 1,
      })
      return settleAct(inner, sending, await carryOut(inner, row, carrying), carrying)
    })
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    await tx
      .update(action)
      .set({ notBefore: new Date(now.getTime() + AGAIN_MS), stateReason: found })
      .where(and(eq(action.companyId, company.id), eq(action.id, row.id)))
    await raiseAlert(tx, {
      companyId: company.id,
      kind: 'guard-failed',
      about: row.id,
      text: `An action (${row.kind}) could not be carried out and is tried again: ${found}`,
      day: today,
      now,
      customerId: row.customerId,
    })
    return 'deferred'
  }
}

/** Writes down what came of an act. What stood against it is shown to a person; what was not begun waits for another try. */
export async function settleAct(
  tx: Transaction,
  sending: ActionRow,
  effect: Effect,
  { company, now, today }: Carrying,
): Promise<'done' | 'failed' | 'deferred'> {
  if (effect.result === 'later') {
    await changeAction(tx, sending, {
      state: 'queued',
      // Nothing was accepted: it is as if it had not been tried, and may still be decided otherwise.
      attempts: 0,
      leaseUntil: null,
      notBefore: new Date(now.getTime() + AGAIN_MS),
      stateReason: effect.found,
    })
    return 'deferred'
  }
  const isDone = effect.result === 'applied'
  const state = isDone ? 'sent' : effect.result === 'unknown' ? 'unknown' : 'failed'
  await changeAction(tx, sending, {
    state,
    outcome: effect,
    leaseUntil: null,
    stateReason: isDone ? null : effect.found,
    ...(isDone && { doneOn: today }),
    ...(state !== 'unknown' && { settledAt: now }),
  })
  if (isDone) await dropQuestion(tx, sending, now)
  else await askAboutAct(tx, sending, effect.found, now)
  await appendAudit(tx, [
    {
      companyId: company.id,
      at: now,
      actor: DISPATCHER,
      act: { sent: 'action done', failed: 'action failed', unknown: 'action unknown' }[state],
      subject: { type: 'action', id: sending.id },
      before: { state: 'queued' },
      after: { state, outcome: effect },
      why: isDone ? sending.reason : effect.found,
    },
  ])
  return isDone ? 'done' : 'failed'
}

const TITLES: Readonly<Record<string, string>> = {
  'release-credit-hold': 'A credit hold was not released',
  'place-credit-hold': 'A credit hold was not placed',
  'call-webhook': 'A webhook was not called',
}

async function askAboutAct(tx: Transaction, row: ActionRow, found: string, now: Date): Promise<void> {
  await tx
    .insert(task)
    .values({
      companyId: row.companyId,
      id: `action/${row.id}/${row.attempts}`,
      key: `action/${row.id}`,
      customerId: row.customerId,
      title: TITLES[row.kind] ?? 'Something a rule asked for was not done',
      detail: found,
      state: 'open',
      ruleId: row.ruleId,
      stepId: row.stepId,
      actionId: row.id,
      createdAt: now,
      createdBy: DISPATCHER,
    })
    .onConflictDoNothing()
}

/** Nobody needs to find out any more what has been found out. */
async function dropQuestion(tx: Transaction, { companyId, id }: ActionRow, now: Date): Promise<void> {
  await tx
    .update(task)
    .set({ state: 'dropped', closedAt: now, closedBy: DISPATCHER })
    .where(and(eq(task.companyId, companyId), eq(task.key, `action/${id}`), eq(task.state, 'open')))
}

async function carryOut(tx: Transaction, row: ActionRow, carrying: Carrying): Promise<Effect> {
  const { company, today } = carrying
  const command = writeCommandOf(row)
  if (command) return builtInBooks(holdStore(tx, company.id)).write(command, { key: row.id, on: today })
  const carryOutAct = isActName(row.kind) ? EFFECTS[row.kind] : undefined
  if (carryOutAct === undefined) throw new TypeError(`Nobody knows how to carry out "${row.kind}".`)
  return { result: 'applied', reference: await carryOutAct(tx, row, carrying) }
}

/** What each act does in this database. Letters, the books and calls to others go other ways. */
const EFFECTS: Partial<Record<ActName, ActEffect>> = {
  'create-task': createTask,
  'add-note': writeNote,
  'log-call': logCall,
  'open-dispute': openDispute,
  'pause-chasing': pauseChasing,
  'assign-owner': assignOwner,
  'assign-segment': assignSegment,
  'finance-charge': chargeFinance,
  'emit-event': emitEvent,
}

/** The command to the books that an action is; null for an action of another kind. */
export function writeCommandOf({ kind, params, customerId, ruleId }: ActionRow): WriteCommand | null {
  if (kind === 'release-credit-hold') {
    const { reason } = ACTS[kind].params.parse(params)
    return { kind, customerId, ruleId, reason }
  }
  if (kind !== 'place-credit-hold') return null
  const { reason, release, releaseBelow } = ACTS[kind].params.parse(params)
  const below = Object.entries(releaseBelow ?? {}).map(([currency, amount]) => [
    currency,
    writtenMinor(amount, currency),
  ])
  const terms = { release, ...(releaseBelow && { releaseBelowMinor: Object.fromEntries(below) }) }
  return { kind, customerId, ruleId, reason, ...terms }
}
