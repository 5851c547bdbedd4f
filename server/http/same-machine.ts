import { createMiddleware } from 'hono/factory'
import { RequestRefusedError } from '#server/api/errors.ts'

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]']
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** True when a Host header names this machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAMES.includes(host.toLowerCase().replace(/:\d+$/, ''))
}

/**
 * There is no sign-in yet, so the browser of the person at this machine is the only guard. A page from elsewhere may point
 * its own name at this address, or send a form here: names other than this machine's are refused, and so is a change that
 * another page asked for.
 */
export const sameMachineOnly = createMiddleware(async (c, next) => {
  const host = c.req.header('host') ?? ''
  if (!isLoopbackHost(host))
    throw new RequestRefusedError(
      `This server answers on this machine only, and was asked as "${host}". Open it as http://127.0.0.1 with its port.`,
    )
  if (!SAFE_METHODS.includes(c.req.method)) {
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const foreign =
      (origin !== undefined && origin !== `http://${host}`) ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    if (foreign)
      throw new RequestRefusedError(
        `A change was asked for by the page ${origin ?? 'of another site'}. Changes are accepted only from our own pages.`,
      )
  }
  await next()
})
