import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Principal } from '#server/auth/principal.ts'
import { amongIds } from '#server/database/among-ids.ts'
import { ACCOUNT_MATCHES, account } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import type { AccountsView, AccountView } from '../views/accounts.ts'

/** By what accounts can be narrowed; `match=doubtful` is the queue of what a person has to decide. */
export const AccountFilter = Listing.extend({
  match: z.enum(ACCOUNT_MATCHES).exactOptional(),
  customer: IdAsked.exactOptional(),
  connection: IdAsked.exactOptional(),
})
type AccountFilter = z.infer<typeof AccountFilter>

/** Accounts of all connections by name, with whom they are booked to and whom they may be. */
export async function listAccounts(
  db: Queryable,
  principal: Principal,
  asked: AccountFilter,
  only?: SQL,
): Promise<AccountsView> {
  const id = sql`${account.connectionId} || '/' || ${account.id}`
  const page = pageOf(asked, { sort: { by: sql`${account.name}`, kind: 'text' }, id })
  const found = await db
    .select({ account, customerName: customer.name, place: page.place, placeId: sql<string>`${id}` })
    .from(account)
    .leftJoin(customer, and(eq(customer.companyId, account.companyId), eq(customer.id, account.customerId)))
    .where(
      and(
        visibleAccount(principal),
        only,
        asked.match === undefined ? undefined : eq(account.match, asked.match),
        asked.customer === undefined ? undefined : eq(account.customerId, asked.customer),
        asked.connection === undefined ? undefined : eq(account.connectionId, asked.connection),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  const names = await visibleNames(
    db,
    principal,
    rows.flatMap((row) => row.account.candidates.map((each) => each.customerId)),
  )
  const accounts = rows.map(({ account: row, customerName }): AccountView => {
    const customerId = row.customerId ?? row.id
    return {
      connection: row.connectionId,
      id: row.id,
      name: row.name,
      taxId: row.taxId,
      domain: row.domain,
      customer: { id: customerId, name: customerName ?? customerId },
      match: row.match,
      candidates: row.candidates.flatMap(({ customerId: candidate, why }) => {
        const name = names.get(candidate)
        return name === undefined ? [] : [{ id: candidate, name, why }]
      }),
      matchedBy: row.matchedBy,
      matchedAt: row.matchedAt?.toISOString() ?? null,
    }
  })
  return { accounts, next }
}

/** One account. Throws `NotFoundError` for one that is not there or not for this person to see. */
export async function viewAccount(
  db: Queryable,
  principal: Principal,
  { connection, id }: { connection: string; id: string },
): Promise<AccountView> {
  const { accounts } = await listAccounts(db, principal, { connection }, eq(account.id, id))
  const [one] = accounts
  if (one === undefined)
    throw new NotFoundError(
      `There is no account "${id}" of "${connection}" that you can see. The list shows those there are.`,
    )
  return one
}

function visibleAccount(principal: Principal): SQL | undefined {
  return and(
    eq(account.companyId, principal.companyId),
    visibleCustomer(principal, sql`${account.customerId}`),
  )
}

/** The names of candidates, of those this person may see. */
async function visibleNames(
  db: Queryable,
  principal: Principal,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await db
    .select({ id: customer.id, name: customer.name })
    .from(customer)
    .where(
      and(
        eq(customer.companyId, principal.companyId),
        amongIds(customer.id, ids),
        visibleCustomer(principal, sql`${customer.id}`),
      ),
    )
  return new Map(found.map(({ id, name }) => [id, name]))
}
