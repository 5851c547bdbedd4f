import type { MiddlewareHandler } from 'hono'
import { assertMay } from '#server/auth/authenticate.ts'
import { NotAllowedError } from '#server/auth/errors.ts'
import { answeringRoute } from './answering-route.ts'
import type { ApiEnv, ApiServices } from './api-context.ts'
import { routeActOf } from './route-acts.ts'

/**
 * Stands before every route: finds the route that will answer, and lets the request through when its act is allowed to who
 * asks. A route that `route-acts.ts` does not name is closed to everybody, so that none is open by having been forgotten.
 */
export function gate({ authenticate }: Pick<ApiServices, 'authenticate'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const route = answeringRoute(c)
    // Nothing answers: the address or the method is wrong, which is said without asking who it is.
    if (route === null) return next()
    const act = routeActOf(`${route.method} ${route.path}`)
    if (act === 'public') return next()
    const refused = await authenticate(c, async () => {
      if (act === null)
        throw new NotAllowedError(
          `Nobody may use ${route.method} ${route.path}: it is not in the table of acts.`,
        )
      assertMay(c.get('principal'), act)
      await next()
    })
    return refused instanceof Response ? refused : undefined
  }
}
