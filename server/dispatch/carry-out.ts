import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { builtInBooks } from '#connectors/built-in-books/built-in-books.ts'
import type { WriteCommand } from '#connectors/connector.ts'
import { ACTS, type ActName, isActName } from '#engine/acts.ts'
import { addDays, type CalendarDate } from '#engine/calendar-date.ts'
import { writtenMinor } from '#engine/money.ts'
import { action, note, task } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { type ActionRow, changeAction } from '#server/run/action-states.ts'
import type { Company } from '#server/run/company.ts'
import { holdStore } from '#server/run/hold-store.ts'
import { isLetter } from './act-ways.ts'
import { DISPATCHER } from './dispatch-services.ts'
import { isReadyAct } from './ready.ts'

/** What came of an act: done, or what stood against it. */
export type Effect =
  | { readonly result: 'applied'; readonly reference: string }
  | { readonly result: 'conflict' | 'unknown' | 'not-applied'; readonly found: string }

export type Carrying = {
  readonly company: Company
  readonly now: Date
  readonly today: CalendarDate
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

/** Writes down what came of an act. What stood against it is shown to a person. */
export async function settleAct(
  tx: Transaction,
  sending: ActionRow,
  effect: Effect,
  { company, now, today }: Carrying,
): Promise<'done' | 'failed'> {
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
  if (!isDone) await askAboutAct(tx, sending, effect.found, now)
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

async function askAboutAct(tx: Transaction, row: ActionRow, found: string, now: Date): Promise<void> {
  await tx
    .insert(task)
    .values({
      companyId: row.companyId,
      id: `action/${row.id}/${row.attempts}`,
      key: `action/${row.id}`,
      customerId: row.customerId,
      title:
        row.kind === 'release-credit-hold'
          ? 'A credit hold was not released'
          : 'A credit hold was not placed',
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

async function carryOut(tx: Transaction, row: ActionRow, carrying: Carrying): Promise<Effect> {
  const { company, today } = carrying
  const command = writeCommandOf(row)
  if (command) return builtInBooks(holdStore(tx, company.id)).write(command, { key: row.id, on: today })
  const kind = row.kind as ActName
  const id = randomUUID()
  const documentId = row.subjectType === 'invoice' ? row.subjectId : null
  const written = { companyId: company.id, id, customerId: row.customerId, documentId }
  const made = { actionId: row.id, createdAt: carrying.now, createdBy: DISPATCHER }
  if (kind === 'create-task') {
    const { title, dueInDays } = ACTS[kind].params.parse(row.params)
    const dueOn = addDays(today, dueInDays)
    const of = { ruleId: row.ruleId, stepId: row.stepId }
    await tx
      .insert(task)
      .values({ ...written, ...made, ...of, title, detail: row.reason, dueOn, state: 'open' })
  } else if (kind === 'add-note') {
    const { text } = ACTS[kind].params.parse(row.params)
    await tx.insert(note).values({ ...written, ...made, text })
  } else if (kind === 'emit-event') {
    const params = ACTS[kind].params.parse(row.params)
    const subject = { type: row.subjectType, id: row.subjectId }
    const line = { companyId: company.id, at: carrying.now, actor: DISPATCHER, act: `event ${params.type}` }
    await appendAudit(tx, [{ ...line, subject, after: params }])
  } else throw new TypeError(`Nobody knows how to carry out "${row.kind}".`)
  return { result: 'applied', reference: id }
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
