import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import { account, accountRecord } from '#server/database/company-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { customer, LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { rows } from '#server/database/rows.ts'
import { voidDraftsOf } from '#server/run/action-letters.ts'
import { changeAction, WAITING_STATES } from '#server/run/action-states.ts'
import { lockRuns } from '#server/run/company.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { MOVED_STREAMS } from './match-accounts.ts'

type Order = {
  readonly companyId: string
  readonly connectionId: string
  readonly accountId: string
  readonly actor: string
  readonly now: Date
  readonly why: string
}
type AccountRow = typeof account.$inferSelect

/** Tables of ours about a customer, which follow when a customer turns out to be another. */
const FOLLOWING = ['action', 'message', 'task', 'note', 'reply', 'charge', 'attachment'] as const

/**
 * Books an account to a customer, or says of a doubtful one that it is the customer it was taken for. Its documents, payments
 * and contacts are that customer's from now on; when nothing is left of the customer it was by itself, what people noted and
 * what was sent follows, so that both are written to no more often than one. `splitAccount` takes it back.
 */
export async function matchAccount(
  db: Database,
  order: Order & { readonly customerId: string },
): Promise<void> {
  const { companyId, connectionId, accountId, customerId, now } = order
  await db.transaction(async (tx) => {
    const row = await lockAccount(tx, order)
    const [target] = await tx
      .select({ id: customer.id })
      .from(customer)
      .where(and(eq(customer.companyId, companyId), eq(customer.id, customerId)))
    if (target === undefined)
      throw new NotFoundError(
        `There is no customer "${customerId}" in the books. Match the account to one of the list.`,
      )
    const from = row.customerId ?? accountId
    if (row.ownCustomer !== null && from !== customerId)
      throw new StateConflictError(
        `The account "${accountId}" of "${connectionId}" is matched to "${from}" by hand. Split it first.`,
      )
    let ownCustomer = row.ownCustomer
    if (from !== customerId) {
      const isWhole = await isOnlyAccount(tx, row, from)
      await cancelWaiting(tx, { companyId, customerId: from, now, to: customerId })
      const moved = await noteRecords(tx, row, { from, isWhole })
      const changed = await moveNoted(tx, row, { from, to: customerId })
      ownCustomer = isWhole ? await takeCustomer(tx, companyId, from) : null
      await raiseLedgerVersion(tx, companyId, 1, {
        records: { ...changed, ...(ownCustomer && { customers: [from] }) },
      })
      await audit(tx, order, { act: 'match account', before: from, after: customerId, moved })
    } else await audit(tx, order, { act: 'match account', before: from, after: customerId, moved: 0 })
    await decide(tx, row, { ...order, customerId, ownCustomer })
  })
}

/**
 * Makes an account a customer of its own again, with its own records, those taken in since, and what had followed it. Of a
 * doubtful account it says that it is nobody else.
 */
export async function splitAccount(db: Database, order: Order): Promise<string> {
  const { companyId, accountId, now } = order
  return db.transaction(async (tx) => {
    const row = await lockAccount(tx, order)
    const from = row.customerId ?? accountId
    const isItself = row.ownCustomer === null && row.match !== 'matched' && !(await hasNoted(tx, row))
    if (isItself) {
      await audit(tx, order, { act: 'split account', before: from, after: from, moved: 0 })
      await decide(tx, row, { ...order, customerId: from, ownCustomer: null })
      return from
    }
    await cancelWaiting(tx, { companyId, customerId: from, now, to: accountId })
    const customerId = await giveCustomer(tx, row)
    const changed = await moveNoted(tx, row, { from, to: customerId })
    if (customerId === accountId) await tx.delete(accountRecord).where(ofAccount(row))
    await raiseLedgerVersion(tx, companyId, 1, { records: { ...changed, customers: [customerId] } })
    const moved = Object.values(changed).reduce((total, ids) => total + ids.length, 0)
    await audit(tx, order, { act: 'split account', before: from, after: customerId, moved })
    await decide(tx, row, { ...order, customerId, ownCustomer: null })
    return customerId
  })
}

async function lockAccount(
  tx: Transaction,
  { companyId, connectionId, accountId }: Order,
): Promise<AccountRow> {
  await lockRuns(tx, companyId)
  await lockLedger(tx, companyId)
  const [row] = await tx
    .select()
    .from(account)
    .where(
      and(
        eq(account.companyId, companyId),
        eq(account.connectionId, connectionId),
        eq(account.id, accountId),
      ),
    )
    .for('update')
  if (row === undefined)
    throw new NotFoundError(
      `There is no account "${accountId}" of "${connectionId}". The list shows those there are.`,
    )
  return row
}

async function decide(
  tx: Transaction,
  { companyId, connectionId, id }: AccountRow,
  {
    customerId,
    ownCustomer,
    actor,
    now,
  }: { customerId: string; ownCustomer: Record<string, unknown> | null; actor: string; now: Date },
): Promise<void> {
  await tx
    .update(account)
    .set({ customerId, ownCustomer, match: 'by-hand', candidates: [], matchedBy: actor, matchedAt: now })
    .where(and(eq(account.companyId, companyId), eq(account.connectionId, connectionId), eq(account.id, id)))
}

/** True when no other account is booked to the customer, so that the customer as a whole is the account. */
async function isOnlyAccount(tx: Transaction, row: AccountRow, customerId: string): Promise<boolean> {
  const [other] = await tx
    .select({ id: account.id })
    .from(account)
    .where(
      and(
        eq(account.companyId, row.companyId),
        eq(account.customerId, customerId),
        sql`(${account.connectionId}, ${account.id}) <> (${row.connectionId}, ${row.id})`,
      ),
    )
    .limit(1)
  const [own] = await tx
    .select({ source: customer.source })
    .from(customer)
    .where(and(eq(customer.companyId, row.companyId), eq(customer.id, customerId)))
  return other === undefined && own?.source === row.connectionId
}

function ofAccount({ companyId, connectionId, id }: AccountRow) {
  return and(
    eq(accountRecord.companyId, companyId),
    eq(accountRecord.connectionId, connectionId),
    eq(accountRecord.accountId, id),
  )
}

async function hasNoted(tx: Transaction, row: AccountRow): Promise<boolean> {
  const [one] = await tx
    .select({ id: accountRecord.recordId })
    .from(accountRecord)
    .where(ofAccount(row))
    .limit(1)
  return one !== undefined
}

/** Notes what is the account's: all of the customer when that is all it is, else what its source brought and no other account's. */
async function noteRecords(
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
async function moveNoted(
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
async function takeCustomer(
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
async function giveCustomer(tx: Transaction, row: AccountRow): Promise<string> {
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

/** What waits was decided about somebody else: the next run decides anew about whom it is now. */
async function cancelWaiting(
  tx: Transaction,
  { companyId, customerId, now, to }: { companyId: string; customerId: string; now: Date; to: string },
): Promise<void> {
  const waiting = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.customerId, customerId),
        inArray(action.state, [...WAITING_STATES]),
      ),
    )
    .orderBy(asc(action.id))
    .for('update')
  for (const row of waiting) {
    const stateReason = `The customer "${customerId}" and "${to}" are told apart otherwise since.`
    await changeAction(tx, row, { state: 'cancelled', stateReason, settledAt: now })
    await voidDraftsOf(tx, { companyId, actionId: row.id })
  }
}

async function audit(
  tx: Transaction,
  { companyId, connectionId, accountId, actor, now, why }: Order,
  { act, before, after, moved }: { act: string; before: string; after: string; moved: number },
): Promise<void> {
  await appendAudit(tx, [
    {
      companyId,
      at: now,
      actor,
      act,
      subject: { type: 'account', id: `${connectionId}/${accountId}` },
      before: { customerId: before },
      after: { customerId: after, records: moved },
      why,
    },
  ])
}
