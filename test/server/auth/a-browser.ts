import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { Hono } from 'hono'
import type { ApiEnv } from '#server/api/api-context.ts'
import { answerProblem } from '#server/api/problem.ts'
import { ProblemView } from '#server/api/views.ts'
import { authRoutes } from '#server/auth/auth-routes.ts'
import { assertMay, authenticate } from '#server/auth/authenticate.ts'
import { type Auth, type AuthSettings, createAuth, type PasswordDigest } from '#server/auth/create-auth.ts'
import { isAct } from '#server/auth/permissions.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { clockAt } from '../../clock-at.ts'

export const BASE_URL = 'http://127.0.0.1:3000'
export const PASSWORD = 'wading birds at low tide'
export const NOW = '2026-03-16T14:30:00Z'

/**
 * Sign-in over a test database, with a clock that stands still unless the test brings one, and with passwords that take no time;
 * `sign-in.test.ts` looks at what is kept of them in earnest.
 */
export function anAuth(db: Database, settings: Partial<AuthSettings> = {}): Auth {
  return createAuth({ ...inEarnest(db), passwords: QUICK_PASSWORDS, ...settings })
}

/** The settings of a server, in which a password costs what it costs there. */
export function inEarnest(db: Database): AuthSettings {
  const secret = 'a secret of the tests, 32 bytes or longer'
  return { db, baseUrl: BASE_URL, secret, clock: clockAt(NOW) }
}

/** As the real one, in a thread beside this one and with a salt, but ten thousand times as quick: the suite signs in hundreds of times. */
const QUICK_PASSWORDS: PasswordDigest = {
  async hash(password) {
    return quickly(password, randomBytes(16).toString('hex'))
  },
  async verify({ hash, password }) {
    return (await quickly(password, hash.split(':')[0] ?? '')) === hash
  },
}

const scryptAside = promisify<string, string, number, ScryptOptions, Buffer>(scrypt)

async function quickly(password: string, salt: string): Promise<string> {
  return `${salt}:${(await scryptAside(password, salt, 64, { N: 16, r: 1 })).toString('hex')}`
}

/** A clock that a test can set forward. */
export function aClockToSet(when: string): Clock & { set(when: string): void } {
  let current = clockAt(when)
  return {
    now: () => current.now(),
    today: (zone) => current.today(zone),
    set: (next) => {
      current = clockAt(next)
    },
  }
}

/** The sign-in routes beside one guarded route, `/api/v1/acts/:act`, that answers who asks once they may do the act. */
export function anApp(auth: Auth) {
  const app = new Hono<ApiEnv>()
    .route('/api/auth', authRoutes(auth))
    .use('/api/v1/*', authenticate(auth))
    .all('/api/v1/acts/:act', (c) => {
      const act = c.req.param('act')
      if (!isAct(act)) throw new Error(`There is no act "${act}".`)
      assertMay(c.get('principal'), act)
      return c.json(c.get('principal'))
    })
  app.onError(answerProblem)
  return app
}

export type Answer = { status: number; headers: Headers; json: unknown; detail: string }

/** A browser: it keeps cookies and names the page it asks from. */
export function aBrowser(auth: Auth, { origin = auth.baseUrl }: { origin?: string | null } = {}) {
  const app = anApp(auth)
  const cookies = new Map<string, string>()
  const host = new URL(auth.baseUrl).host
  return {
    cookies,
    async ask(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await app.request(`${auth.baseUrl}${path}`, {
        method,
        headers: {
          host,
          ...(cookie !== '' && { cookie }),
          ...(origin !== null && method === 'POST' && { origin }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      for (const each of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
        if (value === '' || /max-age=0/i.test(each)) cookies.delete(name)
        else cookies.set(name, value)
      }
      return answerOf(response)
    },
    signIn(email: string, password = PASSWORD) {
      return this.ask('POST', '/api/auth/sign-in', { email, password })
    },
  }
}
export type Browser = ReturnType<typeof aBrowser>

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  const json: unknown = isJson ? JSON.parse(text) : null
  const problem = ProblemView.safeParse(json)
  return {
    status: response.status,
    headers: response.headers,
    json,
    detail: problem.success ? problem.data.detail : '',
  }
}

/** The token at the end of a one-time link. */
export function tokenIn(link: string | null | undefined): string {
  const token = /#token=(.+)$/.exec(link ?? '')?.[1]
  if (token === undefined) throw new Error(`There is no token in "${link}".`)
  return token
}
