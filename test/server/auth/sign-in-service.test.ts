import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SessionView } from '#server/auth/auth-views.ts'
import { firstAdminLink } from '#server/auth/first-admin.ts'
import { addMember } from '#server/auth/members.ts'
import { signInServiceOf } from '#server/auth/sign-in-service.ts'
import { authAccount, authUser } from '#server/database/auth-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, anAuth, type Browser, NOW } from './a-browser.ts'
import { aSignInService } from './a-sign-in-service.ts'

const database = freshDatabase()
let service: Awaited<ReturnType<typeof aSignInService>>
beforeAll(async () => {
  service = await aSignInService()
  await somebody('bob@heron.example.com')
})
afterAll(() => service.stop())

const anAuthWithService = (settings: Parameters<typeof anAuth>[1] = {}) =>
  anAuth(database.db, { service: service.settings, report: () => {}, ...settings })

const addressFrom = async (browser: Browser, headers: Record<string, string> = {}) =>
  z.object({ url: z.url() }).parse((await browser.ask('POST', '/api/auth/sign-in/service', {}, headers)).json)
    .url

async function somebody(email: string): Promise<void> {
  const reach = { role: 'approver', entities: null, ownCustomersOnly: false } as const
  const asked = { companyId: await database.aCompany(), name: 'Ann', email, ...reach, now: new Date(NOW) }
  await addMember(database.db, { ...asked, actor: { id: 'u1', name: 'Bob' } })
}

describe('signing in through the company account', () => {
  test('opens the user whose address the service has checked, without a password here', async () => {
    await somebody('ann@heron.example.com')
    const browser = aBrowser(anAuthWithService())
    const session = SessionView.parse((await browser.ask('GET', '/api/auth/session')).json)
    expect(session.service).toBe('Heron accounts')
    const address = await addressFrom(browser)
    expect(address).toMatch(`${service.issuer}/authorize`)
    expect(address).not.toContain('planted-secret')
    const person = { sub: 's1', email: 'ann@heron.example.com', emailVerified: true }
    const { path, returnsTo } = service.signsIn(address, person)
    expect(returnsTo).toBe('http://127.0.0.1:3000/api/auth/callback/company')
    const back = await browser.ask('GET', path)
    expect([back.status, back.headers.get('location')]).toEqual([302, '/'])
    expect((await browser.ask('GET', '/api/v1/acts/approve-actions')).json).toMatchObject({
      role: 'approver',
    })
    // What the service gave us is not kept in the open.
    const kept = JSON.stringify(await database.db.select().from(authAccount))
    expect(kept).not.toContain('"accessToken":"at"')
  })

  test.each([
    ['somebody nobody has added', { sub: 's2', email: 'eve@heron.example.com', emailVerified: true }, {}],
    [
      'an address the service has not checked',
      { sub: 's3', email: 'bob@heron.example.com', emailVerified: false },
      {},
    ],
    [
      'a token signed by somebody else',
      { sub: 's4', email: 'bob@heron.example.com', emailVerified: true },
      { forged: true },
    ],
  ])('does not open for %s', async (_who, person, how) => {
    const users = (await database.db.select().from(authUser)).length
    const browser = aBrowser(anAuthWithService())
    const { path } = service.signsIn(await addressFrom(browser), person, how)
    const back = await browser.ask('GET', path)
    expect(back.status).toBe(302)
    expect(back.headers.get('location')).toMatch(/^(http:\/\/127\.0\.0\.1:3000)?\/sign-in\?error=/)
    expect((await browser.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect(await database.db.select().from(authUser)).toHaveLength(users)
  })

  test('does not open in a browser that did not ask for it', async () => {
    await somebody('carol@heron.example.com')
    const auth = anAuthWithService()
    const address = await addressFrom(aBrowser(auth))
    const person = { sub: 's5', email: 'carol@heron.example.com', emailVerified: true }
    const other = aBrowser(auth)
    await other.ask('GET', service.signsIn(address, person).path)
    expect((await other.ask('GET', '/api/v1/acts/read')).status).toBe(401)
  })

  test('is not offered where it is not set up', async () => {
    const browser = aBrowser(anAuth(database.db, { report: () => {} }))
    expect(SessionView.parse((await browser.ask('GET', '/api/auth/session')).json).service).toBeNull()
    expect((await browser.ask('POST', '/api/auth/sign-in/service', {})).status).toBe(400)
  })
})

describe('a company account that takes the question and never answers', () => {
  test('keeps nobody from signing in with a password', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const port = z.object({ port: z.number() }).parse(silent.address()).port
    const discoveryUrl = `http://127.0.0.1:${port}/.well-known/openid-configuration`
    const auth = anAuthWithService({ service: { ...service.settings, discoveryUrl } })
    // The person has no password here and is told so, without waiting.
    expect((await aBrowser(auth).signIn('bob@heron.example.com')).status).toBe(401)
    silent.closeAllConnections()
    await new Promise((resolve) => silent.close(resolve))
  })
})

describe('poisoned links', () => {
  const SPOOFED = {
    'x-forwarded-host': 'evil.example.com',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': 'evil.example.com',
    forwarded: 'host=evil.example.com;proto=https',
    referer: 'https://evil.example.com/',
    'x-original-host': 'evil.example.com',
  }

  test.each(Object.entries(SPOOFED))(
    'a spoofed %s (%s) changes no address we give out',
    async (name, value) => {
      const auth = anAuthWithService({ baseUrl: 'https://dunlin.example.com' })
      const address = await addressFrom(aBrowser(auth), { [name]: value })
      expect(new URL(address).searchParams.get('redirect_uri')).toBe(
        'https://dunlin.example.com/api/auth/callback/company',
      )
      expect(await firstAdminLink(auth)).toMatch(/^https:\/\/dunlin\.example\.com\/first-admin#/)
    },
  )
})

describe('the settings of the service', () => {
  const SET = {
    DUNLIN_OIDC_ISSUER: 'https://accounts.heron.example.com/',
    DUNLIN_OIDC_CLIENT_ID: 'dunlin',
    DUNLIN_OIDC_CLIENT_SECRET: 'planted-secret',
  }

  test('are read from the environment, all or none', () => {
    expect(signInServiceOf({ PORT: '3000' })).toBeNull()
    expect(signInServiceOf(SET)).toEqual({
      name: 'your company account',
      discoveryUrl: 'https://accounts.heron.example.com/.well-known/openid-configuration',
      clientId: 'dunlin',
      clientSecret: 'planted-secret',
    })
    const half = { ...SET, DUNLIN_OIDC_CLIENT_ID: undefined }
    expect(() => signInServiceOf(half)).toThrow('together, or none of them')
    expect(() => signInServiceOf(half)).not.toThrow('planted-secret')
  })

  test('take no address that is not protected', () => {
    const open = { ...SET, DUNLIN_OIDC_ISSUER: 'http://accounts.heron.example.com' }
    expect(() => signInServiceOf(open)).toThrow('Give an https address')
    expect(() => signInServiceOf({ ...SET, DUNLIN_OIDC_ISSUER: 'accounts.heron' })).toThrow(
      'DUNLIN_OIDC_ISSUER',
    )
  })
})
