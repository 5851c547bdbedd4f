import { and, eq, inArray, sql } from 'drizzle-orm'
import type { MergedMessage } from '#engine/decision.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { action, message } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import { type ComposedMail, composeMail } from '#server/mail/compose-mail.ts'
import { readTemplates } from '#server/mail/templates.ts'
import { linkLetters } from './action-letters.ts'
import { WAITING_STATES } from './action-states.ts'
import { companyById } from './company.ts'
import { recordInternalMail } from './internal-mail.ts'
import { askAboutWording, readWordings } from './kept-wording.ts'
import type { RecordingOf, WantedAct } from './record-actions.ts'
import { type Draft, mayBeRewritten, storeLetters } from './store-letters.ts'

/** Writes the letters anew from today's lines; they are drafts until the first attempt to send them. */
export async function recordMessages(
  tx: Transaction,
  recording: RecordingOf,
  {
    messages,
    wanted,
    idOf,
    touched,
  }: {
    messages: readonly MergedMessage[]
    wanted: readonly WantedAct[]
    idOf: ReadonlyMap<string, string>
    /** Actions that are left as they are, with their letters. */
    touched: readonly string[]
  },
): Promise<void> {
  const { companyId, customerIds, companyName, snapshot, asOf, now } = recording
  // Read within the run's transaction: its letters are all of one moment.
  const templates = await readTemplates(tx, await companyById(tx, companyId))
  const wordings = await readWordings(tx, { companyId, customerIds })
  const keys = new Map(wanted.map(({ at, act, key }) => [`${at}\n${act.act.id}`, key]))
  const written = new Map<string, readonly string[]>()
  const drafts = new Map<string, Draft>()
  for (const merged of messages) {
    const actionIds = merged.acts.flatMap(({ decision, step }) => {
      const id = idOf.get(keys.get(`${decision}\n${step}`) ?? '')
      return id === undefined ? [] : [id]
    })
    const first = actionIds[0]
    if (first === undefined) continue
    const kept = wordings.of(merged, actionIds)
    const mail = tryToCompose(merged, {
      snapshot,
      asOf,
      companyName,
      templates,
      wording: kept?.wording ?? null,
    })
    if (mail instanceof ReceivablesError) {
      await tx
        .update(action)
        .set({ state: 'cancelled', stateReason: mail.message, settledAt: now })
        .where(
          and(
            eq(action.companyId, companyId),
            inArray(action.id, actionIds),
            inArray(action.state, [...WAITING_STATES]),
          ),
        )
      await raiseAlert(tx, {
        companyId,
        kind: 'letter-held-back',
        about: merged.template,
        day: asOf,
        now,
        customerId: snapshot.customers[merged.customer]!.id,
        text: `A letter to ${snapshot.customers[merged.customer]!.name} in the template "${merged.template}" could not be written and is held back: ${mail.message} Others may be concerned; the outbox names them.`,
      })
      continue
    }
    const id = `${first}/${merged.entityId ?? 'all'}`
    written.set(id, actionIds)
    const customerId = snapshot.customers[merged.customer]!.id
    drafts.set(id, {
      id,
      customerId,
      entityId: merged.entityId,
      contactId: merged.recipient.id,
      kind: merged.kind ?? 'chase',
      to: mail.to,
      template: merged.template,
      templateVersion: mail.templateVersion,
      language: mail.language,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      lines: [...merged.lines],
      totals: { ...mail.totals },
      wording: kept?.wording ?? null,
      wordedBy: kept?.wordedBy ?? null,
      wordedAt: kept?.wordedAt ?? null,
    })
    if (kept) await askAboutWording(tx, kept, { actionIds, totals: mail.totals })
  }
  await storeLetters(tx, recording, [...drafts.values()])
  for (const [id, actionIds] of await recordInternalMail(tx, recording, { wanted, idOf }))
    written.set(id, actionIds)
  await linkLetters(tx, companyId, written)
  await voidOtherLetters(tx, recording, { written: [...written.keys()], touched })
}

/** One letter that cannot be written, for whatever is wrong with it, holds back its own acts and nobody else's. */
function tryToCompose(...letter: Parameters<typeof composeMail>): ComposedMail | ReceivablesError {
  try {
    return composeMail(...letter)
  } catch (error) {
    if (error instanceof ReceivablesError) return error
    throw error
  }
}

/** A letter that today's decisions did not write again will never be sent: its acts are gone, or stand in another letter. */
async function voidOtherLetters(
  tx: Transaction,
  { companyId, customerIds, now }: Pick<RecordingOf, 'companyId' | 'customerIds' | 'now'>,
  { written, touched }: { written: readonly string[]; touched: readonly string[] },
): Promise<void> {
  const ofThese = customerIds === null ? sql`` : sql`and ${amongIds(message.customerId, customerIds)}`
  const ofOthers = sql`and not exists (select from message_action link where link.company_id = message.company_id
    and link.message_id = message.id
    and link.action_id in (select jsonb_array_elements_text(${JSON.stringify(touched)}::jsonb)))`
  await tx.execute(sql`
    update message set state = 'void'
    where company_id = ${companyId} and ${mayBeRewritten(sql`message`, now)} ${ofThese}
      ${touched.length === 0 ? sql`` : ofOthers}
      and id not in (select jsonb_array_elements_text(${JSON.stringify(written)}::jsonb))`)
}
