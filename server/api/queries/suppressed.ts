import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Queryable } from '#server/database/database.ts'
import { suppressedAddress } from '#server/database/mail-tables.ts'
import { type Listing, pageOf } from '../page.ts'
import type { SuppressedListView } from '../views/mail.ts'

/** The addresses nothing is sent to, by address. */
export async function listSuppressed(
  db: Queryable,
  companyId: string,
  asked: z.infer<typeof Listing>,
): Promise<SuppressedListView> {
  const address = sql`${suppressedAddress.address}`
  const page = pageOf(asked, { sort: { by: address, kind: 'text' }, id: address })
  const found = await db
    .select({ row: suppressedAddress, place: page.place, placeId: sql<string>`${address}` })
    .from(suppressedAddress)
    .where(and(eq(suppressedAddress.companyId, companyId), page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    addresses: rows.map(({ row }) => ({
      address: row.address,
      reason: row.reason,
      detail: row.detail,
      message: row.messageId,
      at: row.suppressedAt.toISOString(),
      by: row.suppressedBy,
    })),
    next,
  }
}
