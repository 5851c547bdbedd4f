import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { RequestRefusedError } from '#server/api/errors.ts'
import { isLoopbackHost } from '#server/http/same-machine.ts'

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** True for methods that ask for no change. */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.includes(method)
}

/**
 * Refuses to be asked under another name than that of the settings. A page from elsewhere may point its own name at this
 * address, and would then count as ours. A server for this machine answers to each of the machine's own names.
 */
export function ownHostOnly(baseUrl: string) {
  return createMiddleware(async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!isOwnHost(host, baseUrl))
      throw new RequestRefusedError(
        `This server was asked as "${host}" and answers as ${baseUrl} only. Open it there, or set its address in the settings.`,
      )
    await next()
  })
}

/**
 * Refuses a change that comes with a cookie from any page but ours. Browsers name the page that asks; a request that comes with
 * a cookie and names none is refused too.
 */
export function assertOwnPage(c: Context, baseUrl: string): void {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  if (origin !== undefined ? isOwnOrigin(c, origin, baseUrl) : site === 'same-origin') return
  throw new RequestRefusedError(
    `A change was asked for by ${origin === undefined ? 'a request that does not say which page it comes from' : `the page ${origin}`}. Changes are accepted from the pages of ${baseUrl} alone; programs use an API key.`,
  )
}

/** Refuses a request of a foreign page; one that names no page comes from no browser and carries nobody's cookie. */
export function assertNoForeignPage(c: Context, baseUrl: string): void {
  if (c.req.header('cookie') === undefined && c.req.header('origin') === undefined) {
    const site = c.req.header('sec-fetch-site')
    if (site === undefined || site === 'same-origin' || site === 'none') return
  }
  assertOwnPage(c, baseUrl)
}

function isOwnHost(host: string, baseUrl: string): boolean {
  const own = new URL(baseUrl)
  return host.toLowerCase() === own.host || (isLoopbackHost(own.host) && isLoopbackHost(host))
}

function isOwnOrigin(c: Context, origin: string, baseUrl: string): boolean {
  if (origin === new URL(baseUrl).origin) return true
  // On this machine the pages may be open under any of its names; then they are ours if they are of the name asked for.
  const host = c.req.header('host') ?? ''
  return isOwnHost(host, baseUrl) && isLoopbackHost(host) && origin === `http://${host.toLowerCase()}`
}
