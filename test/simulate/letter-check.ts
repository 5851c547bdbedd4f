import { and, eq, inArray, min } from 'drizzle-orm'
import { z } from 'zod'
import { dayAt } from '#engine/calendar-date.ts'
import { action, attempt, message, messageAction } from '#server/database/action-tables.ts'
import type { Effect } from './the-mail.ts'
import { chaseableOf, creditsOf, daysLate, isWeekday, mayBeWrittenTo, weekdaysBetween } from './the-model.ts'
import { tell, type World, ZONE } from './the-world.ts'

/** The contact limit of a company that has set none: one reminder in five business days. */
const LIMIT_DAYS = 5
const Line = z.looseObject({
  kind: z.string(),
  documentId: z.string().nullable(),
  currency: z.string(),
  minor: z.number(),
})
type Letter = typeof message.$inferSelect

/** Holds a letter that somebody is being sent against what the model knows at that moment. */
export async function checkLetter(world: World, { key, mail }: Effect): Promise<void> {
  const { db, companyId, model, violations } = world
  const [letter] = await db
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), eq(message.idempotencyKey, key)))
  if (letter === undefined)
    return void violations.push(`a letter left under the key ${key}, which no letter has`)
  const day = world.today()
  const { customerId: customer } = letter
  const wrong = (what: string) =>
    void violations.push(`the letter ${letter.id} to ${customer} on ${day}: ${what}`)
  tell(world, `letter to ${customer} (${letter.template}), key ${key}`)
  world.tally.letters += 1
  if (!mayBeWrittenTo(model, customer, day)) wrong('nobody may write to this customer now')
  if (mail.to.address !== `billing@${customer}.example.com`) wrong(`it goes to ${mail.to.address}`)
  if (!isInWindow(world.clock.now()))
    wrong(`it leaves at ${world.clock.now().toISOString()}, outside its window`)
  await checkLines(world, letter, { text: mail.text, wrong })
  await checkOnce(world, letter, { key, wrong })
  await checkContactLimit(world, letter, wrong)
}

/** Half an hour more than the window: a process may have fallen asleep between its claim and its attempt. */
function isInWindow(now: Date): boolean {
  const [day = '', time = ''] = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ZONE,
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(now)
    .split(' ')
  return isWeekday(day) && time >= '09:00' && time <= '17:00'
}

async function checkLines(
  { db, model, today }: World,
  letter: Letter,
  { text, wrong }: { text: string; wrong: (what: string) => void },
): Promise<void> {
  const day = today()
  const { companyId, customerId: customer } = letter
  const tried = await db
    .select({ number: attempt.number })
    .from(attempt)
    .where(and(eq(attempt.companyId, companyId), eq(attempt.subjectId, letter.id)))
  // A letter that may have been taken already is sent again as it is, as long as it asks for nothing that may not be asked for.
  const isRepeat = tried.length > 1
  const asked: Record<string, number> = {}
  const listed: Record<string, number> = {}
  for (const { kind, documentId, currency, minor } of z.array(Line).parse(letter.lines)) {
    listed[currency] = (listed[currency] ?? 0) + minor
    if (kind !== 'item') continue
    const document = model.documents.get(documentId ?? '')
    if (document === undefined || document.customer !== customer) {
      wrong(`it names ${documentId}, which is none of theirs`)
      continue
    }
    const may = chaseableOf(model, document, day)
    if (minor <= 0 || minor > may || (!isRepeat && minor !== may))
      wrong(`it asks for ${minor} of ${documentId}, and ${may} may be asked for`)
    if (daysLate(model, document, day) === 0) wrong(`${documentId} is not late`)
    if (document.entity !== letter.entityId) wrong(`${documentId} is not owed to ${letter.entityId}`)
    if (!text.includes(document.id)) wrong(`its text does not name ${documentId}`)
    asked[currency] = (asked[currency] ?? 0) + minor
  }
  if (Object.keys(asked).length === 0) wrong('it asks for nothing')
  for (const [currency, sum] of Object.entries(asked)) {
    const total = letter.totals[currency] ?? 0
    const owed = sum - creditsOf(model, customer, currency, day)
    if (total <= 0 || total !== listed[currency])
      wrong(`its total is ${total} ${currency}, its lines ${listed[currency]}`)
    if (!isRepeat && total !== owed) wrong(`its total is ${total} ${currency}, and ${owed} is owed`)
  }
}

/** An act leaves once from each legal entity, and a level of a ladder once in the life of an invoice. */
async function checkOnce(
  world: World,
  letter: Letter,
  { key, wrong }: { key: string; wrong: (what: string) => void },
): Promise<void> {
  const { db, companyId, seen } = world
  const acts = await db
    .select({ action })
    .from(messageAction)
    .innerJoin(
      action,
      and(eq(action.companyId, messageAction.companyId), eq(action.id, messageAction.actionId)),
    )
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.messageId, letter.id)))
  if (acts.length === 0) wrong('no act asks for it')
  const sameLetter = `${letter.id} ${key}`
  for (const { action: act } of acts) {
    const ways = [`${act.key} ${letter.entityId}`]
    if (act.ruleId === 'ladder') ways.push(`${act.stepId} ${act.subjectId} ${letter.entityId}`)
    for (const way of ways) {
      const before = seen.sentAs.get(way)
      if (before !== undefined) wrong(`${way} has left already as ${before}, now as ${sameLetter}`)
      seen.sentAs.set(way, sameLetter)
    }
    if (act.ruleId !== 'large') continue
    // Between two of its acts about one customer the rule has let go of them once.
    const last = seen.lastLarge.get(act.subjectId)
    if (last?.key === act.key) continue
    if (last !== undefined && (seen.notLargeAt.get(act.subjectId) ?? -1) <= last.run)
      wrong(`the rule "large" writes again, and has not let go of the customer since run ${last.run}`)
    seen.lastLarge.set(act.subjectId, { key: act.key, run: world.tally.runs })
  }
}

/**
 * A letter is a contact of the day on which its act was begun: what nobody knew of, or a process that died left behind, may leave under
 * its key on the day after, and is none of its own.
 */
async function checkContactLimit(
  { db, companyId, seen }: World,
  { id, customerId: customer }: Letter,
  wrong: (what: string) => void,
): Promise<void> {
  const own = db
    .select({ id: messageAction.actionId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.messageId, id)))
  const [begun] = await db
    .select({ at: min(message.firstAttemptAt) })
    .from(message)
    .innerJoin(
      messageAction,
      and(eq(messageAction.companyId, message.companyId), eq(messageAction.messageId, message.id)),
    )
    .where(and(eq(message.companyId, companyId), inArray(messageAction.actionId, own)))
  if (!begun?.at) return wrong('it was not written down before it left')
  const day = dayAt(begun.at, ZONE)
  const before = seen.remindedOn.get(customer) ?? []
  const tooSoon = before.find((on) => on !== day && weekdaysBetween(on, day) < LIMIT_DAYS)
  if (tooSoon !== undefined)
    wrong(`they were written to on ${tooSoon}, less than ${LIMIT_DAYS} business days before ${day}`)
  seen.remindedOn.set(customer, [...before, day])
}
