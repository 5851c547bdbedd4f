import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestLog } from '#server/operations/request-log.ts'
import type { ApiEnv, ApiServices } from './api-context.ts'
import {
  MethodNotAllowedError,
  NoSuchRouteError,
  RequestInvalidError,
  RequestTooLargeError,
} from './errors.ts'
import { gate } from './gate.ts'
import { onceForEachKey } from './idempotency.ts'
import { answerProblem } from './problem.ts'
import { jsonOnly } from './read-request.ts'
import { allRoutes } from './routes.ts'
import { COPY_BYTES, isCopyPath, UPLOAD_BYTES, UPLOAD_PATH } from './upload-limits.ts'

export type { ApiServices } from './api-context.ts'

/** The most a JSON body takes: the largest rule with its notes and layout is a tenth of it. */
const JSON_BYTES = 2 * 1024 ** 2

/**
 * Every route behind the same guards: a request id, limits on the body, who asks and whether they may, and keys that make a
 * change happen once. Errors become problem details in one place. The chain of `routes.ts` is what gives the client its types.
 */
export function createApi(services: ApiServices) {
  const api = new Hono<ApiEnv>().basePath('/api')
  api.use(requestLog(services))
  api.use(async (c, next) => {
    c.set('ask', async (request) => api.fetch(request, c.env))
    if (/%00|\0/.test(c.req.url))
      throw new RequestInvalidError('The address of this request holds a NUL. Leave it out.')
    await next()
  })
  api.use(limitBody(JSON_BYTES, (path) => !isFile(path)))
  api.use(limitBody(COPY_BYTES, isCopyPath))
  api.use(limitBody(UPLOAD_BYTES, (path) => path === UPLOAD_PATH))
  api.use(gate(services))
  api.use(async (c, next) => (isFile(c.req.path) ? next() : jsonOnly(c, next)))
  const once = onceForEachKey(services)
  // Public routes change nothing of a company's; there is nobody whose key it would be.
  api.use(async (c, next) => (c.get('principal') === undefined ? next() : once(c, next)))
  const routes = api.route(
    '/',
    allRoutes(services, () => api),
  )
  api.notFound((c) => {
    const allowed = methodsOf(api, c.req.path)
    return answerProblem(
      allowed.length > 0
        ? new MethodNotAllowedError({ method: c.req.method, path: c.req.path, allowed })
        : new NoSuchRouteError(`There is no ${c.req.path} in this API. /api/docs lists what there is.`),
      c,
    )
  })
  api.onError(answerProblem)
  return routes
}

/** The routes with their types, for `server/client.ts`. */
export type Api = ReturnType<typeof createApi>

/** True for the addresses that take a file and not JSON. */
function isFile(path: string): boolean {
  return path === UPLOAD_PATH || isCopyPath(path)
}

/** The body may have this many bytes on the paths it applies to. */
function limitBody(maxSize: number, applies: (path: string) => boolean): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new RequestTooLargeError(maxSize)
    },
  })
  return async (c, next) => (applies(c.req.path) ? limit(c, next) : next())
}

/** The methods an address takes, to tell a wrong method from a wrong address. */
function methodsOf(api: Hono<ApiEnv>, path: string): string[] {
  const parts = path.split('/')
  const fits = (route: string) => {
    const own = route.split('/')
    return own.length === parts.length && own.every((part, at) => part.startsWith(':') || part === parts[at])
  }
  const methods = api.routes
    .filter((route) => route.method !== 'ALL' && fits(route.path))
    .map(({ method }) => method)
  return [...new Set(methods)].sort()
}
