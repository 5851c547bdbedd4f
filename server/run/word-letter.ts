import { and, asc, eq, inArray } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { actsOf, type RuleDocument } from '#engine/rule.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { ChaseLine } from '#engine/standing.ts'
import { action, message } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { ruleVersion } from '#server/database/rule-tables.ts'
import { checkLetterWords, composeMail, type Wording } from '#server/mail/compose-mail.ts'
import { readTemplates } from '#server/mail/templates.ts'
import { actionIdsOf, lettersOf, type MessageRow } from './action-letters.ts'
import { type ActionRow, WAITING_STATES } from './action-states.ts'
import { companyById } from './company.ts'
import { NotFoundError, StateConflictError } from './errors.ts'

export type WordingOrder = {
  readonly companyId: string
  readonly actionId: string
  /** Which of its letters, where an action has one from each of several legal entities; else its only one. */
  readonly messageId?: string | undefined
  readonly actor: { readonly id: string; readonly name: string }
  readonly now: Date
  /** Today's books, from which the letter is written anew at once. */
  readonly books: { readonly snapshot: Snapshot; readonly asOf: CalendarDate }
}

/**
 * Puts a person's words in place of a letter's template, before it is sent. The table stays where they say, so that what is
 * demanded is still the sum of its lines; runs keep the words and bring lines and totals up to date. What had been approved was
 * another letter: every act of it goes back to somebody else. Throws `MailFieldMissingError` for words no letter can be
 * written with and `StateConflictError` once the letter is on its way.
 */
export async function wordLetter(db: Database, order: WordingOrder, wording: Wording): Promise<void> {
  checkLetterWords(wording, 'The letter')
  await rewrite(db, order, wording)
}

/** Takes a person's words back: the letter is written from its template again, and approved again where its rules ask for that. */
export async function undoWording(db: Database, order: WordingOrder): Promise<void> {
  await rewrite(db, order, null)
}

async function rewrite(db: Database, order: WordingOrder, wording: Wording | null): Promise<void> {
  const { companyId, actor, now } = order
  await db.transaction(async (tx) => {
    const { letter, acts } = await lockLetter(tx, order)
    if (wording === null && letter.wording === null)
      throw new NotFoundError(
        `The letter "${letter.id}" is in the words of its template; there is nothing to undo.`,
      )
    const mail = await composeAgain(tx, { order, letter, wording })
    await tx
      .update(message)
      .set({
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        language: mail.language,
        templateVersion: mail.templateVersion,
        wording,
        wordedBy: wording && actor.id,
        wordedAt: wording && now,
        stateReason: null,
      })
      .where(and(eq(message.companyId, companyId), eq(message.id, letter.id)))
    for (const act of acts) await askAgain(tx, act, wording !== null || (await asksForApproval(tx, act)))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: actor.name,
        act: wording === null ? 'undo wording' : 'word letter',
        subject: { type: 'message', id: letter.id },
        before: letter.wording,
        after: wording,
      },
    ])
  })
}

/** The letter with its acts, all locked in the order everybody locks them, and none of them on its way. */
async function lockLetter(
  tx: Transaction,
  { companyId, actionId, messageId, now }: WordingOrder,
): Promise<{ letter: MessageRow; acts: readonly ActionRow[] }> {
  const letters = (await lettersOf(tx, { companyId, actionId })).filter(({ state }) => state !== 'void')
  const named = messageId === undefined ? letters[0] : letters.find(({ id }) => id === messageId)
  if (named === undefined)
    throw new NotFoundError(
      `There is no letter ${messageId === undefined ? '' : `"${messageId}" `}of the action "${actionId}" that waits to be sent.`,
    )
  const actionIds = (await actionIdsOf(tx, { companyId, messageIds: [named.id] })).get(named.id) ?? []
  const linked = await tx
    .select()
    .from(action)
    .where(and(eq(action.companyId, companyId), inArray(action.id, [...actionIds])))
    .orderBy(asc(action.id))
    .for('update')
  const [letter] = await tx
    .select()
    .from(message)
    .where(and(eq(message.companyId, companyId), eq(message.id, named.id)))
    .for('update')
  const asked = linked.find(({ id }) => id === actionId)
  if (letter === undefined || asked === undefined)
    throw new StateConflictError(`The letter of the action "${actionId}" has just changed. Look again.`)
  if (!WAITING_STATES.includes(asked.state))
    throw new StateConflictError(
      `The action "${actionId}" is ${asked.state}, and its letter cannot be worded any more. That takes an action that is ${WAITING_STATES.join(', ')}.`,
    )
  if (letter.state !== 'draft' || (letter.leaseUntil !== null && letter.leaseUntil > now))
    throw new StateConflictError(
      `The letter "${letter.id}" is ${letter.state === 'draft' ? 'about to be sent' : letter.state} and cannot be worded any more.`,
    )
  return { letter, acts: linked.filter(({ state }) => WAITING_STATES.includes(state)) }
}

async function composeAgain(
  tx: Transaction,
  { order, letter, wording }: { order: WordingOrder; letter: MessageRow; wording: Wording | null },
): Promise<ReturnType<typeof composeMail>> {
  const { snapshot, asOf } = order.books
  const company = await companyById(tx, order.companyId)
  const customer = snapshot.customerRow.get(letter.customerId)
  const contacts = customer === undefined ? [] : (snapshot.contactsOf.get(customer) ?? [])
  const recipient = contacts.find(({ id }) => id === letter.contactId)
  if (customer === undefined || recipient === undefined || letter.template === null)
    throw new StateConflictError(
      `The letter "${letter.id}" is to somebody who is not in the books of today. Run the rules and look again.`,
    )
  // They are the lines this letter was composed from, stored by the run that wrote it.
  const lines = letter.lines as ChaseLine[]
  return composeMail(
    { customer, entityId: letter.entityId, recipient, template: letter.template, lines, acts: [] },
    { snapshot, asOf, companyName: company.name, templates: await readTemplates(tx, company), wording },
  )
}

/** What had been approved no longer stands; what was on its way asks again, or goes on where nobody has to be asked. */
async function askAgain(
  tx: Transaction,
  { companyId, id, state }: ActionRow,
  needsApproval: boolean,
): Promise<void> {
  const next = needsApproval ? ('awaiting-approval' as const) : ('queued' as const)
  await tx
    .update(action)
    .set({
      needsApproval,
      approvedBy: null,
      approvedAt: null,
      approvedHash: null,
      // What is planned has not been released yet, in test mode never; it is asked about when it is.
      state: state === 'planned' ? state : next,
    })
    .where(and(eq(action.companyId, companyId), eq(action.id, id)))
}

/** Whether the rule itself asks for a second person. */
async function asksForApproval(db: Queryable, row: ActionRow): Promise<boolean> {
  const [version] = await db
    .select({ document: ruleVersion.document })
    .from(ruleVersion)
    .where(
      and(
        eq(ruleVersion.companyId, row.companyId),
        eq(ruleVersion.ruleId, row.ruleId),
        eq(ruleVersion.version, row.ruleVersion),
      ),
    )
  // What cannot be looked up is asked about.
  if (version === undefined) return true
  // Published documents were checked in full before they were stored.
  const { steps } = version.document as RuleDocument
  const act = actsOf(steps).find(({ id }) => id === row.stepId)
  return act === undefined || act.approval === 'required'
}
