import { asc, eq } from 'drizzle-orm'
import { authUser, member } from '#server/database/auth-tables.ts'
import { company } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import type { Auth } from './create-auth.ts'
import { isDemoAddress, isDemoOpen } from './demo-visitor.ts'
import { CompanyNotChosenError, NotAllowedError, SignInRequiredError } from './errors.ts'
import { nameOf } from './password-links.ts'
import type { Principal, Role } from './principal.ts'

/** The header in which somebody of several companies says for which one they ask. */
export const COMPANY_HEADER = 'dunlin-company'

/** The person a browser is signed in as. */
export type SignedIn = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly hasSecondFactor: boolean
}

/**
 * Who the cookie of a request belongs to, or null, with the cookies the answer has to carry. The session is looked up for each
 * request, so a session that was ended ends at once; a visitor's ends when the demo is closed.
 */
export async function signedIn(
  auth: Auth,
  cookie: string | undefined,
): Promise<{ person: SignedIn | null; setCookies: readonly string[] }> {
  if (cookie === undefined) return { person: null, setCookies: [] }
  const { headers, response } = await auth.library.api.getSession({
    headers: new Headers({ cookie }),
    returnHeaders: true,
  })
  const setCookies = headers.getSetCookie()
  if (response === null) return { person: null, setCookies }
  const { id, name, email, twoFactorEnabled } = response.user
  if (isDemoAddress(email) && !(await isDemoOpen(auth.db))) return { person: null, setCookies }
  return { person: { id, name, email, hasSecondFactor: twoFactorEnabled === true }, setCookies }
}

/** The companies somebody belongs to, by name, with their role. */
export async function companiesOf(
  db: Queryable,
  userId: string,
): Promise<{ id: string; name: string; role: Role }[]> {
  return db
    .select({ id: company.id, name: company.name, role: member.role })
    .from(member)
    .innerJoin(company, eq(company.id, member.companyId))
    .where(eq(member.userId, userId))
    .orderBy(asc(company.name), asc(company.id))
}

/**
 * A person as a member of the company they ask for. One who belongs to a single company need not name it; for anybody else there
 * is no fallback.
 */
export async function principalOfUser(
  db: Queryable,
  person: SignedIn,
  wanted: string | undefined,
): Promise<Principal> {
  const found = await db
    .select({
      companyId: member.companyId,
      role: member.role,
      entities: member.entities,
      ownCustomersOnly: member.ownCustomersOnly,
    })
    .from(member)
    .innerJoin(authUser, eq(authUser.id, member.userId))
    .where(eq(member.userId, person.id))
  if (found.length === 0)
    throw new NotAllowedError(
      `${person.email} belongs to no company here. Ask an administrator of your company to add you.`,
    )
  if (wanted === undefined && found.length > 1)
    throw new CompanyNotChosenError(
      `You belong to ${found.length} companies, and this request names none. Name it in the header "${COMPANY_HEADER}".`,
    )
  const chosen = found.find(({ companyId }) => wanted === undefined || companyId === wanted)
  if (chosen === undefined) throw foreignCompany(wanted ?? '')
  return { kind: 'user', id: person.id, name: nameOf(person), ...chosen, scopes: null }
}

/** The refusal of a company the asker has nothing to do with; it does not tell whether there is such a company. */
export function foreignCompany(wanted: string): NotAllowedError {
  return new NotAllowedError(
    `You do not belong to a company "${wanted}". Name one of yours in the header "${COMPANY_HEADER}".`,
  )
}

/** The refusal of a request that nobody stands behind. */
export function signInRequired(): SignInRequiredError {
  return new SignInRequiredError(
    'Nobody is signed in. Sign in first; programs send an API key as "Authorization: Bearer dk_...".',
  )
}
