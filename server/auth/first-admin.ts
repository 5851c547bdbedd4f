import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { appendAudit } from '#server/database/audit.ts'
import { authUser, firstAdmin, member } from '#server/database/auth-tables.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { DEMO_COMPANY } from '#server/demo.ts'
import { createCompany } from '#server/run/company.ts'
import type { Auth } from './create-auth.ts'
import { isDemoAddress } from './demo-visitor.ts'
import { MemberInvalidError, TokenInvalidError } from './errors.ts'
import { assertPasswordLength, hashPassword, nameOf, putPassword } from './password-links.ts'

const PLACE = 'first'

/** True until somebody has taken charge of this installation. */
export async function needsFirstAdmin(db: Queryable): Promise<boolean> {
  const [taken] = await db.select().from(firstAdmin).limit(1)
  return taken === undefined
}

/**
 * The link that whoever starts the server finds on the console; null once it was used. It follows from the secret, so any number
 * of processes print the same one, and it opens nothing after the first use.
 */
export async function firstAdminLink(auth: Auth): Promise<string | null> {
  if (!(await needsFirstAdmin(auth.db))) return null
  return `${auth.baseUrl}/first-admin#token=${tokenOf(auth.secret)}`
}

/**
 * Makes the first admin, with a company of their own if they ask for one. The row that says who it is can be written once only,
 * so of any number of people who try at the same moment one succeeds and nothing of the others is left.
 */
export async function becomeFirstAdmin(
  auth: Auth,
  asked: {
    token: string
    name: string
    email: string
    password: string
    company?: { id: string; name: string; currency: string; timeZone: string } | undefined
  },
): Promise<{ userId: string }> {
  if (!isRightToken(asked.token, auth.secret)) throw tokenInvalid()
  if (!(await needsFirstAdmin(auth.db))) throw tokenInvalid()
  assertPasswordLength(asked.password)
  const email = asked.email.trim().toLowerCase()
  if (isDemoAddress(email)) throw new MemberInvalidError(`${email} is an address of the demo. Give your own.`)
  const hash = await hashPassword(auth, asked.password)
  const now = auth.clock.now()
  const userId = randomUUID()
  return auth.db.transaction(async (tx) => {
    const taken = await tx
      .insert(firstAdmin)
      .values({ place: PLACE, userId, at: now })
      .onConflictDoNothing()
      .returning()
    if (taken.length === 0) throw tokenInvalid()
    const { name, company } = asked
    await tx
      .insert(authUser)
      .values({ id: userId, name, email, emailVerified: true, createdAt: now, updatedAt: now })
    await putPassword(tx, { userId, hash, now })
    if (company !== undefined) await createCompany(tx, { ...company, actor: nameOf({ name, email }), now })
    await adoptCompanies(tx, now)
    return { userId }
  })
}

/**
 * Makes the first admin an admin of every company that has no user, such as one made on the command line. The demo is left alone
 * as soon as there is a company in earnest.
 */
export async function adoptCompanies(db: Database, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const [first] = await tx
      .select({ userId: authUser.id, name: authUser.name, email: authUser.email })
      .from(firstAdmin)
      .innerJoin(authUser, eq(authUser.id, firstAdmin.userId))
    if (first === undefined) return
    const adopted = await tx
      .insert(member)
      .select(
        sql`select id, ${first.userId}, 'admin', null, false, ${now.toISOString()}::timestamptz, 'first admin' from company
          where not exists (select 1 from member join auth_user on auth_user.id = member.user_id
              where member.company_id = company.id and auth_user.email not like '%@demo.invalid')
            and (id <> ${DEMO_COMPANY} or (select count(*) from company) = 1)`,
      )
      .onConflictDoNothing()
      .returning({ companyId: member.companyId })
    await appendAudit(
      tx,
      adopted.map(({ companyId }) => ({
        companyId,
        at: now,
        actor: nameOf(first),
        act: 'add user',
        subject: { type: 'user', id: first.userId },
        after: { email: first.email, role: 'admin', entities: null, ownCustomersOnly: false },
        why: 'The first admin takes charge of companies that have no user.',
      })),
    )
  })
}

function tokenOf(secret: string): string {
  return createHmac('sha256', secret).update('the first admin of this installation').digest('base64url')
}

function isRightToken(token: string, secret: string): boolean {
  const keyed = (text: string) => createHmac('sha256', secret).update(text).digest()
  return timingSafeEqual(keyed(token), keyed(tokenOf(secret)))
}

function tokenInvalid(): TokenInvalidError {
  return new TokenInvalidError(
    'This link does not make an admin: it is wrong, or somebody has used it. The server prints the right one when it starts, as long as there is no admin; after that, ask the admin to add you.',
  )
}
