import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { CONTACT_ROLES } from '#engine/ledger.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { contact } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import type { ContactsView, ContactView } from '../views/customers.ts'

/** By what the contacts can be narrowed. */
export const ContactFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  role: z.enum(CONTACT_ROLES).exactOptional(),
})

/** The contacts of the customers somebody sees. */
export async function listContacts(
  db: Queryable,
  principal: Principal,
  asked: z.infer<typeof ContactFilter>,
): Promise<ContactsView> {
  const page = pageOf(asked, {
    sort: { by: sql`${contact.customerId}`, kind: 'text' },
    id: sql`${contact.id}`,
  })
  const found = await db
    .select({ row: contact, place: page.place, placeId: contact.id })
    .from(contact)
    .where(
      and(
        eq(contact.companyId, principal.companyId),
        visibleCustomer(principal, sql`${contact.customerId}`),
        asked.customer === undefined ? undefined : eq(contact.customerId, asked.customer),
        asked.role === undefined ? undefined : eq(contact.role, asked.role),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return { contacts: rows.map(({ row }) => viewContact(row)), next }
}

/** One contact. Throws `NotFoundError` for one who is not there or not for this person to see. */
export async function contactFor(db: Queryable, principal: Principal, id: string): Promise<ContactView> {
  const [found] = await db
    .select()
    .from(contact)
    .where(
      and(
        eq(contact.companyId, principal.companyId),
        eq(contact.id, id),
        visibleCustomer(principal, sql`${contact.customerId}`),
      ),
    )
  if (found === undefined) throw new NotFoundError(`There is no contact "${id}" that you can see.`)
  return viewContact(found)
}

/** A contact as it is answered. */
export function viewContact(row: typeof contact.$inferSelect): ContactView {
  const { id, customerId, name, email, phone, role, source } = row
  return { id, customer: customerId, name, email, phone, role, source }
}
