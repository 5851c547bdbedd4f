import { randomUUID } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Clock } from '#server/clock.ts'
import {
  authAccount,
  authSession,
  authTwoFactor,
  authUser,
  authVerification,
} from '#server/database/auth-tables.ts'
import type { Database } from '#server/database/database.ts'
import { sessionStarter } from './session-starter.ts'
import type { SignInService } from './sign-in-service.ts'
import { signInThrough } from './sign-in-through-service.ts'

/** Passwords are long rather than intricate; very long ones would only keep the machine busy. */
export const PASSWORD_LENGTH = { least: 12, most: 128 }

const DAY_SECONDS = 86_400
const SESSION_SECONDS = 7 * DAY_SECONDS

/** Makes what is kept of a password, and says whether a password is the one of which something was kept. */
export type PasswordDigest = {
  hash(password: string): Promise<string>
  verify(asked: { hash: string; password: string }): Promise<boolean>
}

export type AuthSettings = {
  readonly db: Database
  /** The address under which people reach this installation, from settings and never from a request. */
  readonly baseUrl: string
  /** Signs cookies and encrypts second factors; kept outside the database. */
  readonly secret: string
  readonly clock: Clock
  readonly service?: SignInService | null
  /** What is kept of passwords; scrypt as better-auth runs it, a tenth of a second each, where nothing is named. */
  readonly passwords?: PasswordDigest
  /** Where trouble inside the sign-in is reported. */
  readonly report?: (message: string, detail: readonly unknown[]) => void
}

/** Everything the routes and the middleware need to know who somebody is. */
export type Auth = Required<Omit<AuthSettings, 'report' | 'passwords'>> & {
  readonly library: ReturnType<typeof createLibrary>
}

/** Puts the sign-in together. It opens no connection of its own and starts nothing. */
export function createAuth(settings: AuthSettings): Auth {
  const { db, baseUrl, secret, clock, service = null } = settings
  return { db, baseUrl: new URL(baseUrl).origin, secret, clock, service, library: createLibrary(settings) }
}

/** What better-auth is told. The test of the tables asks it which tables these options need. */
function createLibrary(settings: AuthSettings) {
  const { db, baseUrl, secret, service = null, passwords, report = console.error } = settings
  const { origin, protocol } = new URL(baseUrl)
  return betterAuth({
    appName: 'Dunlin',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message, ...detail) => report(message, detail) },
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: authUser,
        session: authSession,
        account: authAccount,
        verification: authVerification,
        twoFactor: authTwoFactor,
      },
    }),
    // People are made by an admin: nobody signs up by themselves, with a password or through a service.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
      ...(passwords !== undefined && { password: passwords }),
    },
    // A service may sign in the person whose address it has itself checked.
    account: { accountLinking: { enabled: true }, encryptOAuthTokens: true },
    session: { expiresIn: SESSION_SECONDS, updateAge: DAY_SECONDS },
    // Our own count holds for all processes, and for a person as well as for an address.
    rateLimit: { enabled: false },
    onAPIError: { errorURL: `${origin}/sign-in` },
    advanced: {
      useSecureCookies: protocol === 'https:',
      cookiePrefix: 'dunlin',
      database: { generateId: () => randomUUID() },
      // Set by the route from the connection; what a browser sends under this name is not passed on.
      ipAddress: { ipAddressHeaders: ['x-dunlin-address'] },
    },
    plugins: [twoFactor({ issuer: 'Dunlin' }), signInThrough(service), sessionStarter()],
  })
}
