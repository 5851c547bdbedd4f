import { randomUUID } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { authAccount, authSession, authUser, member, passwordLink } from '#server/database/auth-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { type Auth, PASSWORD_LENGTH } from './create-auth.ts'
import { MemberInvalidError, TokenInvalidError } from './errors.ts'
import { digestOf, newToken } from './one-time-token.ts'

/** How long somebody has to use a link they were given. */
const LINK_DAYS = 3

/** A link shown once to the admin, who hands it on. Its token stands behind the #, which browsers send to nobody. */
export type PasswordLink = { readonly path: string; readonly expiresAt: Date }

/** Makes the link by which a person sets their password; a link made before for them is void. */
export async function makePasswordLink(
  tx: Transaction,
  { userId, actor, now }: { userId: string; actor: string; now: Date },
): Promise<PasswordLink> {
  const token = newToken()
  const expiresAt = new Date(now.getTime() + LINK_DAYS * 86_400_000)
  const row = { tokenHash: digestOf(token), expiresAt, createdAt: now, createdBy: actor }
  await tx
    .insert(passwordLink)
    .values({ ...row, userId })
    .onConflictDoUpdate({ target: passwordLink.userId, set: row })
  return { path: `/set-password#token=${token}`, expiresAt }
}

/**
 * Sets a password by a link, once. Whoever was signed in as this person is signed out everywhere: the link may have been asked
 * for because somebody else was.
 */
export async function setPasswordByLink(
  auth: Auth,
  { token, password }: { token: string; password: string },
): Promise<{ email: string }> {
  assertPasswordLength(password)
  const now = auth.clock.now()
  const asked = and(eq(passwordLink.tokenHash, digestOf(token)), gt(passwordLink.expiresAt, now))
  const [known] = await auth.db.select({ userId: passwordLink.userId }).from(passwordLink).where(asked)
  // Looked at before the password is made into its digest, which takes long on purpose.
  if (known === undefined) throw linkInvalid()
  const hash = await hashPassword(auth, password)
  return auth.db.transaction(async (tx) => {
    const [used] = await tx.delete(passwordLink).where(asked).returning({ userId: passwordLink.userId })
    if (used === undefined) throw linkInvalid()
    const [user] = await tx.select().from(authUser).where(eq(authUser.id, used.userId))
    if (user === undefined) throw linkInvalid()
    await putPassword(tx, { userId: user.id, hash, now })
    await tx.delete(authSession).where(eq(authSession.userId, user.id))
    const companies = await tx.select().from(member).where(eq(member.userId, user.id))
    await appendAudit(
      tx,
      companies.map(({ companyId }) => ({
        companyId,
        at: now,
        actor: nameOf(user),
        act: 'set password',
        subject: { type: 'user', id: user.id },
        why: 'by a one-time link',
      })),
    )
    return { email: user.email }
  })
}

/** Refuses passwords that are too short to be safe or too long to be meant. */
export function assertPasswordLength(password: string): void {
  const { least, most } = PASSWORD_LENGTH
  if (password.length >= least && password.length <= most) return
  throw new MemberInvalidError(
    `This password has ${password.length} characters. Take ${least} to ${most}; a few words in a row are easy to keep in mind.`,
  )
}

/** What is kept of a password. It takes long on purpose, so never call it inside a transaction. */
export async function hashPassword(auth: Auth, password: string): Promise<string> {
  return (await auth.library.$context).password.hash(password)
}

/** Gives a person a password, or another one. */
export async function putPassword(
  tx: Transaction,
  { userId, hash, now }: { userId: string; hash: string; now: Date },
): Promise<void> {
  const account = { userId, providerId: 'credential', accountId: userId, password: hash, updatedAt: now }
  await tx
    .insert(authAccount)
    .values({ id: randomUUID(), createdAt: now, ...account })
    .onConflictDoUpdate({ target: [authAccount.providerId, authAccount.accountId], set: account })
}

/** A person as the audit names them: two may share a name. */
export function nameOf({ name, email }: { name: string; email: string }): string {
  return `${name} (${email})`
}

function linkInvalid(): TokenInvalidError {
  return new TokenInvalidError(
    'This link is not valid any more: it was used, replaced by a newer one, or is too old. Ask an administrator of your company for a new one.',
  )
}
