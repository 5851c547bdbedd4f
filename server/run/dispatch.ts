import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { builtInBooks } from '#connectors/built-in-books/built-in-books.ts'
import { ACTS, isActName } from '#engine/acts.ts'
import { addDays, type CalendarDate } from '#engine/calendar-date.ts'
import { writtenMinor } from '#engine/money.ts'
import type { Clock } from '#server/clock.ts'
import { action, note, task } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { keyOf, releaseKey } from './action-key.ts'
import { type ActionRow, changeAction } from './action-states.ts'
import { type Company, companyById, lockRuns } from './company.ts'
import { decideCompany } from './decide-company.ts'
import { holdStore } from './hold-store.ts'

export type DispatchReport = { readonly done: number; readonly cancelled: number; readonly failed: number }

/**
 * Carries out what is queued and needs no mail: holds, releases, tasks, notes and events. Everything is decided again
 * first; what is no longer wanted is cancelled with the reason. Does nothing in test mode or while all sending is stopped.
 * One transaction, since all it writes is in this database: the books cannot change between the decision and the act.
 */
export async function dispatchQueued(
  db: Database,
  { companyId, clock, actor }: { companyId: string; clock: Clock; actor: string },
): Promise<DispatchReport> {
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    await lockLedger(tx, companyId)
    const counts = { done: 0, cancelled: 0, failed: 0 }
    const company = await companyById(tx, companyId)
    if (company.mode === 'test' || company.sendingStoppedAt) return counts
    const queued = await queuedActions(tx, companyId)
    if (queued.length === 0) return counts
    const today = clock.today(company.timeZone)
    const refusalOf = await wantedNow(tx, { companyId, asOf: today, now: clock.now() })
    for (const row of queued)
      counts[await dispatchOne(tx, { company, row, refusal: refusalOf(row), clock, actor, today })] += 1
    return counts
  })
}

async function queuedActions(tx: Transaction, companyId: string): Promise<ActionRow[]> {
  const queued = await tx
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.state, 'queued')))
    .orderBy(asc(action.decidedAt), asc(action.id))
    .for('update')
  return queued.filter(({ kind }) => isActName(kind) && ACTS[kind].kind !== 'chase-message')
}

/** Decides again as of now: says of an action why it is not wanted any more, or null when it is. */
async function wantedNow(
  tx: Transaction,
  order: { companyId: string; asOf: CalendarDate; now: Date },
): Promise<(row: ActionRow) => string | null> {
  // Nothing new is proposed: a letter that no run has planned yet must not stand in the way of a hold that was approved.
  const { live, history } = await decideCompany(tx, { ...order, proposing: [] })
  const verdicts = new Map<string, string | null>()
  for (const decision of live.decisions) {
    const cycle = history.cycles.get(decision.rule.id)?.get(decision.subject.id)?.number
    if (cycle === undefined) continue
    for (const act of decision.acts) verdicts.set(keyOf(decision, act, cycle), act.heldBack?.sentence ?? null)
  }
  for (const { hold, verdict, sentence } of live.releases)
    verdicts.set(releaseKey(hold.id), verdict === 'release' ? null : sentence)
  return ({ key }) => {
    const verdict = verdicts.get(key)
    return verdict === undefined ? 'The rule no longer asks for it.' : verdict
  }
}

type One = {
  readonly company: Company
  readonly row: ActionRow
  readonly refusal: string | null
  readonly clock: Clock
  readonly actor: string
  readonly today: CalendarDate
}

async function dispatchOne(tx: Transaction, one: One): Promise<keyof DispatchReport> {
  const { company, row, refusal, clock, actor, today } = one
  const now = clock.now()
  const audit = (act: string, after: unknown, why?: string) =>
    appendAudit(tx, [
      {
        companyId: company.id,
        at: now,
        actor,
        act,
        subject: { type: 'action', id: row.id },
        before: { state: row.state },
        after,
        ...(why && { why }),
      },
    ])
  if (refusal !== null) {
    await changeAction(tx, row, { state: 'cancelled', stateReason: refusal, settledAt: now })
    await audit('cancel action', { state: 'cancelled' }, refusal)
    return 'cancelled'
  }
  const sending = { ...row, state: 'sending' as const }
  await changeAction(tx, row, { state: 'sending', attempts: row.attempts + 1, fencing: row.fencing + 1 })
  const effect = await carryOut(tx, one)
  if (effect.result !== 'applied') {
    await changeAction(tx, sending, {
      state: 'failed',
      stateReason: effect.found,
      outcome: effect,
      settledAt: now,
    })
    await audit('action failed', { state: 'failed', outcome: effect }, effect.found)
    return 'failed'
  }
  await changeAction(tx, sending, { state: 'sent', outcome: effect, doneOn: today, settledAt: now })
  await audit('action done', { state: 'sent', outcome: effect }, row.reason)
  return 'done'
}

type Effect =
  | { readonly result: 'applied'; readonly reference: string }
  | { readonly result: 'conflict' | 'unknown'; readonly found: string }

/** Holds go through the books' connector; tasks and notes are rows of ours, written with the action's state or not at all. */
async function carryOut(tx: Transaction, { company, row, clock, actor, today }: One): Promise<Effect> {
  const companyId = company.id
  const now = clock.now()
  const params = row.params as Record<string, unknown>
  const { customerId, ruleId } = row
  const books = builtInBooks(holdStore(tx, companyId))
  const request = { key: row.id, on: today }
  if (row.kind === 'release-credit-hold')
    return books.write(
      { kind: 'release-credit-hold', customerId, ruleId, reason: String(params.reason) },
      request,
    )
  if (row.kind === 'place-credit-hold') {
    const { reason, release, releaseBelow } = ACTS['place-credit-hold'].params.parse(params)
    const releaseBelowMinor =
      releaseBelow &&
      Object.fromEntries(
        Object.entries(releaseBelow).map(([currency, amount]) => [currency, writtenMinor(amount, currency)]),
      )
    const terms = { release, ...(releaseBelowMinor && { releaseBelowMinor }) }
    return books.write({ kind: 'place-credit-hold', customerId, ruleId, reason, ...terms }, request)
  }
  const id = randomUUID()
  const documentId = row.subjectType === 'invoice' ? row.subjectId : null
  if (row.kind === 'create-task')
    await tx.insert(task).values({
      companyId,
      id,
      customerId,
      documentId,
      title: String(params.title),
      detail: row.reason,
      dueOn: addDays(today, Number(params.dueInDays ?? 0)),
      state: 'open',
      ruleId,
      stepId: row.stepId,
      actionId: row.id,
      createdAt: now,
      createdBy: actor,
    })
  else if (row.kind === 'add-note')
    await tx.insert(note).values({
      companyId,
      id,
      customerId,
      documentId,
      text: String(params.text),
      actionId: row.id,
      createdAt: now,
      createdBy: actor,
    })
  else
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: `event ${String(params.type)}`,
        subject: { type: row.subjectType, id: row.subjectId },
        after: params,
      },
    ])
  return { result: 'applied', reference: id }
}
