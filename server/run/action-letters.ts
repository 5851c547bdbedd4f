import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { message, messageAction } from '#server/database/action-tables.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { insertRows } from '#server/database/insert-rows.ts'

export type MessageRow = typeof message.$inferSelect

/** The letters that carry out an action, those that still count before void ones; one for each legal entity it is about. */
export async function lettersOf(
  db: Queryable,
  { companyId, actionId }: { companyId: string; actionId: string },
): Promise<MessageRow[]> {
  const found = await db
    .select({ message })
    .from(messageAction)
    .innerJoin(
      message,
      and(eq(message.companyId, messageAction.companyId), eq(message.id, messageAction.messageId)),
    )
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.actionId, actionId)))
    .orderBy(sql`${message.state} = 'void'`, asc(message.entityId), asc(message.id))
  return found.map((row) => row.message)
}

/** The ids of the actions each of these letters carries out, by the letter's id. */
export async function actionIdsOf(
  db: Queryable,
  { companyId, messageIds }: { companyId: string; messageIds: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (messageIds.length === 0) return new Map()
  const links = await db
    .select({ messageId: messageAction.messageId, actionId: messageAction.actionId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), inArray(messageAction.messageId, [...messageIds])))
    .orderBy(asc(messageAction.messageId), asc(messageAction.actionId))
  const byLetter = Map.groupBy(links, ({ messageId }) => messageId)
  return new Map([...byLetter].map(([id, own]) => [id, own.map(({ actionId }) => actionId)]))
}

/**
 * Says which actions the letters of today carry out. An action that stands in a letter of today leaves the drafts it stood in
 * before; what was frozen keeps its actions, for it may have been sent.
 */
export async function linkLetters(
  tx: Transaction,
  companyId: string,
  letters: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const links = [...letters].flatMap(([messageId, actionIds]) =>
    actionIds.map((actionId) => ({ companyId, messageId, actionId })),
  )
  if (links.length === 0) return
  const given = JSON.stringify(links.map(({ messageId, actionId }) => [messageId, actionId]))
  await tx.execute(sql`
    delete from message_action link using message letter
    where link.company_id = ${companyId} and letter.company_id = link.company_id and letter.id = link.message_id
      and letter.state in ('draft', 'void')
      and (link.action_id in (select given ->> 1 from jsonb_array_elements(${given}::jsonb) given)
        or link.message_id in (select given ->> 0 from jsonb_array_elements(${given}::jsonb) given))`)
  for (let from = 0; from < links.length; from += 1000)
    await tx.execute(insertRows(messageAction, links.slice(from, from + 1000), sql`on conflict do nothing`))
}

/** A draft whose action is cancelled is not sent; the next run writes anew what is left of it. */
export async function voidDraftsOf(
  tx: Transaction,
  { companyId, actionId }: { companyId: string; actionId: string },
): Promise<void> {
  const letters = tx
    .select({ id: messageAction.messageId })
    .from(messageAction)
    .where(and(eq(messageAction.companyId, companyId), eq(messageAction.actionId, actionId)))
  await tx
    .update(message)
    .set({ state: 'void' })
    .where(and(eq(message.companyId, companyId), inArray(message.id, letters), eq(message.state, 'draft')))
}
