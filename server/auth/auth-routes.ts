import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { ContentTypeError, NoSuchRouteError, RequestInvalidError } from '#server/api/errors.ts'
import { answerProblem } from '#server/api/problem.ts'
import { type Auth, SERVICE_ID } from './create-auth.ts'
import { demoVisitor, isDemoOpen } from './demo-visitor.ts'
import { adoptCompanies, becomeFirstAdmin, needsFirstAdmin } from './first-admin.ts'
import { type Caller, callLibrary } from './library-call.ts'
import { assertNoForeignPage, ownHostOnly } from './own-pages.ts'
import { setPasswordByLink } from './password-links.ts'
import { ROLES } from './principal.ts'
import { countAttempt, forgetAttempts } from './sign-in-attempts.ts'
import { companiesOf, signedIn, signInRequired } from './signed-in.ts'

/** Nothing that is sent to sign in is larger. */
const MOST_BYTES = 8192

const Text = z.string().min(1).max(1000)
const Nothing = z.strictObject({})
const SignIn = z.strictObject({
  email: z.email().max(254),
  password: Text,
  rememberMe: z.boolean().exactOptional(),
})
const Password = z.strictObject({ password: Text })
const NewPassword = z.strictObject({ currentPassword: Text, newPassword: Text })
const Code = z.strictObject({ code: Text, trustDevice: z.boolean().exactOptional() })
const SetPassword = z.strictObject({ token: Text, password: Text })
const DemoVisit = z.strictObject({ role: z.enum(ROLES).default('admin') })
const FirstAdmin = z.strictObject({
  token: Text,
  name: Text,
  email: z.email().max(254),
  password: Text,
  company: z.strictObject({ id: Text, name: Text, currency: Text, timeZone: Text }).exactOptional(),
})

/**
 * Everything about signing in, under `/api/auth`. What is not listed here is not there: better-auth has many more addresses, and
 * none of them is reached by a request. Bodies are read through our schemas, so nobody is named in one but by their e-mail
 * address, and sessions travel in cookies alone.
 */
export function createAuthRoutes(auth: Auth) {
  const ask = (c: Context, path: string, body: unknown) =>
    callLibrary(auth, { path, method: 'POST', body, caller: callerOf(c) })

  const routes = new Hono()
    .basePath('/api/auth')
    .use(ownHostOnly(auth.baseUrl))
    .use(bodyLimit({ maxSize: MOST_BYTES, onError: () => tooLarge() }))
    .use(async (c, next) => {
      if (c.req.method === 'POST') assertNoForeignPage(c, auth.baseUrl)
      await next()
      c.header('cache-control', 'no-store')
    })
    .get('/session', async (c) => {
      const { person, setCookies } = await signedIn(auth, c.req.header('cookie'))
      sendCookies(c, setCookies)
      return c.json({
        user: person,
        companies: person === null ? [] : await companiesOf(auth.db, person.id),
        /** True when one click signs in, since there is nothing here but the demo. */
        demo: await isDemoOpen(auth.db),
        /** The name of the company's own sign-in service, when there is one. */
        service: auth.service?.name ?? null,
        needsFirstAdmin: await needsFirstAdmin(auth.db),
      })
    })
    .post('/sign-in', async (c) => {
      const { email, password, rememberMe = true } = await bodyOf(c, SignIn)
      const attempt = { email, address: callerOf(c).address, now: auth.clock.now() }
      await countAttempt(auth.db, attempt)
      const answer = await ask(c, '/sign-in/email', { email, password, rememberMe })
      const said = z.object({ twoFactorRedirect: z.boolean().default(false) }).parse(await answer.json())
      await forgetAttempts(auth.db, attempt)
      if (!said.twoFactorRedirect) await adoptCompanies(auth.db, attempt.now)
      sendCookies(c, answer.headers.getSetCookie())
      return c.json({ secondFactor: said.twoFactorRedirect })
    })
    .post('/sign-in/demo', async (c) => {
      const { role } = await bodyOf(c, DemoVisit)
      return startSession(c, auth, await demoVisitor(auth.db, { role, now: auth.clock.now() }))
    })
    .post('/sign-in/service', async (c) => {
      await bodyOf(c, Nothing)
      const answer = await ask(c, '/sign-in/social', {
        provider: SERVICE_ID,
        callbackURL: '/',
        errorCallbackURL: '/sign-in',
        disableRedirect: true,
      })
      sendCookies(c, answer.headers.getSetCookie())
      return c.json(z.object({ url: z.url() }).parse(await answer.json()))
    })
    .get(`/callback/${SERVICE_ID}`, async (c) => {
      const path = `/callback/${SERVICE_ID}${new URL(c.req.url).search}`
      const answer = await callLibrary(auth, { path, method: 'GET', caller: callerOf(c) })
      sendCookies(c, answer.headers.getSetCookie())
      return c.redirect(answer.headers.get('location') ?? '/sign-in')
    })
    .post('/second-factor', async (c) => {
      const answer = await ask(c, '/two-factor/verify-totp', await bodyOf(c, Code))
      return done(c, answer)
    })
    .post('/second-factor/back-up-code', async (c) => {
      const answer = await ask(c, '/two-factor/verify-backup-code', await bodyOf(c, Code))
      return done(c, answer)
    })
    .post('/second-factor/turn-on', async (c) => {
      const body = await bodyOf(c, Password)
      const answer = await provingPassword(c, auth, () => ask(c, '/two-factor/enable', body))
      const { totpURI, backupCodes } = z
        .object({ totpURI: z.string(), backupCodes: z.array(z.string()) })
        .parse(await answer.json())
      sendCookies(c, answer.headers.getSetCookie())
      return c.json({ address: totpURI, backUpCodes: backupCodes })
    })
    .post('/second-factor/turn-off', async (c) => {
      const body = await bodyOf(c, Password)
      return done(c, await provingPassword(c, auth, () => ask(c, '/two-factor/disable', body)))
    })
    .post('/password', async (c) => {
      // Whoever else is signed in as this person may be why the password is changed.
      const body = { ...(await bodyOf(c, NewPassword)), revokeOtherSessions: true }
      return done(c, await provingPassword(c, auth, () => ask(c, '/change-password', body)))
    })
    .post('/password/by-link', async (c) => {
      const { email } = await setPasswordByLink(auth, await bodyOf(c, SetPassword))
      await forgetAttempts(auth.db, { email, address: callerOf(c).address, now: auth.clock.now() })
      return c.json({ email })
    })
    .post('/first-admin', async (c) => {
      const { userId } = await becomeFirstAdmin(auth, await bodyOf(c, FirstAdmin))
      return startSession(c, auth, userId)
    })
    .post('/sign-out', async (c) => {
      await bodyOf(c, Nothing)
      return done(c, await ask(c, '/sign-out', {}))
    })

  routes.all('/*', (c) => {
    throw new NoSuchRouteError(`There is no ${c.req.method} ${c.req.path} in this API.`)
  })
  routes.onError(answerProblem)
  return routes
}

/** Passes on that something is done, and the cookies. What better-auth answers besides holds the session's token. */
function done(c: Context, answer: Response) {
  sendCookies(c, answer.headers.getSetCookie())
  return c.json({ done: true })
}

async function startSession(c: Context, auth: Auth, userId: string) {
  const { headers } = await auth.library.api.startSession({ body: { userId }, returnHeaders: true })
  sendCookies(c, headers.getSetCookie())
  return c.json({ done: true })
}

/** Counts guesses at the password of somebody signed in like guesses at the door. */
async function provingPassword(c: Context, auth: Auth, prove: () => Promise<Response>): Promise<Response> {
  const { person } = await signedIn(auth, c.req.header('cookie'))
  if (person === null) throw signInRequired()
  const attempt = { email: person.email, address: callerOf(c).address, now: auth.clock.now() }
  await countAttempt(auth.db, attempt)
  const answer = await prove()
  await forgetAttempts(auth.db, attempt)
  return answer
}

function sendCookies(c: Context, cookies: readonly string[]): void {
  for (const each of cookies) c.header('set-cookie', each, { append: true })
}

/** Who is at the other end. The address is that of the connection; headers that claim another are not believed. */
function callerOf(c: Context): Caller {
  const address: unknown = c.env?.incoming?.socket?.remoteAddress
  return {
    cookie: c.req.header('cookie'),
    userAgent: c.req.header('user-agent'),
    address: typeof address === 'string' ? address : '127.0.0.1',
  }
}

async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const type = c.req.header('content-type')
  if (type === undefined || !/^application\/json(;|$)/i.test(type))
    throw new ContentTypeError({ found: type, expected: 'JSON ("Content-Type: application/json")' })
  const parsed = schema.safeParse(parseJson(await c.req.text()))
  if (parsed.success) return parsed.data
  throw new RequestInvalidError(`Cannot read the body of this request: ${z.prettifyError(parsed.error)}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RequestInvalidError('The body of this request is not JSON.', { cause })
  }
}

function tooLarge(): never {
  throw new RequestInvalidError(`The body is larger than the ${MOST_BYTES} bytes that signing in takes.`)
}
