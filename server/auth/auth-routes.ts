import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { ApiEnv } from '#server/api/api-context.ts'
import { describe } from '#server/api/describe.ts'
import { NoSuchRouteError, RequestInvalidError } from '#server/api/errors.ts'
import { jsonOnly, LineAsked, readBody } from '#server/api/read-request.ts'
import { ProblemView } from '#server/api/views.ts'
import {
  DoneView,
  PasswordSetView,
  SecondFactorView,
  ServiceView,
  SessionView,
  SignedInView,
} from './auth-views.ts'
import { callerOf } from './caller.ts'
import type { Auth } from './create-auth.ts'
import { demoVisitor, isDemoOpen } from './demo-visitor.ts'
import { adoptCompanies, becomeFirstAdmin, needsFirstAdmin } from './first-admin.ts'
import { callLibrary } from './library-call.ts'
import { assertNoForeignPage, ownHostOnly } from './own-pages.ts'
import { setPasswordByLink } from './password-links.ts'
import { ROLES } from './principal.ts'
import { countAttempt, forgetAttempts } from './sign-in-attempts.ts'
import { SERVICE_ID } from './sign-in-through-service.ts'
import { companiesOf, signedIn, signInRequired } from './signed-in.ts'

/** Nothing that is sent to sign in is larger. */
const MOST_BYTES = 8192

const tag = 'signing in'
const Text = z.string().min(1).max(1000)
const Email = z.email().max(254)
const Nothing = z.strictObject({})
const SignIn = z.strictObject({ email: Email, password: Text, rememberMe: z.boolean().exactOptional() })
const Password = z.strictObject({ password: Text })
const NewPassword = z.strictObject({ currentPassword: Text, newPassword: Text })
const Code = z.strictObject({ code: Text, trustDevice: z.boolean().exactOptional() })
const SetPassword = z.strictObject({ token: Text, password: Text })
const DemoVisit = z.strictObject({ role: z.enum(ROLES).exactOptional() })
const Company = z.strictObject({ id: Text, name: LineAsked, currency: Text, timeZone: Text })
const FirstAdmin = z.strictObject({
  token: Text,
  name: LineAsked,
  email: Email,
  password: Text,
  company: Company.exactOptional(),
})

/**
 * The routes of signing in with their act, for the table of acts: all are for people who are not signed in yet, or ask by
 * themselves who is.
 */
export const AUTH_ROUTE_ACTS = {
  'GET /api/auth/session': 'public',
  'POST /api/auth/sign-in': 'public',
  'POST /api/auth/sign-in/demo': 'public',
  'POST /api/auth/sign-in/service': 'public',
  'GET /api/auth/callback/company': 'public',
  'POST /api/auth/second-factor': 'public',
  'POST /api/auth/second-factor/back-up-code': 'public',
  'POST /api/auth/second-factor/turn-on': 'public',
  'POST /api/auth/second-factor/turn-off': 'public',
  'POST /api/auth/password': 'public',
  'POST /api/auth/password/by-link': 'public',
  'POST /api/auth/first-admin': 'public',
  'POST /api/auth/sign-out': 'public',
} as const

/**
 * Everything about signing in, to be mounted at `/auth` of the API. What is not listed here is not there: better-auth has many
 * more addresses, and none of them is reached by a request. Bodies are read through our schemas, so nobody is named in one but
 * by their e-mail address, and sessions travel in cookies alone.
 */
export function authRoutes(auth: Auth) {
  const ask = (c: Context<ApiEnv>, path: string, body: unknown) =>
    callLibrary(auth, { path, method: 'POST', body, caller: callerOf(c) })
  const doneBy = (summary: string) => describe({ summary, tag, answer: DoneView })

  return new Hono<ApiEnv>()
    .use(ownHostOnly(auth.baseUrl))
    .use(bodyLimit({ maxSize: MOST_BYTES, onError: () => tooLarge() }))
    .use(jsonOnly)
    .use(async (c, next) => {
      if (c.req.method === 'POST') assertNoForeignPage(c, auth.baseUrl)
      await next()
      c.header('cache-control', 'no-store')
    })
    .get(
      '/session',
      describe({ summary: 'Who is signed in, and how one can sign in here', tag, answer: SessionView }),
      async (c) => {
        const { person, setCookies } = await signedIn(auth, c.req.header('cookie'))
        sendCookies(c, setCookies)
        const view: SessionView = {
          user: person,
          companies: person === null ? [] : await companiesOf(auth.db, person.id),
          demo: await isDemoOpen(auth.db),
          service: auth.service?.name ?? null,
          needsFirstAdmin: await needsFirstAdmin(auth.db),
        }
        return c.json(view)
      },
    )
    .post(
      '/sign-in',
      describe({ summary: 'Sign in with e-mail address and password', tag, answer: SignedInView }),
      readBody(SignIn),
      async (c) => {
        const { email, password, rememberMe = true } = c.req.valid('json')
        const attempt = { email, address: callerOf(c).address, now: auth.clock.now() }
        await countAttempt(auth.db, attempt)
        const answer = await ask(c, '/sign-in/email', { email, password, rememberMe })
        const said = z.object({ twoFactorRedirect: z.boolean().default(false) }).parse(await answer.json())
        await forgetAttempts(auth.db, attempt)
        if (!said.twoFactorRedirect) await adoptCompanies(auth.db, attempt.now)
        sendCookies(c, answer.headers.getSetCookie())
        return c.json({ secondFactor: said.twoFactorRedirect })
      },
    )
    .post('/sign-in/demo', doneBy('Visit the demo, in a role'), readBody(DemoVisit), async (c) => {
      const { role = 'admin' } = c.req.valid('json')
      return startSession(c, auth, await demoVisitor(auth.db, { role, now: auth.clock.now() }))
    })
    .post(
      '/sign-in/service',
      describe({ summary: 'Begin to sign in through the company account', tag, answer: ServiceView }),
      readBody(Nothing),
      async (c) => {
        const answer = await ask(c, '/sign-in/social', {
          provider: SERVICE_ID,
          callbackURL: '/',
          errorCallbackURL: '/sign-in',
          disableRedirect: true,
        })
        sendCookies(c, answer.headers.getSetCookie())
        return c.json(z.object({ url: z.url() }).parse(await answer.json()))
      },
    )
    .get(
      `/callback/${SERVICE_ID}`,
      describeRoute({
        summary: 'Where the company account sends the browser back to',
        tags: [tag],
        responses: {
          302: { description: 'On to the pages, signed in, or to sign in again.' },
          default: {
            description: 'The request is refused.',
            content: { 'application/problem+json': { schema: resolver(ProblemView) } },
          },
        },
      }),
      async (c) => {
        const path = `/callback/${SERVICE_ID}${new URL(c.req.url).search}`
        const answer = await callLibrary(auth, { path, method: 'GET', caller: callerOf(c) })
        sendCookies(c, answer.headers.getSetCookie())
        return c.redirect(answer.headers.get('location') ?? '/sign-in')
      },
    )
    .post('/second-factor', doneBy('Give the code of the second factor'), readBody(Code), async (c) =>
      done(c, await ask(c, '/two-factor/verify-totp', c.req.valid('json'))),
    )
    .post('/second-factor/back-up-code', doneBy('Give a back-up code'), readBody(Code), async (c) =>
      done(c, await ask(c, '/two-factor/verify-backup-code', c.req.valid('json'))),
    )
    .post(
      '/second-factor/turn-on',
      describe({ summary: 'Begin to use a second factor', tag, answer: SecondFactorView }),
      readBody(Password),
      async (c) => {
        const prove = () => ask(c, '/two-factor/enable', c.req.valid('json'))
        const answer = await provingPassword(c, auth, prove)
        const { totpURI, backupCodes } = z
          .object({ totpURI: z.string(), backupCodes: z.array(z.string()) })
          .parse(await answer.json())
        sendCookies(c, answer.headers.getSetCookie())
        return c.json({ address: totpURI, backUpCodes: backupCodes })
      },
    )
    .post('/second-factor/turn-off', doneBy('Use no second factor'), readBody(Password), async (c) => {
      const prove = () => ask(c, '/two-factor/disable', c.req.valid('json'))
      return done(c, await provingPassword(c, auth, prove))
    })
    .post('/password', doneBy('Change the password'), readBody(NewPassword), async (c) => {
      // Whoever else is signed in as this person may be why the password is changed.
      const body = { ...c.req.valid('json'), revokeOtherSessions: true }
      return done(c, await provingPassword(c, auth, () => ask(c, '/change-password', body)))
    })
    .post(
      '/password/by-link',
      describe({ summary: 'Set a password by a one-time link', tag, answer: PasswordSetView }),
      readBody(SetPassword),
      async (c) => {
        const { email } = await setPasswordByLink(auth, c.req.valid('json'))
        await forgetAttempts(auth.db, { email, address: callerOf(c).address, now: auth.clock.now() })
        return c.json({ email })
      },
    )
    .post('/first-admin', doneBy('Take charge of this installation'), readBody(FirstAdmin), async (c) => {
      const { userId } = await becomeFirstAdmin(auth, c.req.valid('json'))
      return startSession(c, auth, userId)
    })
    .post('/sign-out', doneBy('Sign out'), readBody(Nothing), async (c) =>
      done(c, await ask(c, '/sign-out', {})),
    )
    .all('/*', (c) => {
      throw new NoSuchRouteError(
        `There is no ${c.req.method} ${c.req.path} in this API. /api/docs lists what there is.`,
      )
    })
}

/** Passes on that something is done, and the cookies. What better-auth answers besides holds the session's token. */
function done(c: Context<ApiEnv>, answer: Response) {
  sendCookies(c, answer.headers.getSetCookie())
  return c.json({ done: true as const })
}

async function startSession(c: Context<ApiEnv>, auth: Auth, userId: string) {
  const { headers } = await auth.library.api.startSession({ body: { userId }, returnHeaders: true })
  sendCookies(c, headers.getSetCookie())
  return c.json({ done: true as const })
}

/** Counts guesses at the password of somebody signed in like guesses at the door. */
async function provingPassword(
  c: Context<ApiEnv>,
  auth: Auth,
  prove: () => Promise<Response>,
): Promise<Response> {
  const { person } = await signedIn(auth, c.req.header('cookie'))
  if (person === null) throw signInRequired()
  const attempt = { email: person.email, address: callerOf(c).address, now: auth.clock.now() }
  await countAttempt(auth.db, attempt)
  const answer = await prove()
  await forgetAttempts(auth.db, attempt)
  return answer
}

function sendCookies(c: Context<ApiEnv>, cookies: readonly string[]): void {
  for (const each of cookies) c.header('set-cookie', each, { append: true })
}

function tooLarge(): never {
  throw new RequestInvalidError(`The body is larger than the ${MOST_BYTES} bytes that signing in takes.`)
}
