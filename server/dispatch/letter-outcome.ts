import { and, asc, eq, gte, inArray, isNull } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { action, attempt, message, messageAction, task } from '#server/database/action-tables.ts'
import { type AuditLine, appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { contactEvent } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import type { Delivery } from '#server/mail/mail-sender.ts'
import { type ActionRow, changeAction } from '#server/run/action-states.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import { taskForPromise } from './acts/request-promise.ts'
import { DISPATCHER } from './dispatch-services.ts'
import { LEASES } from './leases.ts'

export type LetterRow = typeof message.$inferSelect

/** What stands before the id of a contact that a letter of ours was. */
export const OWN_CONTACT = 'letter/'

/** The actions of a letter, locked in the order everybody keeps. Taken before the letter itself. */
export async function lockActionsOf(
  tx: Transaction,
  { companyId, id }: Pick<LetterRow, 'companyId' | 'id'>,
): Promise<ActionRow[]> {
  const linked = tx
    .select({ id: messageAction.actionId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.messageId, id)))
  return tx
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), inArray(action.id, linked)))
    .orderBy(asc(action.id))
    .for('update')
}

/**
 * True when an attempt of a letter may have been accepted: one that is open, superseded, or of which nobody knows. What was tried
 * before the letter was written anew does not count: nobody had taken it, or a person found out that it did not arrive.
 */
export async function mayHaveLeft(
  tx: Transaction,
  { companyId, id, firstAttemptAt }: Pick<LetterRow, 'companyId' | 'id' | 'firstAttemptAt'>,
): Promise<boolean> {
  if (firstAttemptAt === null) return false
  const attempts = await tx
    .select({ result: attempt.result })
    .from(attempt)
    .where(
      and(
        eq(attempt.companyId, companyId),
        eq(attempt.subjectType, 'message'),
        eq(attempt.subjectId, id),
        gte(attempt.startedAt, firstAttemptAt),
      ),
    )
  return attempts.some(({ result }) => result !== 'later' && result !== 'refused')
}

/** How long what a service could not take is left alone, when it does not say so itself. */
const LATER_MS = 5 * 60_000

/**
 * Writes down what came of an attempt, of the letter and of every action it carries out. Answers what the letter is now, or
 * null where another has taken over meanwhile: then nothing is written but that the late answer was refused.
 */
export async function recordDelivery(
  tx: Transaction,
  {
    letter,
    delivery,
    now,
    today,
    sentBy,
    byLookUp = false,
    lookUpAfterMs = LEASES.lookUpAfterMs,
  }: {
    letter: LetterRow
    delivery: Delivery
    now: Date
    today: CalendarDate
    sentBy: 'resend' | 'smtp' | null
    byLookUp?: boolean
    lookUpAfterMs?: number
  },
): Promise<LetterRow['state'] | null> {
  const { companyId, id, fencing } = letter
  const actions = await lockActionsOf(tx, letter)
  const ended = { endedAt: now, result: delivery.result, found: foundIn(delivery) }
  if (!byLookUp) await endAttempt(tx, letter, ended)
  const state = await stateAfter(tx, letter, delivery)
  const notBefore = waitAfter(state, delivery, { now, lookUpAfterMs })
  const written = await tx
    .update(message)
    .set({
      state,
      stateReason: delivery.result === 'sent' ? null : delivery.found,
      leaseUntil: null,
      notBefore,
      ...(delivery.result === 'sent' && { providerId: delivery.providerId, sentAt: now, sentBy }),
    })
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.id, id),
        eq(message.fencing, fencing),
        inArray(message.state, byLookUp ? ['unknown'] : ['sending']),
      ),
    )
    .returning({ id: message.id })
  if (written.length === 0) {
    if (!byLookUp) await endAttempt(tx, letter, { ...ended, result: 'superseded' })
    return null
  }
  if (state === 'sent') await recordContact(tx, letter, today)
  await settleActions(tx, {
    actions,
    now,
    today,
    letter: { ...letter, state, notBefore },
    found: foundIn(delivery),
  })
  if (state === 'failed')
    await askAPerson(tx, letter, { now, title: 'A letter was refused', detail: ended.found })
  return state
}

function foundIn(delivery: Delivery): string {
  return delivery.result === 'sent' ? `Accepted as ${delivery.providerId}.` : delivery.found
}

async function endAttempt(
  tx: Transaction,
  { companyId, id, fencing }: LetterRow,
  change: Partial<typeof attempt.$inferInsert>,
): Promise<void> {
  await tx
    .update(attempt)
    .set(change)
    .where(
      and(
        eq(attempt.companyId, companyId),
        eq(attempt.subjectType, 'message'),
        eq(attempt.subjectId, id),
        eq(attempt.number, fencing),
      ),
    )
}

async function stateAfter(
  tx: Transaction,
  letter: LetterRow,
  delivery: Delivery,
): Promise<'sent' | 'failed' | 'unknown' | 'frozen'> {
  if (delivery.result === 'sent') return 'sent'
  if (delivery.result === 'unknown') return 'unknown'
  // Of an earlier attempt nobody knows what became of it: that this one was not taken says nothing about that one.
  if (await mayHaveLeft(tx, letter)) return 'unknown'
  return delivery.result === 'refused' ? 'failed' : 'frozen'
}

function waitAfter(
  state: LetterRow['state'],
  delivery: Delivery,
  { now, lookUpAfterMs }: { now: Date; lookUpAfterMs: number },
): Date | null {
  if (state === 'unknown') return new Date(now.getTime() + lookUpAfterMs)
  if (delivery.result !== 'later') return null
  return delivery.after ?? new Date(now.getTime() + LATER_MS)
}

/**
 * A letter that has left is a contact with the customer, by which the contact limit and the facts count. The lock of the ledger is
 * not taken: a run may hold it for minutes, and what has left must be written down at once.
 */
async function recordContact(
  tx: Transaction,
  { companyId, id, customerId, kind }: LetterRow,
  today: CalendarDate,
): Promise<void> {
  const event = { companyId, source: BUILT_IN_SOURCE, id: `${OWN_CONTACT}${id}`, customerId, on: today, kind }
  const added = await tx
    .insert(contactEvent)
    .values(event)
    .onConflictDoNothing()
    .returning({ id: contactEvent.id })
  if (added.length > 0) await raiseLedgerVersion(tx, companyId, 1, { records: { contactEvents: [event.id] } })
}

/** Brings the actions of a letter in line with all their letters: an action is done when every one of them has left. */
export async function settleActions(
  tx: Transaction,
  {
    actions,
    letter,
    found,
    now,
    today,
  }: { actions: readonly ActionRow[]; letter: LetterRow; found: string; now: Date; today: CalendarDate },
): Promise<void> {
  const lines: AuditLine[] = []
  for (const row of actions) {
    const states = await letterStates(tx, row)
    const state = actionState(states)
    if (state === row.state) continue
    if (!['queued', 'sending', 'unknown'].includes(row.state)) continue
    const outcome = { message: letter.id, result: letter.state, found }
    await changeAction(tx, row, {
      state,
      outcome,
      stateReason: state === 'sent' ? null : found,
      ...(state === 'sent' && { doneOn: today }),
      ...((state === 'sent' || state === 'failed') && { settledAt: now }),
      // Nothing was accepted: it is as if it had not been tried, and may still be decided otherwise.
      ...(state === 'queued' && { attempts: 0, notBefore: letter.notBefore }),
    })
    if (state === 'sent' && row.kind === 'request-promise') await taskForPromise(tx, row, { now, today })
    if (state === 'queued') continue
    lines.push({
      companyId: row.companyId,
      at: now,
      actor: DISPATCHER,
      act: {
        sent: 'action done',
        failed: 'action failed',
        unknown: 'action unknown',
        sending: 'action sending',
      }[state],
      subject: { type: 'action', id: row.id },
      before: { state: row.state },
      after: { state, outcome },
      why: state === 'sent' ? row.reason : found,
    })
  }
  await appendAudit(tx, lines)
}

async function letterStates(tx: Transaction, { companyId, id }: ActionRow): Promise<LetterRow['state'][]> {
  const found = await tx
    .select({ state: message.state })
    .from(messageAction)
    .innerJoin(
      message,
      and(eq(message.companyId, messageAction.companyId), eq(message.id, messageAction.messageId)),
    )
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.actionId, id)))
  return found.map(({ state }) => state).filter((state) => state !== 'void')
}

/** The state of an action that its letters come to. */
export function actionState(
  letters: readonly LetterRow['state'][],
): 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' {
  const has = (...states: LetterRow['state'][]) => letters.some((state) => states.includes(state))
  if (has('sending')) return 'sending'
  if (has('unknown')) return 'unknown'
  if (has('draft', 'frozen')) return has('sent') ? 'sending' : 'queued'
  return has('sent') && !has('failed') ? 'sent' : 'failed'
}

/** Opens a task about a letter, unless one about it is open. */
export async function askAPerson(
  tx: Transaction,
  { companyId, id, customerId }: LetterRow,
  { title, detail, now }: { title: string; detail: string; now: Date },
): Promise<void> {
  const key = `letter/${id}`
  const [open] = await tx
    .select({ id: task.id })
    .from(task)
    .where(
      and(eq(task.companyId, companyId), eq(task.key, key), eq(task.state, 'open'), isNull(task.closedAt)),
    )
  if (open) return
  await tx
    .insert(task)
    .values({
      companyId,
      id: `${key}/${now.getTime()}`,
      key,
      customerId,
      title,
      detail,
      state: 'open',
      createdAt: now,
      createdBy: DISPATCHER,
    })
    .onConflictDoNothing()
}
