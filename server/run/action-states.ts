import { and, eq, inArray } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { ACTION_STATES, type ActionState, action, message } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { NotFoundError, StateConflictError } from './errors.ts'

export type ActionRow = typeof action.$inferSelect

/** The one table of allowed changes of an action's state. */
const ALLOWED: Record<ActionState, readonly ActionState[]> = {
  planned: ['awaiting-approval', 'queued', 'skipped', 'cancelled', 'expired'],
  'awaiting-approval': ['queued', 'skipped', 'cancelled', 'expired'],
  queued: ['awaiting-approval', 'sending', 'skipped', 'cancelled', 'expired'],
  sending: ['sent', 'failed', 'unknown', 'queued'],
  unknown: ['sending', 'sent', 'failed', 'queued'],
  failed: ['queued', 'skipped', 'cancelled'],
  sent: [],
  cancelled: [],
  expired: [],
  skipped: [],
}

/** States in which nothing has been tried yet, so that the act may still be decided otherwise. */
export const WAITING_STATES: readonly ActionState[] = ['planned', 'awaiting-approval', 'queued']

/** States in which a step is under way (`semantics.md` 3.2). */
export const PENDING_STATES: readonly ActionState[] = [...WAITING_STATES, 'sending', 'unknown']

/** States in which a step counts as done: sent or applied, or settled by a person as not to be done. */
export const DONE_STATES: readonly ActionState[] = ['sent', 'skipped']

/** True when an action may go from one state to the other. */
export function mayBecome(from: ActionState, to: ActionState): boolean {
  return ALLOWED[from].includes(to)
}

/** Every pair of states that is allowed, for tests and documentation. */
export function allowedChanges(): [from: ActionState, to: ActionState][] {
  return ACTION_STATES.flatMap((from) => ALLOWED[from].map((to): [ActionState, ActionState] => [from, to]))
}

type Change = Partial<typeof action.$inferInsert> & { readonly state: ActionState }

/** Changes the state of an action that is still in the state it was read in. Throws `StateConflictError` if it is not. */
export async function changeAction(tx: Transaction, before: ActionRow, change: Change): Promise<void> {
  if (!mayBecome(before.state, change.state))
    throw new StateConflictError(`An action that is ${before.state} cannot become ${change.state}.`)
  const changed = await tx
    .update(action)
    .set(change)
    .where(
      and(eq(action.companyId, before.companyId), eq(action.id, before.id), eq(action.state, before.state)),
    )
    .returning({ id: action.id })
  if (changed.length === 0)
    throw new StateConflictError(
      `The action ${before.id} is no longer ${before.state}; somebody was faster. Look again.`,
    )
}

/** An action by its id. Throws `NotFoundError`. */
export async function actionById(db: Queryable, companyId: string, id: string): Promise<ActionRow> {
  const [found] = await db
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.id, id)))
  if (!found) throw new NotFoundError(`There is no action "${id}" in company "${companyId}".`)
  return found
}

/** Cancels everything that waits in the outbox; returns how many actions that were. */
export async function cancelWaitingActions(
  tx: Transaction,
  { companyId, reason, now }: { companyId: string; reason: string; now: Date },
): Promise<number> {
  const cancelled = await tx
    .update(action)
    .set({ state: 'cancelled', stateReason: reason, settledAt: now })
    .where(and(eq(action.companyId, companyId), inArray(action.state, [...WAITING_STATES])))
    .returning({ id: action.id })
  await tx
    .update(message)
    .set({ state: 'void' })
    .where(and(eq(message.companyId, companyId), eq(message.state, 'draft')))
  return cancelled.length
}

export type Verdict = {
  readonly companyId: string
  readonly actionId: string
  readonly actor: string
  readonly now: Date
  readonly today: CalendarDate
  readonly why?: string
}

/** Approves an action that awaits it. In test mode it stays in the outbox all the same. */
export async function approveAction(db: Database, verdict: Verdict): Promise<void> {
  await settle(db, verdict, 'approve action', (before) => ({
    state: 'queued',
    stateReason: null,
    approvedBy: verdict.actor,
    approvedAt: verdict.now,
    outcome: before.outcome,
  }))
}

/** Declines an action that awaits approval: the step counts as skipped, so that it is not asked again tomorrow. */
export async function declineAction(db: Database, verdict: Verdict): Promise<void> {
  await settle(db, verdict, 'decline action', () => ({
    state: 'skipped',
    stateReason: `Declined by ${verdict.actor}${verdict.why ? `: ${verdict.why}` : ''}`,
    doneOn: verdict.today,
    settledAt: verdict.now,
  }))
}

async function settle(
  db: Database,
  { companyId, actionId, actor, now, why }: Verdict,
  act: string,
  changeOf: (before: ActionRow) => Change,
): Promise<void> {
  await db.transaction(async (tx) => {
    const before = await actionById(tx, companyId, actionId)
    if (before.state !== 'awaiting-approval')
      throw new StateConflictError(`The action ${actionId} is ${before.state} and awaits no approval.`)
    const change = changeOf(before)
    await changeAction(tx, before, change)
    const subject = { type: 'action', id: actionId }
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act,
        subject,
        before: { state: before.state },
        after: { state: change.state },
        ...(why && { why }),
      },
    ])
  })
}
