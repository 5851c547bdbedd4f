import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'

/** What the pages need from the request: the word by which the browser knows our own style elements. */
export type PageVariables = { Variables: { nonce: string } }

/**
 * The content policy of our own pages. Scripts come from our own files only: none inline, none made from text. Mantine writes
 * its colours into style elements, which carry the nonce; styles set by script need no permission.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * The content policy of a letter shown as it would arrive. Letters carry their styles inline, so styles are allowed there and
 * nothing else is: no script, no image from outside that would tell the sender, no link that leaves the frame.
 */
export const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"

/** Half a year, in which a browser that has been here once comes by https alone. */
const HTTPS_SECONDS = 15_768_000

/** Sends the security headers with every answer. A route that sent a content policy of its own keeps it. */
export function securityHeaders({ isEncrypted }: { isEncrypted: boolean }) {
  return createMiddleware<PageVariables>(async (c, next) => {
    const nonce = randomBytes(16).toString('base64')
    c.set('nonce', nonce)
    await next()
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', contentPolicy(nonce))
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    c.header('cross-origin-opener-policy', 'same-origin')
    c.header('cross-origin-resource-policy', 'same-origin')
    c.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    if (isEncrypted) c.header('strict-transport-security', `max-age=${HTTPS_SECONDS}`)
  })
}
