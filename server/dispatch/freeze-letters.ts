import type { Database, Transaction } from '#server/database/database.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { type ClaimedLetter, letGo, lockedActions, putOffLetter } from './claim-letters.ts'
import type { DecidedAgain } from './decide-again.ts'
import { hasMoved } from './decision-basis.ts'
import type { DispatchServices } from './dispatch-services.ts'
import { freezeLetter, type SetUpSender, thawLetter } from './freeze-letter.ts'
import { readAgain } from './read-again.ts'
import { isStillAskedFor } from './still-asked-for.ts'
import { withdrawLetter } from './withdraw-letter.ts'

/** A letter that is frozen, and by what it leaves. */
export type ReadyLetter = { readonly claimed: ClaimedLetter; readonly sender: SetUpSender }

/** A letter without a sender, or with a file still missing, is looked at again after this. */
const LOOK_AGAIN_MS = 15 * 60_000

type Freezing = { readonly decided: DecidedAgain; readonly services: DispatchServices }

/**
 * Freezes what was claimed, in one transaction, unless something has changed since it was decided. The letters of one act are
 * frozen together or not at all: an act of which half has left could not be decided any more. Answers those that may leave now, and
 * how many acts have to wait.
 */
export async function freezeLetters(
  db: Database,
  letters: readonly ClaimedLetter[],
  { decided, services }: Freezing,
): Promise<{ readonly ready: readonly ReadyLetter[]; readonly deferred: number }> {
  const [first] = letters
  if (first === undefined) return { ready: [], deferred: 0 }
  const { companyId } = first.letter
  // Services may look into the database by themselves, so they are asked outside the transaction.
  const asked = await askServices(companyId, letters, services)
  await services.at?.('before-freeze')
  const frozen = await db.transaction(async (tx) => {
    if (await hasMoved(tx, companyId, decided.basis)) {
      for (const { letter } of letters) await letGo(tx, letter)
      return { ready: [], deferred: 0 }
    }
    const current = await lockedActions(tx, companyId, letters)
    const outcomes: Outcome[] = []
    for (const [at, claimed] of current.entries())
      outcomes.push(await freezeOne(tx, { ...asked[at]!, claimed }, { decided, services }))
    return settle(tx, outcomes, { decided, services })
  })
  await services.at?.('after-freeze')
  return frozen
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

/** `gone`: somebody else has it, or it is not asked for any more. */
type Outcome = {
  readonly claimed: ClaimedLetter
  readonly became: { readonly sender: SetUpSender } | { readonly wait: string } | 'gone'
}

async function freezeOne(
  tx: Transaction,
  { claimed, answer }: Asked,
  { decided, services }: Freezing,
): Promise<Outcome> {
  const { clock } = services
  const now = clock.now()
  // Of an act that is under way nothing is decided any more, so its second letter is held against the books by itself.
  if (
    claimed.hasBegun &&
    (claimed.isTorn || !isStillAskedFor(decided.snapshot, claimed.letter, decided.asOf))
  ) {
    const why =
      'It was not sent: what it asks for may not be asked for any more. Another letter of the same act has left.'
    await withdrawLetter(tx, claimed.letter, { why, now, today: decided.asOf })
    return { claimed, became: 'gone' }
  }
  if ('wait' in answer) return { claimed, became: answer }
  const outcome = await freezeLetter(tx, claimed, { decided, sender: answer.sender, services, now })
  if (outcome === null) return { claimed, became: 'gone' }
  if ('wait' in outcome) return { claimed, became: outcome }
  return { claimed: outcome.frozen, became: { sender: answer.sender } }
}

/** Puts off what has to wait, and with it what would leave without it. */
async function settle(
  tx: Transaction,
  outcomes: readonly Outcome[],
  { decided, services }: Freezing,
): Promise<{ ready: ReadyLetter[]; deferred: number }> {
  const now = services.clock.now()
  const until = new Date(now.getTime() + LOOK_AGAIN_MS)
  const ready: ReadyLetter[] = []
  let deferred = 0
  for (const { claimed, why, sender } of wholeActs(outcomes)) {
    if (why === null) {
      if (sender !== null) ready.push({ claimed, sender })
      continue
    }
    if (sender !== null) await thawLetter(tx, claimed.letter)
    await putOffLetter(tx, { ...claimed, until, why })
    deferred += claimed.actionIds.length
    await raiseAlert(tx, {
      companyId: claimed.letter.companyId,
      kind: 'guard-failed',
      about: why.slice(0, 100),
      text: `A letter waits: ${why}`,
      day: decided.asOf,
      now,
    })
  }
  return { ready, deferred }
}

type Verdict = {
  readonly claimed: ClaimedLetter
  /** Why it waits; null when it does not. */
  readonly why: string | null
  /** By what it would leave; null when it is not frozen. */
  readonly sender: SetUpSender | null
}

/** A letter waits for the others of its acts, unless one of them has been begun already. */
function wholeActs(outcomes: readonly Outcome[]): Verdict[] {
  const waits = new Map<string, string>()
  const verdictOf = ({ claimed, became }: Outcome): Verdict => {
    if (became === 'gone') return { claimed, why: null, sender: null }
    if ('wait' in became) return { claimed, why: became.wait, sender: null }
    const waiting = claimed.hasBegun ? undefined : claimed.actionIds.find((id) => waits.has(id))
    return { claimed, why: waits.get(waiting ?? '') ?? null, sender: became.sender }
  }
  for (let before = -1; before < waits.size; ) {
    before = waits.size
    for (const { claimed, why } of outcomes.map(verdictOf))
      if (why !== null) for (const id of claimed.actionIds) waits.set(id, waits.get(id) ?? why)
  }
  return outcomes.map(verdictOf)
}
