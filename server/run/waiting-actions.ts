import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { type ActionRow, WAITING_STATES } from './action-states.ts'
import type { RecordingOf } from './record-actions.ts'

/** What waits for its rule. Releases by the terms of a hold outlive their rule and have no cycle; they are kept elsewhere. */
const waitsForItsRule = ({ companyId, customerIds }: Pick<RecordingOf, 'companyId' | 'customerIds'>) =>
  and(
    eq(action.companyId, companyId),
    isNotNull(action.cycle),
    inArray(action.state, [...WAITING_STATES]),
    customerIds === null ? undefined : amongIds(action.customerId, customerIds),
  )

/** The database's own mark of a row as it is. */
const ROW_VERSION = sql<string>`${action}.xmin::text`

/** The versions of a company's rows that wait, to be read before it is decided what they become. */
export async function waitingVersions(
  tx: Transaction,
  companyId: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await tx
    .select({ id: action.id, version: ROW_VERSION })
    .from(action)
    .where(waitsForItsRule({ companyId, customerIds: null }))
  return new Map(found.map(({ id, version }) => [id, version]))
}

/**
 * Whether an act stands in a frozen letter of an act that another letter has begun. It leaves with that letter, which is held
 * against the books by itself, or is taken out with it: decided otherwise by itself, it would hold the letter back for ever.
 */
const IS_BOUND = sql<boolean>`(
  select count(*) > 0 from ${messageAction} own
    join ${message} letter on letter.company_id = own.company_id and letter.id = own.message_id and letter.state = 'frozen'
    join ${messageAction} beside on beside.company_id = own.company_id and beside.message_id = own.message_id
    join ${action} begun on begun.company_id = beside.company_id and begun.id = beside.action_id
      and begun.state in ('sending', 'unknown')
  where own.company_id = "action".company_id and own.action_id = "action".id)`

/** What waits, locked; apart from it what was touched since it was decided, or is bound to what has begun. */
export async function waitingActions(
  tx: Transaction,
  recording: RecordingOf,
): Promise<{ waiting: readonly ActionRow[]; touched: readonly string[] }> {
  const found = await tx
    .select({ row: action, version: ROW_VERSION, isBound: IS_BOUND })
    .from(action)
    .where(waitsForItsRule(recording))
    // Whoever locks several actions takes them in this order, so that nobody waits for somebody who waits for them.
    .orderBy(asc(action.id))
    .for('update')
  const { waitedAs } = recording
  const isAsDecided = ({ row, version, isBound }: (typeof found)[number]) =>
    !isBound && (waitedAs === undefined || waitedAs.get(row.id) === version)
  return {
    waiting: found.filter(isAsDecided).map(({ row }) => row),
    touched: found.filter((each) => !isAsDecided(each)).map(({ row }) => row.id),
  }
}
