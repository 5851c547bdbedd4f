import { eq } from 'drizzle-orm'
import { action, attempt, message, messageAction, task } from '#server/database/action-tables.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { audit } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { contactEvent, hold } from '#server/database/ledger-tables.ts'
import { run } from '#server/database/rule-tables.ts'
import { OWN_CONTACT } from '#server/dispatch/letter-outcome.ts'
import { keyHeader } from '#server/mail/letter-key.ts'
import { messageIdOf } from '#server/mail/smtp-sender.ts'
import { COMPANY } from './prepare-company.ts'
import type { Taken } from './services.ts'

/** Everything there is to look at once a seed is over: our tables, and what the world outside has seen. */
export type Aftermath = Awaited<ReturnType<typeof lookAt>>

/** What the world outside has seen when the books are our own: what they have had done to them are their holds. */
export async function withOwnBooks(db: Database, taken: Taken): Promise<Taken> {
  const holds = await db.select().from(hold).where(eq(hold.companyId, COMPANY))
  const effects = holds.map(({ id, customerId, releasedOn }) => ({
    customerId,
    key: id,
    onHold: releasedOn === null,
  }))
  return { ...taken, books: { effects, requests: effects.length } }
}

/** Reads everything the invariants speak of. */
export async function lookAt(db: Database, taken: Taken) {
  const actions = await db.select().from(action).where(eq(action.companyId, COMPANY))
  const letters = await db.select().from(message).where(eq(message.companyId, COMPANY))
  const links = await db.select().from(messageAction).where(eq(messageAction.companyId, COMPANY))
  const attempts = await db.select().from(attempt).where(eq(attempt.companyId, COMPANY))
  const tasks = await db.select().from(task).where(eq(task.companyId, COMPANY))
  const contacts = await db.select().from(contactEvent).where(eq(contactEvent.companyId, COMPANY))
  const lines = await db.select().from(audit).where(eq(audit.companyId, COMPANY))
  const runs = await db.select().from(run).where(eq(run.companyId, COMPANY))
  const chain = await verifyAudit(db, COMPANY)
  return { actions, letters, links, attempts, tasks, contacts, lines, runs, chain, taken }
}

type Letter = Aftermath['letters'][number]

/**
 * What must be true whatever has happened to the processes, the database and the services meanwhile: each promise with a look-up
 * of what breaks it. An invariant holds when it finds nothing.
 */
export const INVARIANTS: Readonly<Record<string, (found: Aftermath) => readonly string[]>> = {
  'no letter is taken twice, by its key or by whom it is for': ({ taken }) => [
    ...twice([...taken.resend.keys, ...taken.smtp.keys].map((key) => key ?? 'a letter without a key')),
    // A customer of both legal entities gets one letter from each.
    ...twice(taken.resend.to),
    ...twice(taken.smtp.to),
  ],

  'no hold is placed twice, and none is lifted': ({ taken }) => [
    ...twice(taken.books.effects.map(({ customerId }) => customerId)),
    ...taken.books.effects.filter(({ onHold }) => !onHold).map(({ customerId }) => customerId),
  ],

  'nothing is lost: every act is done, or a person has been asked about it': ({ actions, ...found }) =>
    actions
      .filter(({ id, state }) => state !== 'sent' && !(isOpenEnd(state) && isAsked(id, found)))
      .map(
        ({ id, kind, state, stateReason }) =>
          `${kind} ${id} is ${state}: ${stateReason}${lettersInWords(id, found)}`,
      ),

  'nobody is asked about an act that is done': ({ actions, ...found }) =>
    actions
      .filter(({ id, kind, state }) => state === 'sent' && kind !== 'send-email' && isAsked(id, found))
      .map(({ id }) => id),

  'every letter that was sent is at the service that took it': ({ letters, taken }) => {
    const keys = new Set([...taken.resend.keys, ...taken.smtp.keys])
    return letters.filter((letter) => letter.state === 'sent' && !keys.has(keyAtService(letter))).map(named)
  },

  'every letter at a service is one of ours that was sent, or of which we know that we do not know': ({
    letters,
    taken,
  }) => {
    const known = letters.filter(({ state }) => state === 'sent' || state === 'unknown').map(keyAtService)
    return [...taken.resend.keys, ...taken.smtp.keys]
      .filter((key) => key === null || !known.includes(key))
      .map((key) => `${key} is ${letters.find((each) => keyAtService(each) === key)?.state ?? 'not ours'}`)
  },

  'every hold that is done is in the books, and every hold in the books is done or unknown': ({
    actions,
    taken,
  }) => {
    const held = new Set(taken.books.effects.map(({ customerId }) => customerId))
    return actions
      .filter(({ kind }) => kind === 'place-credit-hold')
      .filter(({ state, customerId }) =>
        held.has(customerId) ? !['sent', 'unknown'].includes(state) : state === 'sent',
      )
      .map(
        ({ id, state, customerId }) =>
          `${id} is ${state}, and the books show ${held.has(customerId) ? 'a' : 'no'} hold`,
      )
  },

  'an act with letters is done when all of them are, and not before': ({ actions, letters, links }) => {
    const stateOf = new Map(letters.map(({ id, state }) => [id, state]))
    return actions
      .filter(({ kind, state }) => kind === 'send-email' && state === 'sent')
      .filter(({ id }) =>
        links
          .filter(({ actionId }) => actionId === id)
          .map(({ messageId }) => stateOf.get(messageId))
          .some((state) => state !== 'sent' && state !== 'void'),
      )
      .map(({ id }) => id)
  },

  'attempts of one thing go up, one after the other, and every one has ended': ({ attempts, letters }) => [
    ...[...Map.groupBy(attempts, ({ subjectId }) => subjectId)].flatMap(([id, own]) => {
      const inOrder = own.toSorted((a, b) => a.number - b.number)
      return inOrder.some(({ startedAt }, at) => startedAt < (inOrder[at - 1]?.startedAt ?? startedAt))
        ? [`${id}: a later attempt began earlier`]
        : []
    }),
    ...attempts
      .filter(({ endedAt }) => endedAt === null)
      .map(({ subjectId }) => `${subjectId} has not ended`),
    ...letters
      .filter(({ id, fencing }) => attempts.some((each) => each.subjectId === id && each.number > fencing))
      .map(({ id }) => `${id} was attempted under a number it never had`),
  ],

  'one attempt alone has written that a thing was done': ({ attempts }) =>
    twice(attempts.filter(({ result }) => result === 'sent').map(({ subjectId }) => subjectId)),

  'every letter that was sent is one contact with the customer': ({ letters, contacts }) =>
    different(
      letters.filter(({ state }) => state === 'sent').map(({ id }) => `${OWN_CONTACT}${id}`),
      contacts.map(({ id }) => id),
    ),

  'the chain of the audit is unbroken': ({ chain }) =>
    chain.broken === null ? [] : [`line ${chain.broken.sequence}: ${chain.broken.found}`],

  'the audit says of every act that is done that it was, once': ({ actions, lines }) =>
    different(
      actions.filter(({ state }) => state === 'sent').map(({ id }) => id),
      lines.filter(({ act }) => act === 'action done').map(({ subjectId }) => subjectId),
    ),

  'the counts of the run add up': ({ runs, actions }) =>
    runs.flatMap(({ id, counts }) =>
      Object.entries(counts).flatMap(([rule, own]) => {
        const { evaluated = 0, matched = 0, notMatched = 0, unknown = 0, planned = 0 } = own
        const rows = actions.filter(({ runId, ruleId }) => runId === id && ruleId === rule).length
        return evaluated === matched + notMatched + unknown && planned === rows
          ? []
          : [`run ${id}, rule ${rule}: ${JSON.stringify(own)}, and ${rows} acts`]
      }),
    ),
}

/** The same after one sweep two leases after everybody had ended, before what waits its turn was sent. */
export const AFTER_ONE_SWEEP: Readonly<Record<string, (found: Aftermath) => readonly string[]>> = {
  'nothing is stuck in sending': ({ letters, actions }) => [
    ...letters.filter(({ state }) => state === 'sending').map(named),
    ...actions
      // An act of two letters is under way from the first of them to the last.
      .filter(({ kind, state }) => state === 'sending' && kind !== 'send-email')
      .map(({ id, kind }) => `${kind} ${id}`),
  ],
}

/** Says which of these promises are broken, and by what; nothing when all hold. */
export function brokenPromises(
  promises: Readonly<Record<string, (found: Aftermath) => readonly string[]>>,
  found: Aftermath,
): string[] {
  return Object.entries(promises).flatMap(([promise, breaks]) => {
    const broken = breaks(found)
    if (broken.length === 0) return []
    return [`NOT TRUE (${broken.length} times): ${promise}. ${broken.slice(0, 5).join('; ')}`]
  })
}

function isOpenEnd(state: string): boolean {
  return state === 'failed' || state === 'unknown'
}

function isAsked(actionId: string, { tasks, links }: Pick<Aftermath, 'tasks' | 'links'>): boolean {
  const keys = links
    .filter((link) => link.actionId === actionId)
    .map(({ messageId }) => `letter/${messageId}`)
  return tasks.some(
    ({ key, state }) => state === 'open' && [`action/${actionId}`, ...keys].includes(key ?? ''),
  )
}

/** The letters of an act and how each of them stands, for whoever looks for what became of it. */
function lettersInWords(actionId: string, { links, letters }: Pick<Aftermath, 'links' | 'letters'>): string {
  const own = links.filter((link) => link.actionId === actionId).map(({ messageId }) => messageId)
  return letters
    .filter(({ id }) => own.includes(id))
    .map(
      ({ id, state, stateReason, notBefore, leaseUntil, attempts }) =>
        `; letter ${id} is ${state}: ${stateReason}, not before ${notBefore?.toISOString() ?? 'now'}, ${leaseUntil === null ? 'nobody is' : 'somebody is'} at it, ${attempts} attempts`,
    )
    .join('')
}

/** The key by which the service that a letter was given to knows it. */
function keyAtService({ id, idempotencyKey, sentBy, payload }: Letter): string {
  const key = idempotencyKey ?? id
  if (sentBy !== 'smtp') return keyHeader(key)
  const { from } = payload as { from: { address: string } }
  return messageIdOf(key, from.address)
}

function named({ id, state, subject }: Letter): string {
  return `letter ${id} (${subject}) is ${state}`
}

function twice(all: readonly string[]): string[] {
  return [...Map.groupBy(all, (one) => one)].flatMap(([one, of]) =>
    of.length > 1 ? [`${one} ${of.length} times`] : [],
  )
}

function different(wanted: readonly string[], found: readonly string[]): string[] {
  const missing = wanted.filter((one) => !found.includes(one)).map((one) => `${one} is missing`)
  const extra = found.filter((one) => !wanted.includes(one)).map((one) => `${one} is there without cause`)
  return [...missing, ...extra, ...twice(found)]
}
