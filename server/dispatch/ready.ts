import { and, eq, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { ACT_NAMES } from '#engine/acts.ts'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import { isLetter } from './act-ways.ts'

/** Queued, not put off, and nobody is at it. */
export function isReadyAct(companyId: string, now: Date): SQL | undefined {
  return and(
    eq(action.companyId, companyId),
    eq(action.state, 'queued'),
    or(isNull(action.notBefore), lte(action.notBefore, now)),
    or(isNull(action.leaseUntil), lte(action.leaseUntil, now)),
  )
}

/** An act that leaves by mail. */
export const isLetterAct: SQL = inArray(action.kind, ACT_NAMES.filter(isLetter))

// What follows counts where it might ask "exists": a count is looked up by the letter's own links, whatever the database believes of
// its tables. With figures of tables that had just been filled it has compared each letter with every act, for ten minutes.

/** An act of which no letter is written, so that it has to be decided again to get one. */
export const hasNoLetter: SQL = sql`(
  select count(*) = 0 from ${messageAction} link join ${message} letter
    on letter.company_id = link.company_id and letter.id = link.message_id
  where link.company_id = ${action.companyId} and link.action_id = ${action.id} and letter.state <> 'void')`

/**
 * A letter that may leave now, nobody being at it. It leaves when every act in it may: merged with one that awaits approval, it
 * waits too. It may be the second letter of an act whose first is under way; whatever became of the others in it, it is looked at,
 * for nothing else would settle that act.
 */
export function isReadyLetter(companyId: string, now: Date): SQL | undefined {
  return and(
    eq(message.companyId, companyId),
    inArray(message.state, ['draft', 'frozen']),
    or(isNull(message.notBefore), lte(message.notBefore, now)),
    or(isNull(message.leaseUntil), lte(message.leaseUntil, now)),
    sql`(select count(*) > 0
        and not coalesce(bool_or(act.state = 'queued' and act.not_before > ${now.toISOString()}::timestamptz), false)
        and (bool_and(act.state = 'queued') or bool_or(act.state in ('sending', 'unknown')))
      from ${messageAction} link join ${action} act
        on act.company_id = link.company_id and act.id = link.action_id
      where link.company_id = ${message.companyId} and link.message_id = ${message.id})`,
  )
}
