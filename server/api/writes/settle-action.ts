import { and, eq } from 'drizzle-orm'
import { NotAllowedError } from '#server/auth/errors.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { mailTemplate } from '#server/database/mail-tables.ts'
import { ruleVersion } from '#server/database/rule-tables.ts'
import { reopenLetters } from '#server/dispatch/try-again.ts'
import { lettersOf, voidDraftsOf } from '#server/run/action-letters.ts'
import {
  type ActionRow,
  actionById,
  approveAction,
  changeAction,
  declineAction,
  type Verdict,
  WAITING_STATES,
} from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { StateConflictError } from '#server/run/errors.ts'

/** Somebody's word on an action. The audit names them by `actor`; people are told apart by `actorId`. */
export type PersonsVerdict = Verdict & { readonly actorId: string }

/** Approves an action. Whose rule asks for it cannot, unless the company works with one person. */
export async function approveByAnother(db: Database, verdict: PersonsVerdict): Promise<void> {
  await refuseAuthor(db, verdict)
  await refuseWriter(db, verdict)
  await approveAction(db, verdict)
}

/** Declines an action, for which anybody who may approve is good enough: less is done then. */
export async function declineByPerson(db: Database, verdict: PersonsVerdict): Promise<void> {
  await declineAction(db, verdict)
}

async function refuseAuthor(
  db: Queryable,
  { companyId, actionId, actor, actorId }: PersonsVerdict,
): Promise<void> {
  const row = await actionById(db, companyId, actionId)
  const [version] = await db
    .select({ authors: ruleVersion.authors })
    .from(ruleVersion)
    .where(
      and(
        eq(ruleVersion.companyId, companyId),
        eq(ruleVersion.ruleId, row.ruleId),
        eq(ruleVersion.version, row.ruleVersion),
      ),
    )
  if (!version?.authors.includes(actorId)) return
  const { settings } = await companyById(db, companyId)
  if (settings.soloMode === true) return
  throw new NotAllowedError(
    `"${actor}" wrote or published version ${row.ruleVersion} of the rule "${row.ruleId}" and cannot approve what it asks for. Ask another approver; a company of one person can turn on solo mode in its settings.`,
  )
}

/** Nobody agrees to their own words: what is sent in them is what somebody else has read. */
async function refuseWriter(
  db: Queryable,
  { companyId, actionId, actor, actorId }: PersonsVerdict,
): Promise<void> {
  const letters = (await lettersOf(db, { companyId, actionId })).filter(({ state }) => state === 'draft')
  const hasWorded = letters.some(({ wordedBy }) => wordedBy === actorId)
  const own = hasWorded ? undefined : await templateOf(db, { companyId, actorId, letters })
  if (!hasWorded && own === undefined) return
  const { settings } = await companyById(db, companyId)
  if (settings.soloMode === true) return
  throw new NotAllowedError(
    hasWorded
      ? `"${actor}" has worded the letter of the action "${actionId}" and cannot approve it. Ask another approver, or undo the wording.`
      : `"${actor}" has written the mail template "${own}", in which the letter of the action "${actionId}" is written, and cannot approve it. Ask another approver.`,
  )
}

/** The mail template of a person's own in which one of these letters is written. */
async function templateOf(
  db: Queryable,
  {
    companyId,
    actorId,
    letters,
  }: { companyId: string; actorId: string; letters: Awaited<ReturnType<typeof lettersOf>> },
): Promise<string | undefined> {
  const saved = await db
    .select({ name: mailTemplate.name, language: mailTemplate.language, version: mailTemplate.version })
    .from(mailTemplate)
    .where(and(eq(mailTemplate.companyId, companyId), eq(mailTemplate.savedById, actorId)))
  return saved.find(({ name, language, version }) =>
    letters.some(
      (letter) =>
        letter.template === name && letter.language === language && letter.templateVersion === version,
    ),
  )?.name
}

/** Cancels an action that waits. Its step is not done by that, so the rule may ask for it again. */
export async function cancelAction(db: Database, verdict: Verdict): Promise<void> {
  await settle(db, verdict, 'cancel action', async (tx, before) => {
    refuseUnless(before, WAITING_STATES, 'cancelled')
    await changeAction(tx, before, {
      state: 'cancelled',
      stateReason: `Cancelled by ${verdict.actor}${because(verdict)}`,
      settledAt: verdict.now,
    })
    await voidDraftsOf(tx, { companyId: before.companyId, actionId: before.id })
  })
}

/**
 * Puts an action back into the queue: one that failed, or one of which a person has found out that it did not arrive. Its letters
 * are written anew.
 */
export async function retryAction(db: Database, verdict: Verdict): Promise<void> {
  await settle(db, verdict, 'retry action', async (tx, before) => {
    refuseUnless(before, ['failed', 'unknown'], 'tried again')
    const { hasLeft } = await reopenLetters(tx, { companyId: before.companyId, actionId: before.id })
    await changeAction(tx, before, {
      state: 'queued',
      stateReason: null,
      settledAt: null,
      notBefore: null,
      // Nothing of it has left, so it is as if it had not been tried.
      ...(!hasLeft && { attempts: 0 }),
    })
  })
}

/**
 * Records that a person has done it themselves: the step counts as done from that day. Of an action whose outcome is not known
 * it says that it did arrive.
 */
export async function recordDoneByHand(db: Database, verdict: Verdict): Promise<void> {
  await settle(db, verdict, 'record as done by hand', async (tx, before) => {
    refuseUnless(before, [...WAITING_STATES, 'failed', 'unknown'], 'recorded as done')
    await changeAction(tx, before, {
      state: before.state === 'unknown' ? 'sent' : 'skipped',
      stateReason: `Done by hand by ${verdict.actor}${because(verdict)}`,
      doneOn: verdict.today,
      settledAt: verdict.now,
    })
  })
}

function because({ why }: Verdict): string {
  return why === undefined ? '' : `: ${why}`
}

function refuseUnless(before: ActionRow, states: readonly ActionRow['state'][], what: string): void {
  if (!states.includes(before.state))
    throw new StateConflictError(
      `The action ${before.id} is ${before.state} and cannot be ${what}. That takes an action that is ${states.join(', ')}.`,
    )
}

async function settle(
  db: Database,
  { companyId, actionId, actor, now, why }: Verdict,
  act: string,
  change: (tx: Transaction, before: ActionRow) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const before = await actionById(tx, companyId, actionId)
    await change(tx, before)
    const after = await actionById(tx, companyId, actionId)
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act,
        subject: { type: 'action', id: actionId },
        before: { state: before.state },
        after: { state: after.state, doneOn: after.doneOn },
        ...(why !== undefined && { why }),
      },
    ])
  })
}
