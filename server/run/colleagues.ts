import { and, asc, eq, sql } from 'drizzle-orm'
import type { Colleague } from '#engine/acts.ts'
import { task } from '#server/database/action-tables.ts'
import { authUser, member } from '#server/database/auth-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'

/** Somebody who works at the company. */
export type Person = { readonly id: string; readonly name: string; readonly email: string }

/** The people a rule means: the owner of a customer, all of a role, or a person by their address. Nobody, where there is none. */
export async function colleaguesOf(
  db: Queryable,
  { companyId, customerId, who }: { companyId: string; customerId: string; who: Colleague },
): Promise<Person[]> {
  const people = await db
    .select({ id: authUser.id, name: authUser.name, email: authUser.email, role: member.role })
    .from(member)
    .innerJoin(authUser, eq(authUser.id, member.userId))
    .where(eq(member.companyId, companyId))
    .orderBy(asc(authUser.email))
  const named = ({ id, name, email }: Person): Person => ({ id, name, email })
  if (who !== 'owner')
    return people
      .filter((each) => ('role' in who ? each.role === who.role : each.email === who.person.toLowerCase()))
      .map(named)
  const owner = await ownerOf(db, companyId, customerId)
  return people
    .filter(({ id, name, email }) => owner !== null && [id, name, email].includes(owner))
    .map(named)
}

/**
 * Whom a task goes to, by name: the owner of the customer as the books name them, a person, or of a role whoever has the fewest
 * open tasks. Null where there is nobody.
 */
export async function assigneeOf(
  db: Queryable,
  order: { companyId: string; customerId: string; who: Colleague },
): Promise<string | null> {
  const { companyId, customerId, who } = order
  // The owner may be known to the books and have no account here.
  if (who === 'owner') return ownerOf(db, companyId, customerId)
  const people = await colleaguesOf(db, order)
  const open = await db
    .select({ assignee: task.assignee, count: sql<number>`count(*)::int` })
    .from(task)
    .where(and(eq(task.companyId, companyId), eq(task.state, 'open')))
    .groupBy(task.assignee)
  const burden = ({ name }: Person) => open.find(({ assignee }) => assignee === name)?.count ?? 0
  return people.toSorted((a, b) => burden(a) - burden(b))[0]?.name ?? null
}

async function ownerOf(db: Queryable, companyId: string, customerId: string): Promise<string | null> {
  const [found] = await db
    .select({ owner: customer.owner })
    .from(customer)
    .where(and(eq(customer.companyId, companyId), eq(customer.id, customerId)))
  return found?.owner ?? null
}
