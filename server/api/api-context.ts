import type { Context, MiddlewareHandler } from 'hono'
import type { Auth } from '#server/auth/create-auth.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { BookShelf } from '#server/books/book-shelf.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import type { Readiness } from '#server/operations/health.ts'
import type { Keyring } from '#server/operations/key-file.ts'
import type { Logger } from '#server/operations/logger.ts'
import type { Metrics } from '#server/operations/metrics.ts'

/** What every handler finds beside the request: who asks, and the word by which the log knows the request. */
export type ApiEnv = {
  Variables: {
    principal: Principal
    requestId: string
    /** Asks this API something more in the same name, such as the next page of a list. */
    ask: (request: Request) => Promise<Response>
    /** Set for an answer that is shown once and kept nowhere, such as a new API key. */
    isSecret?: boolean
  }
}
export type ApiContext = Context<ApiEnv>

/** What the routes need from the process that serves them. */
export type ApiServices = {
  readonly db: Database
  readonly clock: Clock
  readonly shelf: BookShelf
  readonly version: string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly readiness: () => Promise<Readiness>
  /** What the routes of signing in need. */
  readonly auth: Auth
  /** How many documents one share of a large run holds. */
  readonly documentsAShare?: number | undefined
  /** Wakes whoever sends for a company, now that something may leave; what is lost is found by the next sweep. */
  readonly wakeDispatch?: (companyId: string) => Promise<void>
  /** The keys that stored secrets are sealed with. */
  readonly keys: Keyring
  /** Says who asks (`c.set('principal', ...)`), or refuses the request. */
  readonly authenticate: MiddlewareHandler<ApiEnv>
}

/** Who asks, as the use cases record it. */
export function actorOf(c: ApiContext): Pick<Principal, 'id' | 'name' | 'kind'> {
  const { id, name, kind } = c.get('principal')
  return { id, name, kind }
}
