import { and, not, or } from 'drizzle-orm'
import { addDays } from '#engine/calendar-date.ts'
import { instantAt } from '#engine/wall-clock.ts'
import { action, message } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { isBeingRun } from '#server/run/begin-run.ts'
import { type Company, companyById, lockRuns } from '#server/run/company.ts'
import { isForTheBooks, isOutside } from './act-ways.ts'
import { callOutside } from './call-outside.ts'
import { carryOutHere, queuedActs } from './carry-out.ts'
import { type ClaimedLetter, claimLetters, letGo, putOffLetter } from './claim-letters.ts'
import { type DecidedAgain, decideAgain } from './decide-again.ts'
import { hasMoved } from './decision-basis.ts'
import type { DispatchReport, DispatchServices } from './dispatch-services.ts'
import { freezeLetter, type SetUpSender } from './freeze-letter.ts'
import { readAgain } from './read-again.ts'
import { hasNoLetter, isLetterAct, isReadyAct, isReadyLetter } from './ready.ts'
import { sendLetter } from './send-letter.ts'
import { writeToBooks } from './write-to-books.ts'

type Counts = { -readonly [K in keyof DispatchReport]: DispatchReport[K] }

/** How often in a row a claim comes to nothing, because something changed under it, before the rest is left to the next call. */
const MOST_IN_VAIN = 5
/** How many letters are on their way at once. */
const AT_ONCE = 5
/** A letter without a sender, or with a file still missing, is looked at again after this. */
const LOOK_AGAIN_MS = 15 * 60_000

/**
 * Sends and carries out what is queued of a company. All that waits is decided again first; then letters are claimed, frozen and
 * sent, each outcome written down by itself. Any number of processes may do it at once: a letter is claimed by one of them, under
 * a number without which nothing is written back. Does nothing in test mode or while all sending is stopped.
 */
export async function dispatchCompany(
  db: Database,
  services: DispatchServices,
  companyId: string,
): Promise<DispatchReport> {
  const counts: Counts = { done: 0, cancelled: 0, failed: 0, deferred: 0, unknown: 0 }
  let decided: DecidedAgain | null = null
  let inVain = 0
  while (inVain < MOST_IN_VAIN) {
    await services.at?.('before-claim')
    const before = JSON.stringify(counts)
    const claim: Claimed | null = await db.transaction((tx) =>
      claimWork(tx, { companyId, services, decided, counts }),
    )
    if (claim === null) break
    decided = claim.decided
    await services.at?.('after-claim')
    for (const row of claim.forBooks) counts[await writeToBooks(db, { row, services })] += 1
    for (const row of claim.outside) counts[await callOutside(db, { row, services })] += 1
    await sendAll(db, claim, { companyId, services, counts })
    inVain = JSON.stringify(counts) === before ? inVain + 1 : 0
  }
  return counts
}

type Claimed = {
  readonly decided: DecidedAgain
  readonly letters: readonly ClaimedLetter[]
  /** Acts for the accounting system of the company. */
  readonly forBooks: readonly ActionRow[]
  /** Acts on systems of others. */
  readonly outside: readonly ActionRow[]
}

/** One transaction: decides again where anything has changed, does what is done in this database, and claims letters. */
async function claimWork(
  tx: Transaction,
  {
    companyId,
    services,
    decided: before,
    counts,
  }: { companyId: string; services: DispatchServices; decided: DecidedAgain | null; counts: Counts },
): Promise<Claimed | null> {
  const now = services.clock.now()
  if (!(await hasWork(tx, companyId, now))) return null
  await lockRuns(tx, companyId)
  await lockLedger(tx, companyId)
  const company = await companyById(tx, companyId)
  if (!maySend(company) || (await isBeingRun(tx, companyId))) return null
  const today = services.clock.today(company.timeZone)
  let decided = before
  if (decided === null || decided.asOf !== today || (await hasMoved(tx, companyId, decided.basis))) {
    const tomorrow = instantAt({ day: addDays(today, 1), minutes: 0 }, company.timeZone)
    decided = await decideAgain(tx, { company, asOf: today, tomorrow, now })
    counts.cancelled += decided.cancelled
    counts.deferred += decided.deferred
  }
  const acts = await queuedActs(tx, { companyId, now })
  const hasOwnBooks = services.booksOf !== undefined
  const forBooks = hasOwnBooks ? acts.filter(({ kind }) => isForTheBooks(kind)) : []
  const outside = acts.filter(({ kind }) => isOutside(kind))
  for (const row of acts)
    if (!forBooks.includes(row) && !outside.includes(row))
      counts[await carryOutHere(tx, row, { company, now, today, snapshot: decided.snapshot })] += 1
  const { claimed, deferred } = await claimLetters(tx, { company, snapshot: decided.snapshot, services, now })
  counts.deferred += deferred
  return { decided, letters: claimed, forBooks, outside }
}

/** Whether anything could leave now: asked before the books are read, which takes a while. */
async function hasWork(tx: Transaction, companyId: string, now: Date): Promise<boolean> {
  const [act] = await tx
    .select({ id: action.id })
    .from(action)
    .where(and(isReadyAct(companyId, now), or(not(isLetterAct), hasNoLetter)))
    .limit(1)
  if (act !== undefined) return true
  const [letter] = await tx
    .select({ id: message.id })
    .from(message)
    .where(isReadyLetter(companyId, now))
    .limit(1)
  return letter !== undefined
}

/** Whether letters of a company may leave at all. */
export function maySend({ mode, sendingStoppedAt }: Company): boolean {
  return mode === 'live' && sendingStoppedAt === null
}

type Sending = {
  readonly companyId: string
  readonly services: DispatchServices
  readonly counts: Counts
}

async function sendAll(db: Database, { decided, letters }: Claimed, sending: Sending): Promise<void> {
  const { services, counts } = sending
  const ready = await freezeAll(db, { decided, letters }, sending)
  const waiting = [...ready]
  const sendOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const sent = await sendLetter(db, next.claimed, {
        sender: next.sender.sender,
        basis: decided.basis,
        services,
      })
      if (!sent.tried || sent.state === null) continue
      const acts = next.claimed.actionIds.length
      if (sent.state === 'sent') counts.done += acts
      else if (sent.state === 'failed') counts.failed += acts
      else if (sent.state === 'unknown') counts.unknown += acts
      else counts.deferred += acts
    }
  }
  // All are waited for, so that none is still on its way when a fault of one is told.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, sendOn))
  const fault = ends.find(({ status }) => status === 'rejected')
  if (fault?.status === 'rejected') throw fault.reason
}

type ReadyLetter = { readonly claimed: ClaimedLetter; readonly sender: SetUpSender }

/** Freezes what was claimed, in one transaction, unless something has changed since it was decided. */
async function freezeAll(
  db: Database,
  { decided, letters }: Pick<Claimed, 'decided' | 'letters'>,
  { companyId, services, counts }: Sending,
): Promise<ReadyLetter[]> {
  if (letters.length === 0) return []
  // Services may look into the database by themselves, so they are asked outside the transaction.
  const asked = await askServices(companyId, letters, services)
  await services.at?.('before-freeze')
  const ready = await db.transaction(async (tx) => {
    const now = services.clock.now()
    if (await hasMoved(tx, companyId, decided.basis)) {
      for (const { letter } of letters) await letGo(tx, letter)
      return []
    }
    const frozen: ReadyLetter[] = []
    for (const { claimed, answer } of asked) {
      const outcome =
        'wait' in answer
          ? answer
          : await freezeLetter(tx, claimed, { decided, sender: answer.sender, services, now })
      if (outcome === null) continue
      if ('frozen' in outcome && !('wait' in answer)) {
        frozen.push({ claimed: outcome.frozen, sender: answer.sender })
        continue
      }
      if (!('wait' in outcome)) continue
      const until = new Date(now.getTime() + LOOK_AGAIN_MS)
      await putOffLetter(tx, { ...claimed, until, why: outcome.wait })
      counts.deferred += claimed.actionIds.length
      await raiseAlert(tx, {
        companyId,
        kind: 'guard-failed',
        about: outcome.wait.slice(0, 100),
        text: `A letter waits: ${outcome.wait}`,
        day: decided.asOf,
        now,
      })
    }
    return frozen
  })
  await services.at?.('after-freeze')
  return ready
}

type Asked = {
  readonly claimed: ClaimedLetter
  readonly answer: { readonly sender: SetUpSender } | { readonly wait: string }
}

async function askServices(
  companyId: string,
  letters: readonly ClaimedLetter[],
  services: DispatchServices,
): Promise<Asked[]> {
  const senders = new Map<string | null, Awaited<ReturnType<DispatchServices['senderOf']>>>()
  const asked: Asked[] = []
  for (const claimed of letters) {
    const { entityId } = claimed.letter
    try {
      const known = senders.get(entityId) ?? (await services.senderOf({ companyId, entityId }))
      senders.set(entityId, known)
      const differs = await readAgain(companyId, claimed.letter, services)
      if (differs !== null) asked.push({ claimed, answer: { wait: differs } })
      else if ('found' in known) asked.push({ claimed, answer: { wait: known.found } })
      else asked.push({ claimed, answer: { sender: known } })
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      asked.push({ claimed, answer: { wait: `Whether a letter may leave could not be found out: ${found}` } })
    }
  }
  return asked
}
