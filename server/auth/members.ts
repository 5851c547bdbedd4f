import { randomUUID } from 'node:crypto'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { apiKey, authAccount, authSession, authUser, member } from '#server/database/auth-tables.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { entity } from '#server/database/ledger-tables.ts'
import { takeReaderOut } from '#server/report/report-recipients.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { isDemoAddress } from './demo-visitor.ts'
import { MemberInvalidError } from './errors.ts'
import { makePasswordLink, type PasswordLink } from './password-links.ts'
import type { Role } from './principal.ts'

/** What somebody may do and see in a company. */
export type Reach = {
  readonly role: Role
  readonly entities: readonly string[] | null
  readonly ownCustomersOnly: boolean
}

/** A user of a company, as its admins see them. */
export type Member = Reach & {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly hasSecondFactor: boolean
  /** False until they have used their link, or signed in through the company's own service. */
  readonly hasSignedInBefore: boolean
  readonly createdAt: Date
}

type Doer = { readonly id: string; readonly name: string }
export type Asked = { readonly companyId: string; readonly actor: Doer; readonly now: Date }

/** The users of a company by name. */
export async function listMembers(db: Queryable, companyId: string): Promise<Member[]> {
  const found = await db
    .select({
      id: authUser.id,
      name: authUser.name,
      email: authUser.email,
      role: member.role,
      entities: member.entities,
      ownCustomersOnly: member.ownCustomersOnly,
      twoFactorEnabled: authUser.twoFactorEnabled,
      hasSignedInBefore: sql<boolean>`exists (select 1 from ${authAccount} where ${authAccount.userId} = ${authUser.id})`,
      createdAt: member.createdAt,
    })
    .from(member)
    .innerJoin(authUser, eq(authUser.id, member.userId))
    .where(eq(member.companyId, companyId))
    .orderBy(asc(authUser.name), asc(authUser.id))
  return found.map(({ twoFactorEnabled, ...row }) => ({ ...row, hasSecondFactor: twoFactorEnabled === true }))
}

/**
 * Lets a person into a company. Somebody new gets a link, shown once, to set their password; somebody who signs in here for
 * another company already does so as before.
 */
export async function addMember(
  db: Database,
  { companyId, name, email, actor, now, ...reach }: Asked & Reach & { name: string; email: string },
): Promise<{ id: string; link: PasswordLink | null }> {
  const address = email.trim().toLowerCase()
  if (isDemoAddress(address))
    throw new MemberInvalidError(`${address} is an address of the demo. Give the person's own.`)
  return db.transaction(async (tx) => {
    await lockMembers(tx, companyId)
    await assertReach(tx, companyId, reach)
    const [made] = await tx
      .insert(authUser)
      // An admin vouches for the address, so the company's sign-in service may sign this person in by it.
      .values({ id: randomUUID(), name, email: address, emailVerified: true, createdAt: now, updatedAt: now })
      .onConflictDoNothing()
      .returning()
    const [user] = made ? [made] : await tx.select().from(authUser).where(eq(authUser.email, address))
    if (user === undefined) throw new MemberInvalidError(`${address} was removed at this moment. Try again.`)
    const [joined] = await tx
      .insert(member)
      .values({ companyId, userId: user.id, ...reach, createdAt: now, createdBy: actor.name })
      .onConflictDoNothing()
      .returning()
    if (joined === undefined)
      throw new MemberInvalidError(`${address} belongs to this company already. Change their role instead.`)
    const link = made ? await makePasswordLink(tx, { userId: user.id, actor: actor.name, now }) : null
    const after = { email: address, ...reach }
    await appendAudit(tx, [{ ...userLine({ companyId, actor, now }, 'add user', user.id), after }])
    return { id: user.id, link }
  })
}

/** Changes what a user may do and see. It counts from their next request on. */
export async function changeMember(
  db: Database,
  {
    companyId,
    userId,
    actor,
    now,
    why,
    ...change
  }: Asked & Partial<Reach> & { userId: string; why?: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockMembers(tx, companyId)
    const before = await memberOf(tx, companyId, userId)
    const after = { ...before, ...change }
    await assertReach(tx, companyId, after)
    if (before.role === 'admin' && after.role !== 'admin') await assertOtherAdmin(tx, companyId, userId)
    await tx.update(member).set(after).where(isMember(companyId, userId))
    const said = { ...userLine({ companyId, actor, now }, 'change user', userId), before, after }
    await appendAudit(tx, [why === undefined ? said : { ...said, why }])
  })
}

/** Takes a user out of a company. The API keys they made for it end with them, and no morning report goes to them. */
export async function removeMember(
  db: Database,
  { companyId, userId, actor, now, why }: Asked & { userId: string; why?: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockMembers(tx, companyId)
    const before = await memberOf(tx, companyId, userId)
    if (before.role === 'admin') await assertOtherAdmin(tx, companyId, userId)
    await tx.delete(member).where(isMember(companyId, userId))
    await takeReaderOut(tx, { companyId, userId })
    const ended = await tx
      .update(apiKey)
      .set({ revokedAt: now, revokedBy: actor.name })
      .where(and(eq(apiKey.companyId, companyId), eq(apiKey.createdById, userId), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id })
    const [elsewhere] = await tx.select().from(member).where(eq(member.userId, userId)).limit(1)
    if (elsewhere === undefined) await tx.delete(authSession).where(eq(authSession.userId, userId))
    const after = { revokedKeys: ended.map(({ id }) => id) }
    const said = { ...userLine({ companyId, actor, now }, 'remove user', userId), before, after }
    await appendAudit(tx, [why === undefined ? said : { ...said, why }])
  })
}

/** The beginning of an audit line about a user. */
export function userLine({ companyId, actor, now }: Asked, act: string, userId: string) {
  return { companyId, at: now, actor: actor.name, act, subject: { type: 'user', id: userId } }
}

const isMember = (companyId: string, userId: string) =>
  and(eq(member.companyId, companyId), eq(member.userId, userId))

/** What a user may do and see. Throws `NotFoundError` for one of another company, as for one who is not there. */
export async function memberOf(tx: Transaction, companyId: string, userId: string): Promise<Reach> {
  const [found] = await tx
    .select({ role: member.role, entities: member.entities, ownCustomersOnly: member.ownCustomersOnly })
    .from(member)
    .where(isMember(companyId, userId))
  if (found === undefined) throw new NotFoundError(`There is no user "${userId}" in this company.`)
  return found
}

/** One change of the users of a company at a time: two admins must not take the office from each other. */
async function lockMembers(tx: Transaction, companyId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`members ${companyId}`}, 0))`)
}

async function assertOtherAdmin(tx: Transaction, companyId: string, userId: string): Promise<void> {
  const admins = await tx
    .select()
    .from(member)
    .where(and(eq(member.companyId, companyId), eq(member.role, 'admin')))
  if (admins.some((each) => each.userId !== userId)) return
  throw new MemberInvalidError(
    'This is the last admin of the company, and without one nobody could add users. Make somebody else an admin first.',
  )
}

/** Refuses a reach that names unknown entities, or that limits an admin, who could lift the limit again. */
export async function assertReach(db: Queryable, companyId: string, reach: Reach): Promise<void> {
  const { role, entities, ownCustomersOnly } = reach
  if (role === 'admin' && (entities !== null || ownCustomersOnly))
    throw new MemberInvalidError(
      'An admin sees the whole company. Leave the limits out or give another role.',
    )
  if (entities === null) return
  if (entities.length === 0)
    throw new MemberInvalidError(
      'The list of entities is empty, so nothing could be seen. Name one or more, or give null for all.',
    )
  const known = await db
    .select({ id: entity.id })
    .from(entity)
    .where(and(eq(entity.companyId, companyId), inArray(entity.id, [...entities])))
  const unknown = entities.filter((id) => !known.some((each) => each.id === id))
  if (unknown.length > 0)
    throw new MemberInvalidError(
      `There is no entity "${unknown.join('", "')}" in this company. Give ids of its entities.`,
    )
}
