import { randomUUID } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { answeringRoute } from '#server/api/answering-route.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

/** What a request carries through its handlers: the word by which its log lines and its answer find each other. */
export type RequestVariables = { Variables: { requestId: string } }

/** A caller may bring an id of its own, if it is one and not a way to write into the log. */
const REQUEST_ID = /^[\w-]{8,64}$/

/**
 * Writes one line and counts one request, when it has been answered. The line names the route and never the path or the query,
 * which may hold whom somebody looked for.
 */
export function requestLog({ logger, metrics }: { logger: Logger; metrics: Metrics }) {
  return createMiddleware<RequestVariables>(async (c, next) => {
    const requestId = c.get('requestId') ?? requestIdOf(c.req.header('x-request-id'))
    c.set('requestId', requestId)
    const from = performance.now()
    await next()
    const ms = performance.now() - from
    c.res.headers.set('x-request-id', requestId)
    const { status } = c.res
    const route = answeringRoute(c)?.path ?? 'unmatched'
    metrics.requestAnswered({ method: c.req.method, route, status, seconds: ms / 1000 })
    const line = { requestId, method: c.req.method, route, status, ms: Math.round(ms) }
    if (c.error !== undefined && status >= 500) logger.error({ ...line, err: c.error }, 'request failed')
    else logger.info(line, 'request')
  })
}

/** The id a request brought, when it is fit to be one, or a fresh one. */
export function requestIdOf(brought: string | undefined): string {
  return brought !== undefined && REQUEST_ID.test(brought) ? brought : randomUUID()
}
