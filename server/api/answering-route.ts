import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/**
 * The route that answers a request, by its method and the path it is written at; null where nothing does. What stands before or
 * behind all routes of a part of the API is none.
 */
export function answeringRoute(c: Context): { method: string; path: string } | null {
  const route = matchedRoutes(c)
    .filter(({ method }) => method !== 'ALL')
    .at(-1)
  return route === undefined ? null : { method: route.method, path: route.path }
}
