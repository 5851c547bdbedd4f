import type { Auth } from '#server/auth/create-auth.ts'
import { addMember, type Reach } from '#server/auth/members.ts'
import { setPasswordByLink } from '#server/auth/password-links.ts'
import { PASSWORD, tokenIn } from './a-browser.ts'

/** Somebody of a company who has set the password of the tests. Answers their id. */
export async function aMember(
  auth: Auth,
  {
    companyId,
    email,
    role = 'viewer',
    entities = null,
    ownCustomersOnly = false,
  }: Partial<Reach> & { companyId: string; email: string },
): Promise<string> {
  const actor = { id: 'setup', name: 'setup' }
  const { id, link } = await addMember(auth.db, {
    ...{ companyId, email, name: email.split('@')[0] ?? email, role, entities, ownCustomersOnly, actor },
    now: auth.clock.now(),
  })
  if (link !== null) await setPasswordByLink(auth, { token: tokenIn(link.path), password: PASSWORD })
  return id
}
