import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { decimalAmount } from '#engine/money.ts'
import type { Principal } from '#server/auth/principal.ts'
import { charge } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { instantNumber, Listing, pageOf } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import { CHARGE_STATES, type ChargesView } from '../views/charges.ts'

export const ChargeFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  state: z.enum(CHARGE_STATES).exactOptional(),
})

/** Finance charges of the customers somebody may see, the latest first; with `id` that one alone. */
export async function listCharges(
  db: Queryable,
  principal: Principal,
  { asked, id }: { asked: z.infer<typeof ChargeFilter>; id?: string },
): Promise<ChargesView> {
  const page = pageOf(asked, {
    sort: { by: instantNumber(sql`${charge.createdAt}`), kind: 'number', descending: true },
    id: sql`${charge.id}`,
  })
  const found = await db
    .select({ row: charge, name: customer.name, place: page.place, placeId: charge.id })
    .from(charge)
    .leftJoin(customer, and(eq(customer.companyId, charge.companyId), eq(customer.id, charge.customerId)))
    .where(
      and(
        eq(charge.companyId, principal.companyId),
        visibleCustomer(principal, sql`${charge.customerId}`),
        id === undefined ? undefined : eq(charge.id, id),
        asked.customer === undefined ? undefined : eq(charge.customerId, asked.customer),
        asked.state === undefined ? undefined : eq(charge.state, asked.state),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    charges: rows.map(({ row, name }) => ({
      id: row.id,
      customer: { id: row.customerId, name: name ?? row.customerId },
      document: row.documentId,
      period: row.period,
      amount: { amount: decimalAmount(row.minor, row.currency), currency: row.currency },
      state: row.state,
      action: row.actionId,
      createdAt: row.createdAt.toISOString(),
      settledAt: row.settledAt?.toISOString() ?? null,
      settledBy: row.settledBy,
    })),
    next,
  }
}
