import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import { account, accountRecord } from '#server/database/company-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { voidDraftsOf } from '#server/run/action-letters.ts'
import { changeAction, WAITING_STATES } from '#server/run/action-states.ts'
import { lockRuns } from '#server/run/company.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import {
  type AccountRow,
  giveCustomer,
  hasNoted,
  moveNoted,
  noteRecords,
  ofAccount,
  takeCustomer,
} from './account-records.ts'

type Order = {
  readonly companyId: string
  readonly connectionId: string
  readonly accountId: string
  readonly actor: string
  readonly now: Date
  readonly why: string
}

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
