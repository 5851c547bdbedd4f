import { describe, expect, test } from 'vitest'
import { SessionView } from '#server/auth/auth-views.ts'
import { firstAdminLink } from '#server/auth/first-admin.ts'
import { addMember } from '#server/auth/members.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, anAuth, NOW, PASSWORD, tokenIn } from './a-browser.ts'

const HERON = { id: 'heron', name: 'Heron Ltd', currency: 'USD', timeZone: 'America/New_York' }

describe('the demo', () => {
  const database = freshDatabase()

  test('is not open where there is no demo', async () => {
    const refused = await aBrowser(anAuth(database.db)).ask('POST', '/api/auth/sign-in/demo', {})
    expect(refused.status).toBe(403)
  })

  test('signs in by one click, in any role, and the name says that it is a demo', async () => {
    await database.aCompany({ id: 'demo', name: 'Sandpiper Group (demo)' })
    const auth = anAuth(database.db)
    const browser = aBrowser(auth)
    expect(SessionView.parse((await browser.ask('GET', '/api/auth/session')).json)).toMatchObject({
      user: null,
      demo: true,
      needsFirstAdmin: true,
    })
    expect((await browser.ask('POST', '/api/auth/sign-in/demo', {})).status).toBe(200)
    const { json } = await browser.ask('GET', '/api/v1/acts/manage-users')
    expect(json).toMatchObject({ companyId: 'demo', role: 'admin', name: 'Demo admin (admin@demo.invalid)' })
    const second = aBrowser(auth)
    await second.ask('POST', '/api/auth/sign-in/demo', { role: 'approver' })
    expect((await second.ask('GET', '/api/v1/acts/approve-actions')).json).toMatchObject({ role: 'approver' })
    expect((await second.ask('GET', '/api/v1/acts/manage-users')).status).toBe(403)
  })

  test('nobody can be added under an address of the demo', async () => {
    const visitor = addMember(database.db, {
      ...{ companyId: 'demo', name: 'Eve', email: 'Admin@Demo.invalid', role: 'admin', entities: null },
      ownCustomersOnly: false,
      actor: { id: 'u1', name: 'Ann' },
      now: new Date(NOW),
    })
    await expect(visitor).rejects.toThrow('an address of the demo')
  })

  test('is closed, for visitors who are in it too, as soon as somebody has taken charge with a company of their own', async () => {
    const auth = anAuth(database.db)
    const visitor = aBrowser(auth)
    await visitor.ask('POST', '/api/auth/sign-in/demo', {})
    expect((await visitor.ask('GET', '/api/v1/acts/read')).status).toBe(200)
    const token = tokenIn(await firstAdminLink(auth))
    const asked = { token, name: 'Ann', email: 'ann@heron.example.com', password: PASSWORD, company: HERON }
    const ann = aBrowser(auth)
    expect((await ann.ask('POST', '/api/auth/first-admin', asked)).status).toBe(200)
    expect((await visitor.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect((await visitor.ask('POST', '/api/auth/sign-in/demo', {})).status).toBe(403)
    // The demo is left alone: with it Ann would have to say for each request which company she means.
    expect((await ann.ask('GET', '/api/v1/acts/read')).json).toMatchObject({ companyId: 'heron' })
  })
})

describe('the demo beside another company', () => {
  const database = freshDatabase()

  test('is closed', async () => {
    await database.aCompany({ id: 'demo' })
    await database.aCompany()
    const browser = aBrowser(anAuth(database.db))
    expect((await browser.ask('POST', '/api/auth/sign-in/demo', {})).status).toBe(403)
    expect(SessionView.parse((await browser.ask('GET', '/api/auth/session')).json).demo).toBe(false)
  })
})

describe('the demo that somebody has taken charge of', () => {
  const database = freshDatabase()

  test('belongs to them and takes a password from then on', async () => {
    await database.aCompany({ id: 'demo' })
    const auth = anAuth(database.db)
    await aBrowser(auth).ask('POST', '/api/auth/sign-in/demo', {})
    const token = tokenIn(await firstAdminLink(auth))
    const asked = { token, name: 'Ann', email: 'ann@heron.example.com', password: PASSWORD }
    const ann = aBrowser(auth)
    await ann.ask('POST', '/api/auth/first-admin', asked)
    expect((await ann.ask('GET', '/api/v1/acts/read')).json).toMatchObject({
      companyId: 'demo',
      role: 'admin',
    })
    expect((await aBrowser(auth).ask('POST', '/api/auth/sign-in/demo', {})).status).toBe(403)
  })
})
