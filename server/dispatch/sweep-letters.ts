import { and, asc, eq, inArray, isNull, lte, or } from 'drizzle-orm'
import { takeSnapshot } from '#engine/snapshot.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import type { LookUp } from '#server/mail/mail-sender.ts'
import { actionIdsOf } from '#server/run/action-letters.ts'
import { type Company, companyById } from '#server/run/company.ts'
import type { DispatchServices } from './dispatch-services.ts'
import type { SetUpSender } from './freeze-letter.ts'
import { askAPerson, type LetterRow, recordDelivery } from './letter-outcome.ts'
import { mayLeave } from './may-leave.ts'
import { isInSendWindow } from './repeat-window.ts'
import { sendLetter } from './send-letter.ts'
import { isStillAskedFor } from './still-asked-for.ts'
import { giveUpLostActs, unknownActs } from './sweep-acts.ts'
import { voidEndedLetters } from './void-ended.ts'
import { lookUpWrite } from './write-to-books.ts'

/** How many letters are looked after in one sweep. */
const MOST = 100
/** For how long an unknown letter is looked up before it is left to a person. */
const LOOK_UP_MS = 24 * 3600_000
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 2 * 3600_000

export type SweepReport = {
  /** Attempts whose process has stopped answering. */
  readonly lost: number
  /** Letters and acts of which it was found out what became of them. */
  readonly settled: number
  /** Letters sent once more under the key of their first attempt. */
  readonly repeated: number
}

/**
 * Looks after what was left unfinished: an attempt whose process stopped answering counts as unknown; what is unknown is looked up
 * at the mail service, and tried again only under the same key, while that makes a repeat harmless and the letter is still wanted.
 * What nobody can find out is left to a person.
 */
export async function sweepLetters(db: Database, services: DispatchServices): Promise<SweepReport> {
  const lost = (await giveUpLostLetters(db, services)) + (await giveUpLostActs(db, services))
  await voidEndedLetters(db, services.clock.now())
  const counts = { lost, settled: 0, repeated: 0 }
  const failures: unknown[] = []
  // One that cannot be looked after does not keep the others waiting; its claim runs out, and it is looked at again.
  const each = (work: Promise<void>) => work.catch((error) => void failures.push(error))
  for (const letter of await claimUnknown(db, services))
    await each(
      lookAfter(db, letter, services).then((became) => {
        if (became === 'settled') counts.settled += 1
        if (became === 'repeated') counts.repeated += 1
      }),
    )
  for (const row of await unknownActs(db, services))
    await each(
      lookUpWrite(db, { row, services }).then((became) => {
        if (became !== 'unknown') counts.settled += 1
      }),
    )
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
  return counts
}

/** Letters that are being sent by somebody who has not answered within the time of their claim. */
async function giveUpLostLetters(db: Database, { clock, leases }: DispatchServices): Promise<number> {
  const now = clock.now()
  const letters = await db
    .select()
    .from(message)
    .where(and(eq(message.state, 'sending'), lte(message.leaseUntil, now)))
    .orderBy(asc(message.companyId), asc(message.id))
    .limit(MOST)
  let lost = 0
  for (const letter of letters)
    lost += await db.transaction(async (tx) => {
      const { timeZone } = await companyById(tx, letter.companyId)
      const state = await recordDelivery(tx, {
        letter,
        delivery: { result: 'unknown', found: 'The process that was sending it stopped answering.' },
        now,
        today: clock.today(timeZone),
        sentBy: letter.sentBy,
        lookUpAfterMs: leases.lookUpAfterMs,
      })
      return state === null ? 0 : 1
    })
  return lost
}

/** Claims unknown letters whose turn to be looked up has come. Those of which a person has been asked have no such time. */
async function claimUnknown(db: Database, { clock, leases }: DispatchServices): Promise<LetterRow[]> {
  const now = clock.now()
  return db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(message)
      .where(
        and(
          eq(message.state, 'unknown'),
          lte(message.notBefore, now),
          or(isNull(message.leaseUntil), lte(message.leaseUntil, now)),
        ),
      )
      .orderBy(asc(message.notBefore), asc(message.id))
      .limit(MOST)
      .for('update', { skipLocked: true })
    const claimed: LetterRow[] = []
    for (const { companyId, id, fencing } of due) {
      const [own] = await tx
        .update(message)
        .set({ fencing: fencing + 1, leaseUntil: new Date(now.getTime() + leases.claimMs) })
        .where(and(eq(message.companyId, companyId), eq(message.id, id)))
        .returning()
      if (own) claimed.push(own)
    }
    return claimed
  })
}

async function lookAfter(
  db: Database,
  letter: LetterRow,
  services: DispatchServices,
): Promise<'settled' | 'repeated' | 'left'> {
  const { companyId, entityId } = letter
  const company = await companyById(db, companyId)
  const ids = await actionIdsOf(db, { companyId, messageIds: [letter.id] })
  const actionIds = ids.get(letter.id) ?? []
  if (!(await isOpen(db, companyId, actionIds))) return forget(db, letter)
  const sender = await services.senderOf({ companyId, entityId })
  // A sender of another kind than the one it left by knows nothing of it, and its keys mean nothing there.
  if ('found' in sender || sender.sender.name !== letter.sentBy) return leave(db, letter, services, null)
  const since = letter.firstAttemptAt ?? letter.createdAt
  const found = await askService(sender, letter, since)
  if (found.result === 'sent') {
    const now = services.clock.now()
    const delivery = { result: 'sent' as const, providerId: found.providerId }
    const today = services.clock.today(company.timeZone)
    const state = await db.transaction((tx) =>
      recordDelivery(tx, { letter, delivery, now, today, sentBy: letter.sentBy, byLookUp: true }),
    )
    return state === null ? 'left' : 'settled'
  }
  const keyEnds = since.getTime() + sender.sender.keyLastsMs
  const isHarmless = services.clock.now().getTime() < keyEnds
  const mayGo = mayLeave(company, letter) && (await isInSendWindow(db, { company, letter, services }))
  if (!isHarmless || !mayGo) return leave(db, letter, services, isHarmless ? keyEnds : null)
  const isWanted = await db.transaction((tx) => stillAskedFor(tx, { company, letter, services }), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
  if (!isWanted) return leave(db, letter, services, null)
  const sent = await sendLetter(db, { letter, actionIds }, { sender: sender.sender, basis: null, services })
  return sent.tried ? 'repeated' : 'left'
}

/** False once a person has said what became of every action of a letter. */
async function isOpen(db: Database, companyId: string, actionIds: readonly string[]): Promise<boolean> {
  const [found] = await db
    .select({ id: action.id })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.id, [...actionIds]),
        inArray(action.state, ['unknown', 'sending']),
      ),
    )
    .limit(1)
  return found !== undefined
}

async function forget(db: Database, { companyId, id, fencing }: LetterRow): Promise<'left'> {
  await db
    .update(message)
    .set({ leaseUntil: null, notBefore: null })
    .where(and(eq(message.companyId, companyId), eq(message.id, id), eq(message.fencing, fencing)))
  return 'left'
}

/** A service that cannot be asked cannot tell. */
async function askService({ sender }: SetUpSender, letter: LetterRow, since: Date): Promise<LookUp> {
  try {
    return await sender.lookUp({ key: letter.idempotencyKey ?? letter.id, since })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { result: 'cannot-tell' }
  }
}

/** Whether a letter may be sent again as it is, by the books as they are now. */
async function stillAskedFor(
  tx: Transaction,
  { company, letter, services }: { company: Company; letter: LetterRow; services: DispatchServices },
): Promise<boolean> {
  const snapshot = takeSnapshot(await readLedger(tx, company.id))
  return isStillAskedFor(snapshot, letter, services.clock.today(company.timeZone))
}

/** Leaves an unknown letter alone until its next look-up, and to a person once looking it up has no more use. */
async function leave(
  db: Database,
  letter: LetterRow,
  { clock }: DispatchServices,
  again: number | null,
): Promise<'left'> {
  const now = clock.now()
  const since = (letter.firstAttemptAt ?? letter.createdAt).getTime()
  const age = now.getTime() - since
  const wait = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, age))
  const canBeFound = letter.sentBy === 'resend' && age < LOOK_UP_MS
  await db.transaction(async (tx) => {
    await tx
      .update(message)
      .set({
        leaseUntil: null,
        notBefore: again !== null || canBeFound ? new Date(now.getTime() + wait) : null,
      })
      .where(
        and(
          eq(message.companyId, letter.companyId),
          eq(message.id, letter.id),
          eq(message.fencing, letter.fencing),
          eq(message.state, 'unknown'),
        ),
      )
    if (again === null)
      await askAPerson(tx, letter, {
        now,
        title: 'A letter may have been sent, and nobody knows',
        detail: `"${letter.subject}": ${letter.stateReason ?? 'no answer came.'} It is not sent again by itself. Find out whether it arrived, then record it as done or try it again.`,
      })
  })
  return 'left'
}

/** The companies that have something to send or carry out now, whose lost jobs a sweep brings back. */
export async function companiesWithWork(db: Database, now: Date): Promise<string[]> {
  const found = await db
    .selectDistinct({ companyId: action.companyId })
    .from(action)
    .where(and(eq(action.state, 'queued'), or(isNull(action.notBefore), lte(action.notBefore, now))))
  const letters = await db
    .selectDistinct({ companyId: message.companyId })
    .from(message)
    .where(and(eq(message.state, 'frozen'), or(isNull(message.notBefore), lte(message.notBefore, now))))
  // The second letter of an act whose first is under way, of which nobody has got as far as freezing it.
  const seconds = await db
    .selectDistinct({ companyId: action.companyId })
    .from(action)
    .innerJoin(
      messageAction,
      and(eq(messageAction.companyId, action.companyId), eq(messageAction.actionId, action.id)),
    )
    .innerJoin(
      message,
      and(eq(message.companyId, messageAction.companyId), eq(message.id, messageAction.messageId)),
    )
    .where(
      and(
        inArray(action.state, ['sending', 'unknown']),
        eq(message.state, 'draft'),
        or(isNull(message.notBefore), lte(message.notBefore, now)),
      ),
    )
  return [...new Set([...found, ...letters, ...seconds].map(({ companyId }) => companyId))].sort()
}
