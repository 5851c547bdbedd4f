import { createApi } from '#server/api/api.ts'
import type { Principal } from '#server/auth/principal.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { createBeat } from '#server/operations/health.ts'
import { keyOf } from '#server/operations/key-file.ts'
import { createLogger } from '#server/operations/logger.ts'
import { createMetrics } from '#server/operations/metrics.ts'
import { clockAt } from '../../clock-at.ts'
import { anAuth } from '../auth/a-browser.ts'

/** Somebody of a company: an admin who sees everything, unless said otherwise. */
export function somebody(companyId: string, given: Partial<Principal> = {}): Principal {
  return {
    kind: 'user',
    id: 'user-ada',
    name: 'Ada',
    companyId,
    role: 'admin',
    entities: null,
    ownCustomersOnly: false,
    scopes: null,
    ...given,
  }
}

const TEST_KEY = keyOf(Buffer.alloc(32, 7))
/** The keys of a test's API. */
export const TEST_KEYS = { current: TEST_KEY, all: [TEST_KEY] }

/** What the log of a test's API wrote; a request that failed inside is found there. */
export type LogLines = string[]

/**
 * An API in which everything is real but the door: whoever `who` names is signed in. Who gets through the door is tested with
 * the sign-in itself.
 */
export function anApi(
  db: Database,
  who: () => Principal,
  {
    clock = clockAt('2026-03-16'),
    log = [],
    wakeDispatch = async () => {},
  }: { clock?: Clock; log?: LogLines; wakeDispatch?: (companyId: string) => Promise<void> } = {},
) {
  return createApi({
    db,
    clock,
    shelf: openBookShelf(db),
    version: '0.1.0',
    logger: createLogger({ level: 'error', write: (line) => log.push(line) }),
    metrics: createMetrics({ db, beat: createBeat(clock) }),
    readiness: async () => ({ ready: true, checks: [{ check: 'database', ok: true, found: 'It answers.' }] }),
    auth: anAuth(db, { clock }),
    keys: TEST_KEYS,
    wakeDispatch,
    authenticate: async (c, next) => {
      c.set('principal', who())
      await next()
    },
  })
}

type Api = ReturnType<typeof anApi>

/** Asks an API and reads what it answered. */
export async function ask(
  api: Api,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const answer = await api.request(`http://127.0.0.1:3000/api${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  }
}
