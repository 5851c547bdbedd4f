import { and, eq } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { authSession, authTwoFactor, authUser, member } from '#server/database/auth-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { isDemoAddress } from './demo-visitor.ts'
import { NotAllowedError } from './errors.ts'
import { type Asked, memberOf, userLine } from './members.ts'
import { makePasswordLink, type PasswordLink } from './password-links.ts'

/** Makes a new link for a user who has forgotten the password; the one before is void. */
export async function newPasswordLink(
  db: Database,
  { userId, ...asked }: Asked & { userId: string },
): Promise<PasswordLink> {
  return db.transaction(async (tx) => {
    await assertLeadsAllCompaniesOf(tx, { userId, ...asked })
    const link = await makePasswordLink(tx, { userId, actor: asked.actor.name, now: asked.now })
    await appendAudit(tx, [userLine(asked, 'make password link', userId)])
    return link
  })
}

/**
 * The same for whoever has the machine and asks on the command line, by e-mail address: the way back of an admin who is alone.
 * Throws `NotFoundError` for an address that is no user's.
 */
export async function passwordLinkFor(
  db: Database,
  { email, actor, now }: { email: string; actor: string; now: Date },
): Promise<PasswordLink> {
  const address = email.trim().toLowerCase()
  return db.transaction(async (tx) => {
    const [user] = await tx.select({ id: authUser.id }).from(authUser).where(eq(authUser.email, address))
    if (user === undefined || isDemoAddress(address))
      throw new NotFoundError(
        `There is no user with the address "${email}". Give the address they sign in with.`,
      )
    const link = await makePasswordLink(tx, { userId: user.id, actor, now })
    const companies = await tx.select().from(member).where(eq(member.userId, user.id))
    await appendAudit(
      tx,
      companies.map(({ companyId }) => ({
        companyId,
        at: now,
        actor,
        act: 'make password link',
        subject: { type: 'user', id: user.id },
        why: 'asked for on the command line',
      })),
    )
    return link
  })
}

/** Takes the second factor off a user who has lost it and the back-up codes. They are signed out and can set it up anew. */
export async function takeSecondFactorOff(
  db: Database,
  { userId, why, ...asked }: Asked & { userId: string; why: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    await assertLeadsAllCompaniesOf(tx, { userId, ...asked })
    await tx.delete(authTwoFactor).where(eq(authTwoFactor.userId, userId))
    await tx.update(authUser).set({ twoFactorEnabled: false }).where(eq(authUser.id, userId))
    await tx.delete(authSession).where(eq(authSession.userId, userId))
    await appendAudit(tx, [{ ...userLine(asked, 'take second factor off', userId), why }])
  })
}

/**
 * Who can change how somebody signs in can become that person, in all their companies: so it takes an admin of them all.
 */
async function assertLeadsAllCompaniesOf(
  tx: Transaction,
  { companyId, userId, actor }: Asked & { userId: string },
): Promise<void> {
  await memberOf(tx, companyId, userId)
  const companies = await tx.select().from(member).where(eq(member.userId, userId))
  const led = await tx
    .select()
    .from(member)
    .where(and(eq(member.userId, actor.id), eq(member.role, 'admin')))
  if (companies.every((each) => led.some((own) => own.companyId === each.companyId))) return
  throw new NotAllowedError(
    'This user also belongs to a company you are no admin of, and this would open that company as well. They can change it themselves, or an admin of all their companies can.',
  )
}
