import { and, eq, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import { action, attempt, message, messageAction } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import type { Delivery, FrozenMail, MailSender } from '#server/mail/mail-sender.ts'
import { type ActionRow, changeAction } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import type { ClaimedLetter } from './claim-letters.ts'
import { letGo } from './claim-letters.ts'
import { type DecisionBasis, hasMoved } from './decision-basis.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { thawLetter } from './freeze-letter.ts'
import { type LetterRow, lockActionsOf, mayHaveLeft, recordDelivery } from './letter-outcome.ts'
import { mayLeave } from './may-leave.ts'
import { TOO_LATE } from './outside-act.ts'

/** What came of sending a letter: its state now, or why nothing was tried. */
export type Sent =
  | { readonly tried: true; readonly state: LetterRow['state'] | null }
  | { readonly tried: false; readonly why: 'stopped' | 'moved' | 'taken-over' }

const MailAddress = z.object({ name: z.string(), address: z.string() })
/** A frozen letter as it was stored. */
export const StoredMail = z.object({
  from: MailAddress,
  to: MailAddress,
  replyTo: MailAddress,
  cc: z.array(MailAddress),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ fileName: z.string(), contentType: z.string(), content: z.string() })),
})

/**
 * Sends one frozen letter: the attempt is written down and committed before anything leaves, the letter leaves outside any
 * transaction, and its outcome is written only while nobody else has taken over.
 */
export async function sendLetter(
  db: Database,
  claimed: Pick<ClaimedLetter, 'letter' | 'actionIds'>,
  {
    sender,
    basis,
    services,
  }: { sender: MailSender; basis: DecisionBasis | null; services: DispatchServices },
): Promise<Sent> {
  const { clock, at } = services
  const begun = await db.transaction((tx) => beginAttempt(tx, claimed, { sender, basis, services }))
  if (typeof begun === 'string') return { tried: false, why: begun }
  await at?.('before-send')
  const { letter, timeZone } = begun
  // Whoever comes back after its time sends nothing: others may be at it, or have asked a person whether it arrived.
  const isLate = letter.leaseUntil === null || clock.now() >= letter.leaseUntil
  const delivery: Delivery = isLate ? { ...TOO_LATE, after: null } : await deliver(sender, letter, services)
  await at?.('after-send')
  await at?.('before-record')
  const state = await db.transaction((tx) =>
    recordDelivery(tx, {
      letter,
      delivery,
      now: clock.now(),
      today: clock.today(timeZone),
      sentBy: sender.name,
      lookUpAfterMs: services.leases.lookUpAfterMs,
    }),
  )
  await at?.('after-record')
  return { tried: true, state }
}

/** A letter that is being sent, and the zone of the company by whose day it leaves. */
type Begun = { readonly letter: LetterRow; readonly timeZone: string }

/**
 * The last look before a letter leaves: sending is not stopped, the claim still holds, its actions are still wanted and are those
 * it was frozen for, and nothing has changed since they were decided. A letter that may have been taken already (`basis` null) is
 * tried again as it is or not at all, which its caller has decided.
 */
async function beginAttempt(
  tx: Transaction,
  { letter, actionIds }: Pick<ClaimedLetter, 'letter' | 'actionIds'>,
  {
    sender,
    basis,
    services,
  }: { sender: MailSender; basis: DecisionBasis | null; services: DispatchServices },
): Promise<Begun | 'stopped' | 'moved' | 'taken-over'> {
  const { clock, worker, deadlineMs, leases } = services
  const { companyId, id, fencing } = letter
  const now = clock.now()
  const actions = await lockActionsOf(tx, letter)
  const [own] = await tx
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), eq(message.id, id), eq(message.fencing, fencing)))
    .for('update')
  if (own === undefined || own.state !== letter.state) return 'taken-over'
  const company = await companyById(tx, companyId)
  if (!mayLeave(company, own)) {
    await letGo(tx, own)
    return 'stopped'
  }
  if (basis !== null && (await isOutdated(tx, { own, actions, actionIds, basis }))) {
    // One of which another letter has left is not decided again: it is held against the books by itself before it is sent.
    const hasBegun = actions.some(({ state }) => state === 'sending' || state === 'unknown')
    if (hasBegun || (await mayHaveLeft(tx, own))) await letGo(tx, own)
    else await thawLetter(tx, own)
    return 'moved'
  }
  for (const row of actions)
    if (row.state === 'queued')
      await changeAction(tx, row, {
        state: 'sending',
        attempts: row.attempts + 1,
        stateReason: null,
        notBefore: null,
      })
    else if (row.state === 'unknown' && basis === null)
      await tx
        .update(action)
        .set({ attempts: row.attempts + 1 })
        .where(and(eq(action.companyId, companyId), eq(action.id, row.id)))
  const [begun] = await tx
    .update(message)
    .set({
      state: 'sending',
      sentBy: sender.name,
      attempts: own.attempts + 1,
      firstAttemptAt: own.firstAttemptAt ?? now,
      leaseUntil: new Date(now.getTime() + deadlineMs + leases.marginMs),
    })
    .where(
      and(
        eq(message.companyId, companyId),
        eq(message.id, id),
        inArray(message.state, ['frozen', 'unknown']),
      ),
    )
    .returning()
  if (begun === undefined) return 'taken-over'
  await tx
    .insert(attempt)
    .values({ companyId, subjectType: 'message', subjectId: id, number: fencing, worker, startedAt: now })
  return { letter: begun, timeZone: company.timeZone }
}

async function isOutdated(
  tx: Transaction,
  {
    own,
    actions,
    actionIds,
    basis,
  }: {
    own: LetterRow
    actions: readonly ActionRow[]
    actionIds: readonly string[]
    basis: DecisionBasis
  },
): Promise<boolean> {
  const isSame = actions.length === actionIds.length && actions.every((row) => actionIds.includes(row.id))
  // The second letter of an action finds it under way by the first.
  const mayGo = actions.every(({ state }) => ['queued', 'sending', 'unknown'].includes(state))
  return (
    !isSame ||
    !mayGo ||
    (await hasDraftBeside(tx, own, actions)) ||
    (await hasMoved(tx, own.companyId, basis))
  )
}

/**
 * Whether an act of a letter that nobody has begun has another letter that is not frozen, or not any more. Once this one has left
 * nothing would be decided about that one again, so they wait for each other.
 */
async function hasDraftBeside(
  tx: Transaction,
  { companyId, id }: LetterRow,
  actions: readonly ActionRow[],
): Promise<boolean> {
  const notBegun = actions.filter(({ state }) => state === 'queued').map((row) => row.id)
  if (notBegun.length === 0) return false
  const [draft] = await tx
    .select({ id: message.id })
    .from(messageAction)
    .innerJoin(
      message,
      and(eq(message.companyId, messageAction.companyId), eq(message.id, messageAction.messageId)),
    )
    .where(
      and(
        eq(messageAction.companyId, companyId),
        inArray(messageAction.actionId, notBegun),
        ne(messageAction.messageId, id),
        eq(message.state, 'draft'),
      ),
    )
    .limit(1)
  return draft !== undefined
}

/** Hands the letter over. Whatever breaks off while it does so leaves open whether the letter was taken. */
async function deliver(
  sender: MailSender,
  letter: LetterRow,
  { deadlineMs }: DispatchServices,
): Promise<Delivery> {
  const payload: FrozenMail = StoredMail.parse(letter.payload)
  const key = letter.idempotencyKey ?? letter.id
  let timer: NodeJS.Timeout | undefined
  // The sender keeps to the deadline itself; a second later we stop waiting for it all the same.
  const late = new Promise<Delivery>((resolve) => {
    timer = setTimeout(
      () => resolve({ result: 'unknown', found: `${sender.name} did not answer within ${deadlineMs} ms.` }),
      deadlineMs + 1000,
    )
  })
  try {
    return await Promise.race([sender.send(payload, { key, deadlineMs }), late])
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { result: 'unknown', found: `Sending by ${sender.name} broke off: ${found}` }
  } finally {
    clearTimeout(timer)
  }
}
