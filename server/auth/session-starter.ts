import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import { SignInRequiredError } from './errors.ts'

/**
 * Lets our own use cases sign a person in: the first admin, and the visitor of a demo. It can be called from code alone and
 * has no address, so that no request can name the person.
 */
export function sessionStarter() {
  return {
    id: 'session-starter',
    endpoints: {
      startSession: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.strictObject({ userId: z.string() }) },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
          if (user === null) throw new SignInRequiredError('This person is not there any more.')
          const session = await ctx.context.internalAdapter.createSession(user.id, false)
          await setSessionCookie(ctx, { session, user })
          return { started: true }
        },
      ),
    },
  } satisfies BetterAuthPlugin
}
