import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type account, accountRecord } from '#server/database/company-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { customer, LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { rows } from '#server/database/rows.ts'
import { MOVED_STREAMS } from './match-accounts.ts'

export type AccountRow = typeof account.$inferSelect

/** Tables of ours about a customer, which follow when a customer turns out to be another. */
const FOLLOWING = ['action', 'message', 'task', 'note', 'reply', 'charge', 'attachment'] as const

/** The notes of an account. */
export function ofAccount({ companyId, connectionId, id }: AccountRow) {
  return and(
    eq(accountRecord.companyId, companyId),
    eq(accountRecord.connectionId, connectionId),
    eq(accountRecord.accountId, id),
  )
}

/** True when records are booked elsewhere than the account would be by itself. */
export async function hasNoted(tx: Transaction, row: AccountRow): Promise<boolean> {
  const [one] = await tx
    .select({ id: accountRecord.recordId })
    .from(accountRecord)
    .where(ofAccount(row))
    .limit(1)
  return one !== undefined
}

/** Notes what is the account's: all of the customer when that is all it is, else what its source brought and no other account's. */
export async function noteRecords(
  tx: Transaction,
  { companyId, connectionId, id }: AccountRow,
  { from, isWhole }: { from: string; isWhole: boolean },
): Promise<number> {
  const tables = [
    ...MOVED_STREAMS.map((stream) => ({
      name: stream,
      table: sql`${LEDGER_TABLES[stream]}`,
      ofSource: true,
    })),
    ...(isWhole
      ? FOLLOWING.map((name) => ({ name, table: sql`${sql.identifier(name)}`, ofSource: false }))
      : []),
  ]
  let noted = 0
  for (const { name, table, ofSource } of tables) {
    const result = await tx.execute(sql`
      insert into account_record (company_id, connection_id, account_id, "table", record_id)
      select ${companyId}, ${connectionId}, ${id}, ${name}, stored.id from ${table} stored
      where stored.company_id = ${companyId} and stored.customer_id = ${from}
        ${
          isWhole || !ofSource
            ? sql``
            : sql`and stored.source = ${connectionId} and not exists (select from account_record other
                where other.company_id = ${companyId} and other."table" = ${name} and other.record_id = stored.id)`
        }
      on conflict do nothing returning record_id as id`)
    noted += rows(Id, result).length
  }
  return noted
}

const Id = z.object({ id: z.string() })

/** Books what is noted of an account from one customer to another; the ids of the records of the ledger, by stream. */
export async function moveNoted(
  tx: Transaction,
  { companyId, connectionId, id }: AccountRow,
  { from, to }: { from: string; to: string },
): Promise<Partial<Record<(typeof MOVED_STREAMS)[number], string[]>>> {
  const move = async (name: string, table: ReturnType<typeof sql>) =>
    rows(
      Id,
      await tx.execute(sql`
        update ${table} stored set customer_id = ${to} from account_record noted
        where noted.company_id = ${companyId} and noted.connection_id = ${connectionId} and noted.account_id = ${id}
          and noted."table" = ${name} and stored.company_id = ${companyId} and stored.id = noted.record_id
          and stored.customer_id = ${from}
        returning stored.id`),
    ).map((row) => row.id)
  const changed: Partial<Record<(typeof MOVED_STREAMS)[number], string[]>> = {}
  for (const stream of MOVED_STREAMS) {
    const ids = await move(stream, sql`${LEDGER_TABLES[stream]}`)
    if (ids.length > 0) changed[stream] = ids
  }
  for (const name of FOLLOWING) await move(name, sql`${sql.identifier(name)}`)
  return changed
}

/** Takes a customer of which nothing is left out of the books; answers its row, to be put back one day. */
export async function takeCustomer(
  tx: Transaction,
  companyId: string,
  id: string,
): Promise<Record<string, unknown> | null> {
  const result = await tx.execute(sql`
    delete from customer where company_id = ${companyId} and id = ${id} returning to_jsonb(customer)::text as row`)
  const [taken] = rows(z.object({ row: z.string() }), result)
  return taken === undefined ? null : z.record(z.string(), z.unknown()).parse(JSON.parse(taken.row))
}

/** The customer an account is by itself: as it was before it was matched, else a new one of its name. */
export async function giveCustomer(tx: Transaction, row: AccountRow): Promise<string> {
  const { companyId, connectionId, id, name, ownCustomer } = row
  if (ownCustomer !== null) {
    await tx.execute(sql`
      insert into customer select * from jsonb_populate_record(null::customer, ${JSON.stringify(ownCustomer)}::jsonb)
      on conflict do nothing`)
    return z.object({ id: z.string() }).parse(ownCustomer).id
  }
  const [taken] = await tx
    .select({ id: customer.id })
    .from(customer)
    .where(and(eq(customer.companyId, companyId), eq(customer.id, id), ne(customer.source, connectionId)))
  const own = taken === undefined ? id : `${connectionId}/${id}`
  await tx.insert(customer).values({ companyId, id: own, source: connectionId, name }).onConflictDoNothing()
  return own
}
