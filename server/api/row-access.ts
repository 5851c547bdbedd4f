import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { NotAllowedError } from '#server/auth/errors.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer, document } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'

/** True for somebody who sees only some entities' books or only their own customers. */
export function seesOnlySome({ entities, ownCustomersOnly }: Principal): boolean {
  return entities !== null || ownCustomersOnly
}

/**
 * The condition under which somebody may see what belongs to a customer: the customer owes one of their entities, and is
 * theirs if they see only their own. Nothing for somebody who sees everything.
 */
export function visibleCustomer(principal: Principal, customerId: SQL): SQL | undefined {
  const { companyId, entities, ownCustomersOnly } = principal
  return and(
    entities === null
      ? undefined
      : entities.length === 0
        ? sql`false`
        : sql`exists (select 1 from ${document} seen where seen.company_id = ${companyId} and seen.customer_id = ${customerId} and ${inArray(sql`seen.entity_id`, [...entities])})`,
    ownCustomersOnly
      ? sql`exists (select 1 from ${customer} own where own.company_id = ${companyId} and own.id = ${customerId} and own.owner in (${principal.id}, ${principal.name}))`
      : undefined,
  )
}

/** The condition under which somebody may see a document or a payment: its entity is one of theirs. */
export function visibleEntity({ entities }: Principal, entityId: SQL): SQL | undefined {
  if (entities === null) return undefined
  return entities.length === 0 ? sql`false` : inArray(entityId, [...entities])
}

/** Refuses a customer who is not there, or not for this person to see: the two look alike from outside. */
export async function customerFor(
  db: Queryable,
  principal: Principal,
  id: string,
): Promise<typeof customer.$inferSelect> {
  const [found] = await db
    .select()
    .from(customer)
    .where(
      and(
        eq(customer.companyId, principal.companyId),
        eq(customer.id, id),
        visibleCustomer(principal, sql`${customer.id}`),
      ),
    )
  if (found === undefined)
    throw new NotFoundError(`There is no customer "${id}" that you can see. The list shows those there are.`)
  return found
}

/** Refuses figures over everybody to somebody who sees only some. */
export function requireWholeBooks(principal: Principal, what: string): void {
  if (seesOnlySome(principal))
    throw new NotAllowedError(
      `${what} counts over all customers, and you see only some of them. Ask somebody who sees them all.`,
    )
}
