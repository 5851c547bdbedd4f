import { createHash } from 'node:crypto'
import { and, eq, lt } from 'drizzle-orm'
import type { MiddlewareHandler } from 'hono'
import { idempotency } from '#server/database/api-tables.ts'
import type { ApiContext, ApiEnv, ApiServices } from './api-context.ts'
import { IdempotencyKeyReusedError, RequestInvalidError, RequestUnderWayError } from './errors.ts'

const KEPT_MS = 24 * 3600_000
const WRITES: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Answers after which the same request may well succeed: they are not kept, so that it can be tried again. */
const isPassing = (status: number) => status >= 500 || status === 409 || status === 429

/**
 * Does a change once for each `Idempotency-Key`, for a day. The same request under the same key is answered as the first time;
 * another request under it is refused. While the first one is under way, others of this process wait for it.
 */
export function onceForEachKey(services: Pick<ApiServices, 'db' | 'clock'>): MiddlewareHandler<ApiEnv> {
  const underWay = new Map<string, Promise<void>>()
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !WRITES.includes(c.req.method)) return next()
    if (!/^[\x21-\x7e]{1,200}$/.test(key))
      throw new RequestInvalidError(
        'The Idempotency-Key of this request is not 1 to 200 printable characters without spaces. Use a random UUID.',
      )
    const { companyId, id: principalId } = c.get('principal')
    const name = JSON.stringify([companyId, principalId, key])
    for (;;) {
      const other = underWay.get(name)
      if (other === undefined) break
      await other
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    underWay.set(name, promise)
    try {
      return await doOnce(services, c, { key, companyId, principalId }, next)
    } finally {
      underWay.delete(name)
      resolve()
    }
  }
}

type Claim = { readonly key: string; readonly companyId: string; readonly principalId: string }

async function doOnce(
  { db, clock }: Pick<ApiServices, 'db' | 'clock'>,
  c: ApiContext,
  claim: Claim,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const own = and(
    eq(idempotency.companyId, claim.companyId),
    eq(idempotency.principalId, claim.principalId),
    eq(idempotency.key, claim.key),
  )
  const route = `${c.req.method} ${c.req.path}`
  const requestHash = await hashOf(c, route)
  await db.delete(idempotency).where(lt(idempotency.createdAt, new Date(clock.now().getTime() - KEPT_MS)))
  const claimed = await db
    .insert(idempotency)
    .values({ ...claim, route, requestHash, createdAt: clock.now() })
    .onConflictDoNothing()
    .returning({ key: idempotency.key })
  if (claimed.length === 0)
    return answerAgain(await db.select().from(idempotency).where(own), claim.key, requestHash)
  await next()
  const { status, headers } = c.res
  if (isPassing(status)) await db.delete(idempotency).where(own)
  else
    await db
      .update(idempotency)
      .set({
        status,
        contentType: headers.get('content-type'),
        answer: c.get('isSecret') ? null : await c.res.clone().text(),
      })
      .where(own)
  return undefined
}

async function hashOf(c: ApiContext, route: string): Promise<string> {
  const isForm = (c.req.header('content-type') ?? '').startsWith('multipart/form-data')
  // A form sent again has another boundary, so its parts are compared.
  const sent = isForm ? await partsOf(c) : new Uint8Array(await c.req.arrayBuffer())
  return createHash('sha256')
    .update(`${route}\n${new URL(c.req.url).search}\n`)
    .update(sent)
    .digest('hex')
}

async function partsOf(c: ApiContext): Promise<string> {
  const hash = createHash('sha256')
  for (const [name, part] of await c.req.formData()) {
    hash.update(`${name}\n`)
    hash.update(typeof part === 'string' ? part : new Uint8Array(await part.arrayBuffer()))
  }
  return hash.digest('hex')
}

function answerAgain(
  [stored]: (typeof idempotency.$inferSelect)[],
  key: string,
  requestHash: string,
): Response {
  if (stored !== undefined && stored.requestHash !== requestHash)
    throw new IdempotencyKeyReusedError(
      `The Idempotency-Key "${key}" was used for another request (${stored.route}). Use a new key for each thing to be done.`,
    )
  if (stored?.status == null)
    throw new RequestUnderWayError(
      `A request under the Idempotency-Key "${key}" has begun and is not over. Ask again in a moment; if this stays so, look whether it was done and use a new key.`,
    )
  if (stored.answer === null)
    throw new RequestUnderWayError(
      `The request under the Idempotency-Key "${key}" was done, and what it answered is shown once only. Remove what it made and make it anew under a new key.`,
    )
  const headers = { 'content-type': stored.contentType ?? 'application/json', 'idempotency-replayed': 'true' }
  return new Response(stored.answer === '' ? null : stored.answer, { status: stored.status, headers })
}
