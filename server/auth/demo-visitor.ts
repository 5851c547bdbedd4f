import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { authUser, firstAdmin, member } from '#server/database/auth-tables.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { DEMO_COMPANY } from '#server/demo.ts'
import { companyIds } from '#server/run/company.ts'
import { NotAllowedError } from './errors.ts'
import type { Role } from './principal.ts'

/** Visitors have addresses that can belong to nobody (RFC 2606). */
const DEMO_ADDRESS = '@demo.invalid'

/** True for the address of a visitor of the demo. */
export function isDemoAddress(email: string): boolean {
  return email.toLowerCase().endsWith(DEMO_ADDRESS)
}

/** The demo may be visited while there is nothing but the demo: no other company, and nobody who has taken charge here. */
export async function isDemoOpen(db: Queryable): Promise<boolean> {
  const companies = await companyIds(db)
  if (companies.length !== 1 || companies[0] !== DEMO_COMPANY) return false
  const [taken] = await db.select().from(firstAdmin).limit(1)
  return taken === undefined
}

/**
 * The visitor of the demo in a role, made when first asked for. There is one for each role, so that four eyes can be tried
 * out with two of them. Answers their id.
 */
export async function demoVisitor(db: Database, { role, now }: { role: Role; now: Date }): Promise<string> {
  if (!(await isDemoOpen(db)))
    throw new NotAllowedError('There is more here than the demo, so signing in takes a name and a password.')
  return db.transaction(async (tx) => {
    const email = `${role}${DEMO_ADDRESS}`
    await tx
      .insert(authUser)
      .values({
        id: randomUUID(),
        name: `Demo ${role}`,
        email,
        emailVerified: true,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing()
    const [user] = await tx.select().from(authUser).where(eq(authUser.email, email))
    if (user === undefined) throw new NotAllowedError('The demo was closed at this moment. Try again.')
    await tx
      .insert(member)
      .values({ companyId: DEMO_COMPANY, userId: user.id, role, createdAt: now, createdBy: 'demo' })
      .onConflictDoNothing()
    return user.id
  })
}
