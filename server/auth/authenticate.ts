import type { MiddlewareHandler } from 'hono'
import { KEY_PREFIX, principalOfKey } from './api-keys.ts'
import type { Auth } from './create-auth.ts'
import { NotAllowedError, SignInRequiredError } from './errors.ts'
import { assertOwnPage, isSafeMethod } from './own-pages.ts'
import { type Act, may, rolesFor } from './permissions.ts'
import type { Principal, PrincipalVariables } from './principal.ts'
import { COMPANY_HEADER, foreignCompany, principalOfUser, signedIn, signInRequired } from './signed-in.ts'

/**
 * Says who asks, or refuses the request: by the API key if there is one, else by the session of the browser. A key that is not
 * valid never falls back to a session. The role is looked up for each request, so a change counts at once.
 */
export function authenticate<E extends PrincipalVariables>(auth: Auth): MiddlewareHandler<E> {
  return async (c, next) => {
    // A frame or a download can send no header, so what only reads may name the company in its address.
    const wanted =
      c.req.header(COMPANY_HEADER) ?? (isSafeMethod(c.req.method) ? c.req.query('company') : undefined)
    const authorization = c.req.header('authorization')
    let principal: Principal
    if (authorization !== undefined) {
      principal = await principalOfKey(auth.db, keyIn(authorization), auth.clock.now())
      if (wanted !== undefined && wanted !== principal.companyId) throw foreignCompany(wanted)
    } else {
      const { person, setCookies } = await signedIn(auth, c.req.header('cookie'))
      for (const each of setCookies) c.header('set-cookie', each, { append: true })
      if (person === null) throw signInRequired()
      if (!isSafeMethod(c.req.method)) assertOwnPage(c, auth.baseUrl)
      principal = await principalOfUser(auth.db, person, wanted)
    }
    c.set('principal', principal)
    await next()
  }
}

/** Refuses a principal an act that its role, or its key, does not allow. */
export function assertMay(principal: Principal, act: Act): void {
  if (may(principal, act)) return
  if (principal.scopes !== null && !principal.scopes.includes(act))
    throw new NotAllowedError(
      `${principal.name} was made for ${principal.scopes.join(', ')} and not for "${act}". Make a key that includes it, if a key may do it at all.`,
    )
  throw new NotAllowedError(
    `${principal.name} has the role ${principal.role}, which does not allow "${act}". These do: ${rolesFor(act)}. An administrator can change roles.`,
  )
}

function keyIn(authorization: string): string {
  const key = /^Bearer (\S+)$/i.exec(authorization)?.[1]
  if (key?.startsWith(KEY_PREFIX)) return key
  throw new SignInRequiredError(
    'The header "Authorization" holds no API key. Send it as "Authorization: Bearer dk_...", or sign in and leave it out.',
  )
}
