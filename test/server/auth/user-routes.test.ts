import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import type { ApiEnv } from '#server/api/api-context.ts'
import { answerProblem } from '#server/api/problem.ts'
import { authenticate } from '#server/auth/authenticate.ts'
import { isAct } from '#server/auth/permissions.ts'
import { USER_ROUTE_ACTS, userRoutes } from '#server/auth/user-routes.ts'
import { ApiKeyMadeView, ApiKeysView, UserAddedView, UsersView } from '#server/auth/user-views.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, anAuth, PASSWORD, tokenIn } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()
let lastNumber = 0

/** An admin of a new company who asks the routes of users, signed in as a browser is. */
async function anAdmin() {
  const auth = anAuth(database.db)
  const companyId = await database.aCompany()
  const email = `admin-${++lastNumber}@heron.example.com`
  const adminId = await aMember(auth, { companyId, email, role: 'admin' })
  const browser = aBrowser(auth)
  await browser.signIn(email)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const app = new Hono<ApiEnv>()
    .use(authenticate(auth))
    .route('/api/v1', userRoutes({ db: database.db, clock: auth.clock, auth }))
  app.onError(answerProblem)
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await app.request(`${auth.baseUrl}/api/v1${path}`, {
      method,
      headers: { host: '127.0.0.1:3000', origin: auth.baseUrl, cookie, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, json: await answer.json() }
  }
  return { auth, companyId, adminId, ask }
}

describe('the routes of users', () => {
  test('add somebody with a link under our own address, change them, help them and remove them', async () => {
    const { auth, ask } = await anAdmin()
    const bob = { name: 'Bob', email: `bob-${++lastNumber}@heron.example.com`, role: 'collector' }
    const added = await ask('POST', '/users', bob)
    expect(added.status).toBe(201)
    const { id, link } = UserAddedView.parse(added.json)
    expect(link?.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/set-password#token=/)
    const set = { token: tokenIn(link?.url), password: PASSWORD }
    expect((await aBrowser(auth).ask('POST', '/api/auth/password/by-link', set)).status).toBe(200)

    expect((await ask('PATCH', `/users/${id}`, { role: 'author', why: 'New job.' })).status).toBe(200)
    const { users } = UsersView.parse((await ask('GET', '/users')).json)
    expect(users.find((each) => each.id === id)).toMatchObject({ role: 'author', hasSignedInBefore: true })
    expect((await ask('POST', `/users/${id}/password-link`)).status).toBe(200)
    const lost = { why: 'Phone lost.' }
    expect((await ask('POST', `/users/${id}/take-second-factor-off`, lost)).status).toBe(200)
    expect((await ask('DELETE', `/users/${id}`)).status).toBe(200)
    expect((await ask('DELETE', `/users/${id}`)).status).toBe(404)
  })

  test('say what is wrong with a user that cannot be', async () => {
    const { adminId, ask } = await anAdmin()
    expect((await ask('POST', '/users', { name: 'Bob', email: 'no address', role: 'viewer' })).status).toBe(
      400,
    )
    expect((await ask('PATCH', `/users/${adminId}`, { role: 'viewer' })).status).toBe(422)
    expect((await ask('PATCH', `/users/${adminId}`, { companyId: 'other' })).status).toBe(400)
  })

  test('know nobody of another company', async () => {
    const own = await anAdmin()
    const other = await anAdmin()
    for (const [method, path, body] of [
      ['PATCH', '', { role: 'viewer' }],
      ['DELETE', '', undefined],
      ['POST', '/password-link', undefined],
      ['POST', '/take-second-factor-off', { why: 'Phone lost.' }],
    ] as const)
      expect((await own.ask(method, `/users/${other.adminId}${path}`, body)).status).toBe(404)
    const { users } = UsersView.parse((await own.ask('GET', '/users')).json)
    expect(users.map(({ id }) => id)).toEqual([own.adminId])
  })
})

describe('the routes of API keys', () => {
  test('make a key that is seen once, list it without its text, and revoke it', async () => {
    const { ask } = await anAdmin()
    const asked = { name: 'Export', role: 'viewer', scopes: ['read'], expiresAt: '2026-06-16T00:00:00Z' }
    const made = await ask('POST', '/api-keys', asked)
    expect(made.status).toBe(201)
    const { id, key } = ApiKeyMadeView.parse(made.json)
    const listed = await ask('GET', '/api-keys')
    expect(ApiKeysView.parse(listed.json).keys).toMatchObject([
      { id, start: key.slice(0, 8), revokedAt: null },
    ])
    expect(JSON.stringify(listed.json)).not.toContain(key.slice(8))
    expect((await ask('DELETE', `/api-keys/${id}`)).status).toBe(200)
    expect(ApiKeysView.parse((await ask('GET', '/api-keys')).json).keys[0]?.revokedAt).not.toBeNull()
  })

  test('give no key an act that takes a person', async () => {
    const { ask } = await anAdmin()
    const asked = { name: 'Robot', role: 'admin', expiresAt: '2026-06-16T00:00:00Z' }
    expect((await ask('POST', '/api-keys', { ...asked, scopes: ['approve-actions'] })).status).toBe(400)
    expect((await ask('POST', '/api-keys', { ...asked, scopes: [] })).status).toBe(400)
  })
})

test('every route of users and keys stands in the table of acts, and the table names no other', () => {
  const auth = anAuth(database.db)
  const routes = userRoutes({ db: database.db, clock: auth.clock, auth }).routes
  const named = routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} /api/v1${path}`)
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(USER_ROUTE_ACTS).toSorted())
  expect(Object.values(USER_ROUTE_ACTS).every(isAct)).toBe(true)
})
