import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { message } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { jsonText } from '#server/database/insert-rows.ts'
import { snakeCase } from '#server/database/record-columns.ts'

/** A letter as it was just composed. */
export type Draft = Pick<
  typeof message.$inferSelect,
  | 'id'
  | 'customerId'
  | 'entityId'
  | 'contactId'
  | 'kind'
  | 'to'
  | 'template'
  | 'templateVersion'
  | 'language'
  | 'subject'
  | 'html'
  | 'text'
  | 'lines'
  | 'totals'
  | 'wording'
  | 'wordedBy'
  | 'wordedAt'
>

const KEYS = [
  'customerId',
  'entityId',
  'contactId',
  'kind',
  'to',
  'template',
  'templateVersion',
  'language',
  'subject',
  'html',
  'text',
  'lines',
  'totals',
  'wording',
  'wordedBy',
  'wordedAt',
] as const satisfies readonly Exclude<keyof Draft, 'id'>[]

const LETTERS_A_STATEMENT = 500

/**
 * Stores letters as drafts, in place of what was written under their ids before. What is under way is what may have been sent: it is
 * never written anew. A letter that says the same already is left alone, so that deciding again changes no row in vain.
 */
export async function storeLetters(
  tx: Transaction,
  { companyId, now }: { readonly companyId: string; readonly now: Date },
  drafts: readonly Draft[],
): Promise<void> {
  const columns = getTableColumns(message)
  const list = (each: (key: (typeof KEYS)[number]) => SQL) => sql.join(KEYS.map(each), sql`, `)
  const name = (key: string) => sql.identifier(snakeCase(key))
  const typed = list((key) => sql`${sql.identifier(key)} ${sql.raw(columns[key].getSQLType())}`)
  for (let from = 0; from < drafts.length; from += LETTERS_A_STATEMENT)
    await tx.execute(sql`
      insert into message as present (company_id, id, state, created_at, ${list((key) => sql`${name(key)}`)})
      select ${companyId}, id, 'draft', ${now.toISOString()}::timestamptz, ${list((key) => sql`${sql.identifier(key)}`)}
      from jsonb_to_recordset(${jsonText(drafts.slice(from, from + LETTERS_A_STATEMENT))}::jsonb)
        as draft(id text, ${typed})
      on conflict (company_id, id) do update
        set state = 'draft', payload = null, payload_hash = null, idempotency_key = null, frozen_at = null,
          first_attempt_at = null, ${list((key) => sql`${name(key)} = excluded.${name(key)}`)}
      where present.state = 'void' or (${mayBeRewritten(sql`present`, now)}
        and (${list((key) => sql`present.${name(key)}`)}) is distinct from (${list((key) => sql`excluded.${name(key)}`)}))`)
}

/**
 * That a letter is a draft, or was frozen and nobody has taken it: a service has put it off, or the process that froze it has died
 * before it tried. One of an act that is under way by another letter stays as it was decided.
 */
export function mayBeRewritten(letter: SQL, now: Date): SQL {
  return sql`((${letter}.state = 'draft' or (${letter}.state = 'frozen'
      and (${letter}.lease_until is null or ${letter}.lease_until <= ${now.toISOString()}::timestamptz)))
    and (select count(*) = 0 from message_action link join action act
      on act.company_id = link.company_id and act.id = link.action_id
      where link.company_id = ${letter}.company_id and link.message_id = ${letter}.id
        and act.state in ('sending', 'unknown')))`
}
