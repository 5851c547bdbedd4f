import { beforeAll, describe, expect, test } from 'vitest'
import { AUTH_ROUTE_ACTS, authRoutes } from '#server/auth/auth-routes.ts'
import { authUser } from '#server/database/auth-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, anApp, anAuth, type Browser, PASSWORD } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()
let lastNumber = 0

async function somebodySignedIn(settings: Parameters<typeof anAuth>[1] = {}) {
  const auth = anAuth(database.db, settings)
  const email = `page-${++lastNumber}@heron.example.com`
  await aMember(auth, { companyId: await database.aCompany(), email, role: 'author' })
  const browser = aBrowser(auth)
  await browser.signIn(email)
  return { auth, email, browser }
}

describe('CSRF safety', () => {
  let signedIn: Awaited<ReturnType<typeof somebodySignedIn>>
  beforeAll(async () => {
    signedIn = await somebodySignedIn()
  })

  test.each([
    ['another site', { origin: 'https://evil.example.com' }],
    ['a page without an address', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:8080' }],
    ['a name that begins like ours', { origin: 'http://127.0.0.1:3000.evil.example.com' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }],
    ['nobody knows where', {}],
  ])('a change from %s is refused although the cookie is right', async (_from, headers) => {
    const { auth, browser } = signedIn
    const foreign = aBrowser(auth, { origin: null })
    for (const [name, value] of browser.cookies) foreign.cookies.set(name, value)
    for (const path of ['/api/v1/acts/edit-rules', '/api/auth/sign-out']) {
      const answer = await foreign.ask('POST', path, {}, headers)
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.detail).toContain('accepted from the pages of http://127.0.0.1:3000 alone')
    }
    expect((await browser.ask('POST', '/api/v1/acts/edit-rules')).status).toBe(200)
  })

  test('a foreign page cannot sign its visitor in as somebody else', async () => {
    const { auth, email } = await somebodySignedIn()
    const answer = await aBrowser(auth, { origin: 'https://evil.example.com' }).signIn(email)
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  test('a program without a browser may sign in and read', async () => {
    const { auth, email } = await somebodySignedIn()
    const program = aBrowser(auth, { origin: null })
    expect((await program.signIn(email)).status).toBe(200)
    expect((await program.ask('GET', '/api/v1/acts/read')).status).toBe(200)
  })

  test('on this machine the pages may be open under any of its names', async () => {
    const { auth, browser } = await somebodySignedIn()
    const headers = { host: 'localhost:3000', origin: 'http://localhost:3000' }
    expect((await browser.ask('POST', '/api/v1/acts/edit-rules', undefined, headers)).status).toBe(200)
    const mixed = { host: '127.0.0.1:3000', origin: 'http://localhost:3000' }
    expect((await browser.ask('POST', '/api/v1/acts/edit-rules', undefined, mixed)).status).toBe(403)
    expect(auth.baseUrl).toBe('http://127.0.0.1:3000')
  })
})

describe('poisoned links', () => {
  test.each(['evil.example.com', 'dunlin.example.com.evil.example.com', '127.0.0.1', 'localhost:3000', ''])(
    'a server with an address of its own refuses to be asked as "%s"',
    async (host) => {
      const auth = anAuth(database.db, { baseUrl: 'https://dunlin.example.com' })
      const answer = await anApp(auth).request('https://dunlin.example.com/api/auth/session', {
        headers: { host },
      })
      expect(answer.status).toBe(403)
    },
  )
})

describe('trusting request shape', () => {
  test('nobody is named in a body: a user id, a role or another key that was slipped in is refused', async () => {
    const { email, browser } = await somebodySignedIn()
    for (const slipped of [
      { userId: 'u1' },
      { role: 'admin' },
      { callbackURL: 'https://evil.example.com' },
      { id: 'u1', emailVerified: true },
    ]) {
      const answer = await browser.ask('POST', '/api/auth/sign-in', { email, password: PASSWORD, ...slipped })
      expect(answer.status).toBe(400)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    const polluted = `{"email":"${email}","password":"${PASSWORD}","__proto__":{"role":"admin"}}`
    expect((await browser.ask('POST', '/api/auth/sign-in', polluted)).status).toBe(400)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a body that says it is "%s" is not read, whatever it holds',
    async (type) => {
      const { auth, email } = await somebodySignedIn()
      const body = JSON.stringify({ email, password: PASSWORD })
      const answer = await aBrowser(auth).ask('POST', '/api/auth/sign-in', body, { 'content-type': type })
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([415, []])
    },
  )

  test('a body that is no JSON, or as long as a book, is refused in words', async () => {
    const browser = aBrowser(anAuth(database.db))
    expect((await browser.ask('POST', '/api/auth/sign-in', '{"email":')).detail).toContain('Malformed JSON')
    const long = { email: 'a@heron.example.com', password: 'x'.repeat(20_000) }
    expect((await browser.ask('POST', '/api/auth/sign-in', long)).detail).toContain('8192 bytes')
  })
})

describe('deny by default', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = (await somebodySignedIn()).browser
  })

  test('every route of signing in stands in the table of acts, and the table names no other', () => {
    const routes = authRoutes(anAuth(database.db))
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} /api/auth${path}`)
    expect([...new Set(routes)].toSorted()).toEqual(Object.keys(AUTH_ROUTE_ACTS).toSorted())
  })

  test.each([
    ['POST', '/sign-up/email'],
    ['POST', '/sign-in/email'],
    ['POST', '/sign-in/social'],
    ['POST', '/sign-in/oauth2'],
    ['POST', '/start-session'],
    ['POST', '/request-password-reset'],
    ['POST', '/reset-password'],
    ['POST', '/set-password'],
    ['POST', '/update-user'],
    ['POST', '/update-session'],
    ['POST', '/change-email'],
    ['POST', '/delete-user'],
    ['POST', '/link-social'],
    ['POST', '/two-factor/enable'],
    ['POST', '/two-factor/get-totp-uri'],
    ['POST', '/two-factor/view-backup-codes'],
    ['POST', '/get-access-token'],
    ['POST', '/sso/register'],
    ['GET', '/get-session'],
    ['GET', '/list-sessions'],
    ['GET', '/list-accounts'],
    ['GET', '/callback/other'],
    ['GET', '/ok'],
    ['GET', '/reference'],
  ] as const)('%s /api/auth%s of the library is not there', async (method, path) => {
    const before = await database.db.select().from(authUser)
    const body =
      method === 'POST' ? { email: 'eve@heron.example.com', password: PASSWORD, name: 'Eve' } : undefined
    const answer = await browser.ask(method, `/api/auth${path}`, body)
    expect(answer.status).toBe(404)
    expect(await database.db.select().from(authUser)).toEqual(before)
    // Whoever asked is still signed in: it was not for want of a session.
    expect((await browser.ask('GET', '/api/v1/acts/read')).status).toBe(200)
  })

  test.each(['/api/auth/../auth/sign-up/email', '/api/auth//sign-up/email', '/api/auth/sign-up%2Femail'])(
    'nor under a spelling such as %s',
    async (path) => {
      const asked = { email: 'eve@heron.example.com', password: PASSWORD, name: 'Eve' }
      expect((await aBrowser(anAuth(database.db)).ask('POST', path, asked)).status).toBe(404)
    },
  )
})
