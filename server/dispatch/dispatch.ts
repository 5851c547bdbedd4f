import { and, inArray, not, or } from 'drizzle-orm'
import { ACT_NAMES } from '#engine/acts.ts'
import { addDays } from '#engine/calendar-date.ts'
import { instantAt } from '#engine/wall-clock.ts'
import { action, message } from '#server/database/action-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import type { ActionRow } from '#server/run/action-states.ts'
import { isBeingRun } from '#server/run/begin-run.ts'
import { type Company, companyById, lockRuns } from '#server/run/company.ts'
import { isForTheBooks, isOutside, staysInHouse } from './act-ways.ts'
import { callOutside } from './call-outside.ts'
import { carryOutHere, queuedActs } from './carry-out.ts'
import { type ClaimedLetter, claimLetters } from './claim-letters.ts'
import { type DecidedAgain, decideAgain } from './decide-again.ts'
import { hasMoved } from './decision-basis.ts'
import type { DispatchReport, DispatchServices } from './dispatch-services.ts'
import { freezeLetters } from './freeze-letters.ts'
import { isOneThatMayLeave, mayActInHouse, maySend } from './may-leave.ts'
import { hasNoLetter, isLetterAct, isReadyAct, isReadyLetter } from './ready.ts'
import { sendLetter } from './send-letter.ts'
import { writeToBooks } from './write-to-books.ts'

type Counts = { -readonly [K in keyof DispatchReport]: DispatchReport[K] }

/** How often in a row a claim comes to nothing, because something changed under it, before the rest is left to the next call. */
const MOST_IN_VAIN = 5
/** How many letters are on their way at once. */
const AT_ONCE = 5
/** How many acts other than letters are taken up in one claim: few enough that a process that dies has done little in vain. */
const ACTS_A_CLAIM = 200

/**
 * Sends and carries out what is queued of a company. All that waits is decided again first; then letters are claimed, frozen and
 * sent, each outcome written down by itself. Any number of processes may do it at once: a letter is claimed by one of them, under
 * a number without which nothing is written back. Does nothing in test mode; while all sending is stopped only what stays in the
 * house is done.
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
    // A service may look into the database by itself, so it is asked outside the transaction.
    const hasOwnBooks = ((await services.booksOf?.(companyId)) ?? null) !== null
    const claim: Claimed | null = await db.transaction((tx) =>
      claimWork(tx, { companyId, services, decided, counts, hasOwnBooks }),
    )
    if (claim === null) break
    decided = claim.decided
    await services.at?.('after-claim')
    await sendAndWrite(db, claim, { companyId, services, counts })
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
    hasOwnBooks,
  }: {
    companyId: string
    services: DispatchServices
    decided: DecidedAgain | null
    counts: Counts
    /** Whether an accounting system is connected that holds are written to. */
    hasOwnBooks: boolean
  },
): Promise<Claimed | null> {
  const now = services.clock.now()
  if (!(await hasWork(tx, await companyById(tx, companyId), now))) return null
  await lockRuns(tx, companyId)
  await lockLedger(tx, companyId)
  const company = await companyById(tx, companyId)
  if (!mayActInHouse(company) || (await isBeingRun(tx, companyId))) return null
  const today = services.clock.today(company.timeZone)
  let decided = before
  if (decided === null || decided.asOf !== today || (await hasMoved(tx, companyId, decided.basis))) {
    const tomorrow = instantAt({ day: addDays(today, 1), minutes: 0 }, company.timeZone)
    decided = await decideAgain(tx, { company, asOf: today, tomorrow, now })
    counts.cancelled += decided.cancelled
    counts.deferred += decided.deferred
  }
  const mayLeave = maySend(company)
  const acts = (await queuedActs(tx, { companyId, now }))
    .filter(({ kind }) => mayLeave || staysInHouse(kind))
    .slice(0, ACTS_A_CLAIM)
  const forBooks = hasOwnBooks ? acts.filter(({ kind }) => isForTheBooks(kind)) : []
  const outside = acts.filter(({ kind }) => isOutside(kind))
  for (const row of acts)
    if (!forBooks.includes(row) && !outside.includes(row))
      counts[await carryOutHere(tx, row, { company, now, today, snapshot: decided.snapshot })] += 1
  const { claimed, deferred } = await claimLetters(tx, { company, snapshot: decided.snapshot, services, now })
  counts.deferred += deferred
  return { decided, letters: claimed, forBooks, outside }
}

/** Whether anything could be done now: asked before the books are read, which takes a while. */
async function hasWork(tx: Transaction, company: Company, now: Date): Promise<boolean> {
  if (!mayActInHouse(company)) return false
  const companyId = company.id
  const mayLeave = maySend(company)
  const [act] = await tx
    .select({ id: action.id })
    .from(action)
    .where(and(isReadyAct(companyId, now), mayLeave ? or(not(isLetterAct), hasNoLetter) : isInHouseAct))
    .limit(1)
  if (act !== undefined) return true
  const [letter] = await tx
    .select({ id: message.id })
    .from(message)
    .where(and(isReadyLetter(companyId, now), isOneThatMayLeave(company)))
    .limit(1)
  return letter !== undefined
}

const isInHouseAct = inArray(action.kind, ACT_NAMES.filter(staysInHouse))

/**
 * Sends the letters of a claim while acts are carried out in systems of others, one after the other. Once the letters have left, no
 * further act is begun before more letters are claimed: a slow system keeps nobody's letters waiting.
 */
async function sendAndWrite(db: Database, claim: Claimed, sending: Sending): Promise<void> {
  const { services, counts } = sending
  const acts: readonly (() => ReturnType<typeof writeToBooks>)[] = [
    ...claim.forBooks.map((row) => () => writeToBooks(db, { row, services })),
    ...claim.outside.map((row) => () => callOutside(db, { row, services })),
  ]
  const hasLetters = claim.letters.length > 0
  let isSending = hasLetters
  const write = async (): Promise<void> => {
    for (const act of acts) {
      counts[await act()] += 1
      if (hasLetters && !isSending) break
    }
  }
  const send = async (): Promise<void> => {
    await sendAll(db, claim, sending).finally(() => {
      isSending = false
    })
  }
  // Both are waited for, so that nothing is still on its way when a fault of one is told.
  const ends = await Promise.allSettled([write(), send()])
  const fault = ends.find(({ status }) => status === 'rejected')
  if (fault?.status === 'rejected') throw fault.reason
}

type Sending = {
  readonly companyId: string
  readonly services: DispatchServices
  readonly counts: Counts
}

async function sendAll(db: Database, { decided, letters }: Claimed, sending: Sending): Promise<void> {
  const { services, counts } = sending
  const { ready, deferred } = await freezeLetters(db, letters, { decided, services })
  counts.deferred += deferred
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
