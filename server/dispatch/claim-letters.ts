import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import type { Entity } from '#engine/ledger.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import type { SendTime } from '#server/guards/send-window.ts'
import type { Company } from '#server/run/company.ts'
import type { DispatchServices } from './dispatch-services.ts'
import type { LetterRow } from './letter-outcome.ts'
import { isOneThatMayLeave } from './may-leave.ts'
import { isReadyLetter } from './ready.ts'

/** A letter that this process has claimed, and the actions it carries out. */
export type ClaimedLetter = {
  readonly letter: LetterRow
  readonly actionIds: readonly string[]
  /** Whether one of its actions is under way already, by another letter. */
  readonly hasBegun: boolean
  /** Whether one of its actions is not wanted any more, or may not go yet. */
  readonly isTorn: boolean
}

/** What became of the letters that were looked at. */
export type Claim = { readonly claimed: readonly ClaimedLetter[]; readonly deferred: number }

/** How many letters are claimed at a time: few enough that a process that dies keeps little waiting. */
const BATCH = 50

/**
 * Claims letters that may leave now, for a time, under a number that goes up with every claim: whoever claimed before can write
 * nothing any more. The letters of one action are claimed together or not at all. What is outside its window is put off.
 */
export async function claimLetters(
  tx: Transaction,
  {
    company,
    snapshot,
    services,
    now,
  }: { company: Company; snapshot: Snapshot; services: DispatchServices; now: Date },
): Promise<Claim> {
  const letters = await readyLetters(tx, company, now)
  const linksOf = await linksOfLetters(
    tx,
    company.id,
    letters.map(({ id }) => id),
  )
  const mayGo: string[] = []
  let deferred = 0
  for (const letter of letters) {
    const { actionIds } = linksOf(letter.id)
    const entity = snapshot.entities.find(({ id }) => id === letter.entityId) ?? null
    const time = sendTime(services, { company, entity, now })
    if (time.now) {
      mayGo.push(letter.id)
      continue
    }
    deferred += actionIds.length
    if ('failed' in time)
      await raiseAlert(tx, {
        companyId: company.id,
        kind: 'guard-failed',
        about: 'send window',
        text: time.why,
        day: dayAt(now, company.timeZone),
        now,
      })
    await putOffLetter(tx, { letter, actionIds, until: time.at, why: time.why })
  }
  const taken = await takeLetters(tx, company.id, mayGo, new Date(now.getTime() + services.leases.claimMs))
  const claimed = letters.flatMap(({ id }) => {
    const letter = taken.get(id)
    return letter === undefined ? [] : [{ letter, ...linksOf(id) }]
  })
  return { claimed: await wholeActions(tx, company.id, claimed), deferred }
}

/** Takes letters that are locked already, until then and each under its next number. */
async function takeLetters(
  tx: Transaction,
  companyId: string,
  ids: readonly string[],
  until: Date,
): Promise<ReadonlyMap<string, LetterRow>> {
  if (ids.length === 0) return new Map()
  const taken = await tx
    .update(message)
    .set({ fencing: sql`${message.fencing} + 1`, leaseUntil: until })
    .where(and(eq(message.companyId, companyId), amongIds(message.id, ids)))
    .returning()
  return new Map(taken.map((letter) => [letter.id, letter]))
}

/** A guard that fails lets nothing leave: the letter is looked at again in a while. */
const GUARD_RETRY_MS = 5 * 60_000

function sendTime(
  { guards }: DispatchServices,
  letter: { company: Company; entity: Entity | null; now: Date },
): SendTime | { now: false; at: Date; why: string; failed: true } {
  try {
    return guards.sendTime(letter)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    const at = new Date(letter.now.getTime() + GUARD_RETRY_MS)
    return {
      now: false,
      at,
      why: `Whether a letter may leave now could not be found out: ${found}`,
      failed: true,
    }
  }
}

async function readyLetters(tx: Transaction, company: Company, now: Date): Promise<LetterRow[]> {
  return tx
    .select()
    .from(message)
    .where(and(isReadyLetter(company.id, now), isOneThatMayLeave(company)))
    .orderBy(asc(message.customerId), asc(message.createdAt), asc(message.id))
    .limit(BATCH)
    .for('update', { skipLocked: true })
}

/**
 * The same letters with what is true of their actions now, which stays so until the transaction ends: since they were claimed another
 * process may have begun one of these actions by another letter.
 */
export async function lockedActions(
  tx: Transaction,
  companyId: string,
  claimed: readonly ClaimedLetter[],
): Promise<ClaimedLetter[]> {
  const ids = [...new Set(claimed.flatMap(({ actionIds }) => actionIds))]
  await tx
    .select({ id: action.id })
    .from(action)
    .where(and(eq(action.companyId, companyId), amongIds(action.id, ids)))
    .orderBy(asc(action.id))
    .for('update')
  const linksOf = await linksOfLetters(
    tx,
    companyId,
    claimed.map(({ letter }) => letter.id),
  )
  return claimed.map(({ letter, actionIds }) => ({ letter, ...linksOf(letter.id), actionIds }))
}

async function linksOfLetters(
  tx: Transaction,
  companyId: string,
  ids: readonly string[],
): Promise<(letter: string) => Omit<ClaimedLetter, 'letter'>> {
  const links =
    ids.length === 0
      ? []
      : await tx
          .select({ messageId: messageAction.messageId, actionId: action.id, state: action.state })
          .from(messageAction)
          .innerJoin(
            action,
            and(eq(action.companyId, messageAction.companyId), eq(action.id, messageAction.actionId)),
          )
          .where(and(eq(messageAction.companyId, companyId), amongIds(messageAction.messageId, ids)))
          .orderBy(asc(messageAction.messageId), asc(messageAction.actionId))
  const byLetter = Map.groupBy(links, ({ messageId }) => messageId)
  return (letter) => {
    const own = byLetter.get(letter) ?? []
    return {
      actionIds: own.map(({ actionId }) => actionId),
      hasBegun: own.some(({ state }) => state === 'sending' || state === 'unknown'),
      isTorn: own.some(({ state }) => !['queued', 'sending', 'unknown'].includes(state)),
    }
  }
}

/** Lets go of letters of an action of which another letter was not claimed: an act about two legal entities leaves whole. */
async function wholeActions(
  tx: Transaction,
  companyId: string,
  claimed: readonly ClaimedLetter[],
): Promise<ClaimedLetter[]> {
  const ids = new Set(claimed.map(({ letter }) => letter.id))
  const actionIds = [...new Set(claimed.flatMap((each) => each.actionIds))]
  if (actionIds.length === 0) return []
  const siblings = await tx
    .select({ messageId: messageAction.messageId, actionId: messageAction.actionId })
    .from(messageAction)
    .innerJoin(
      message,
      and(eq(message.companyId, messageAction.companyId), eq(message.id, messageAction.messageId)),
    )
    .where(
      and(
        eq(messageAction.companyId, companyId),
        amongIds(messageAction.actionId, actionIds),
        eq(message.state, 'draft'),
      ),
    )
  const torn = new Set(
    siblings.filter(({ messageId }) => !ids.has(messageId)).map(({ actionId }) => actionId),
  )
  const kept: ClaimedLetter[] = []
  for (const each of claimed)
    if (!each.hasBegun && each.actionIds.some((id) => torn.has(id))) await letGo(tx, each.letter)
    else kept.push(each)
  return kept
}

/** Gives a claimed letter back, so that anybody may claim it. */
export async function letGo(tx: Transaction, { companyId, id, fencing }: LetterRow): Promise<void> {
  await tx
    .update(message)
    .set({ leaseUntil: null })
    .where(and(eq(message.companyId, companyId), eq(message.id, id), eq(message.fencing, fencing)))
}

/** Puts a letter and its actions off to a time, with the reason; nothing of it is dropped. */
export async function putOffLetter(
  tx: Transaction,
  {
    letter,
    actionIds,
    until,
    why,
  }: { letter: LetterRow; actionIds: readonly string[]; until: Date; why: string },
): Promise<void> {
  const { companyId, id } = letter
  await tx
    .update(action)
    .set({ notBefore: until, stateReason: why })
    .where(
      and(eq(action.companyId, companyId), inArray(action.id, [...actionIds]), eq(action.state, 'queued')),
    )
  await tx
    .update(message)
    .set({ notBefore: until, stateReason: why, leaseUntil: null })
    .where(and(eq(message.companyId, companyId), eq(message.id, id), eq(message.fencing, letter.fencing)))
}
