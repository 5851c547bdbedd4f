import { and, asc, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { createApiKey, listApiKeys } from '#server/auth/api-keys.ts'
import { SecondFactorView } from '#server/auth/auth-views.ts'
import { newPasswordLink, takeSecondFactorOff } from '#server/auth/help-member.ts'
import { addMember, changeMember, listMembers, removeMember } from '#server/auth/members.ts'
import { authSession, authUser, member, passwordLink } from '#server/database/auth-tables.ts'
import { audit } from '#server/database/company-tables.ts'
import { entity } from '#server/database/ledger-tables.ts'
import { aDesk } from '../command-line/typing.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, aClockToSet, anAuth, NOW, PASSWORD, tokenIn } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()
const now = new Date(NOW)
const EVERYTHING = { entities: null, ownCustomersOnly: false }
let lastNumber = 0
const anAddress = () => `person-${++lastNumber}@heron.example.com`

/** A company with an admin. */
async function aCompany() {
  const auth = anAuth(database.db)
  const companyId = await database.aCompany()
  const adminAddress = anAddress()
  const adminId = await aMember(auth, { companyId, email: adminAddress, role: 'admin' })
  return { auth, companyId, adminId, adminAddress, actor: { id: adminId, name: 'Ann' } }
}

describe('a user', () => {
  test('is added by an admin, sets a password by a link once, and signs in', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const asked = { companyId, actor, now, name: 'Bob', email, role: 'collector', ...EVERYTHING } as const
    const { id, link } = await addMember(database.db, asked)
    const before = (await listMembers(database.db, companyId)).find((each) => each.id === id)
    expect(before).toMatchObject({ email, role: 'collector', hasSignedInBefore: false })

    const token = tokenIn(link?.path)
    expect(JSON.stringify(await database.db.select().from(passwordLink))).not.toContain(token)
    const browser = aBrowser(auth)
    const set = { token, password: PASSWORD }
    expect((await browser.ask('POST', '/api/auth/password/by-link', set)).json).toEqual({ email })
    expect((await browser.ask('POST', '/api/auth/password/by-link', set)).status).toBe(403)
    expect((await browser.signIn(email)).status).toBe(200)
    expect((await browser.ask('GET', '/api/v1/acts/work-customers')).json).toMatchObject({
      role: 'collector',
    })
    const after = (await listMembers(database.db, companyId)).find((each) => each.id === id)
    expect(after?.hasSignedInBefore).toBe(true)
  })

  test('added twice is refused; added to a second company keeps the password and gets no link', async () => {
    const first = await aCompany()
    const second = await aCompany()
    const email = anAddress()
    const asked = { name: 'Bob', email, role: 'viewer', now, ...EVERYTHING } as const
    await addMember(database.db, { ...asked, companyId: first.companyId, actor: first.actor })
    const again = addMember(database.db, { ...asked, companyId: first.companyId, actor: first.actor })
    await expect(again).rejects.toThrow('belongs to this company already')
    const there = { ...asked, email: email.toUpperCase(), companyId: second.companyId, actor: second.actor }
    expect((await addMember(database.db, there)).link).toBeNull()
  })

  test('with a new role may do what it allows from the next request on', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const userId = await aMember(auth, { companyId, email, role: 'approver' })
    const browser = aBrowser(auth)
    await browser.signIn(email)
    expect((await browser.ask('POST', '/api/v1/acts/approve-actions')).status).toBe(200)
    await changeMember(database.db, { companyId, userId, role: 'viewer', actor, now, why: 'New job.' })
    expect((await browser.ask('POST', '/api/v1/acts/approve-actions')).status).toBe(403)
    const [line] = await database.db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, companyId), eq(audit.act, 'change user')))
    expect(line).toMatchObject({
      actor: 'Ann',
      why: 'New job.',
      before: { role: 'approver' },
      after: { role: 'viewer' },
    })
  })

  test('who is removed is signed out, and the keys they made end', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const userId = await aMember(auth, { companyId, email, role: 'admin' })
    const browser = aBrowser(auth)
    await browser.signIn(email)
    const expiresAt = new Date('2026-06-01T00:00:00Z')
    const key = { name: 'Export', role: 'viewer', entities: null, scopes: ['read'], expiresAt } as const
    await createApiKey(database.db, { companyId, ...key, actor: { id: userId, name: 'Bob' }, now })
    await removeMember(database.db, { companyId, userId, actor, now })
    expect((await browser.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect(await listApiKeys(database.db, companyId)).toMatchObject([{ name: 'Export', revokedBy: 'Ann' }])
    expect(await database.db.select().from(authSession).where(eq(authSession.userId, userId))).toEqual([])
  })

  test('limited to entities is limited to those that are there; an admin cannot be limited', async () => {
    const { auth, companyId, actor } = await aCompany()
    await database.db.insert(entity).values({
      companyId,
      id: 'us',
      source: 'files',
      name: 'US',
      currency: 'USD',
      timeZone: 'America/New_York',
    })
    const email = anAddress()
    const userId = await aMember(auth, {
      companyId,
      email,
      role: 'collector',
      entities: ['us'],
      ownCustomersOnly: true,
    })
    const browser = aBrowser(auth)
    await browser.signIn(email)
    expect((await browser.ask('GET', '/api/v1/acts/read')).json).toMatchObject({
      entities: ['us'],
      ownCustomersOnly: true,
    })
    const change = { companyId, userId, actor, now }
    await expect(changeMember(database.db, { ...change, entities: ['de'] })).rejects.toThrow('no entity "de"')
    await expect(changeMember(database.db, { ...change, entities: [] })).rejects.toThrow(
      'nothing could be seen',
    )
    await expect(changeMember(database.db, { ...change, role: 'admin' })).rejects.toThrow(
      'sees the whole company',
    )
  })
})

describe('the last admin', () => {
  test('cannot be removed or given another role', async () => {
    const { companyId, adminId, actor } = await aCompany()
    const change = { companyId, userId: adminId, actor, now }
    await expect(changeMember(database.db, { ...change, role: 'viewer' })).rejects.toThrow('last admin')
    await expect(removeMember(database.db, change)).rejects.toThrow('last admin')
  })

  test('is left when two admins remove each other at the same moment', async () => {
    const { auth, companyId, adminId, actor } = await aCompany()
    const otherId = await aMember(auth, { companyId, email: anAddress(), role: 'admin' })
    const results = await Promise.allSettled([
      removeMember(database.db, { companyId, userId: adminId, actor: { id: otherId, name: 'Bob' }, now }),
      removeMember(database.db, { companyId, userId: otherId, actor, now }),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const left = await database.db.select().from(member).where(eq(member.companyId, companyId))
    expect(left).toHaveLength(1)
  })
})

describe('a link to set a password', () => {
  test('replaces the one before, opens a door that was locked, and signs out whoever was in', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const userId = await aMember(auth, { companyId, email })
    const inside = aBrowser(auth)
    await inside.signIn(email)
    const first = await newPasswordLink(database.db, { companyId, userId, actor, now })
    const second = await newPasswordLink(database.db, { companyId, userId, actor, now })
    const browser = aBrowser(auth)
    for (let tries = 0; tries < 6; tries++) await browser.signIn(email, 'guess after guess')
    expect((await browser.signIn(email)).status).toBe(429)

    const set = (path: string) => ({ token: tokenIn(path), password: 'new words at low tide' })
    expect((await browser.ask('POST', '/api/auth/password/by-link', set(first.path))).status).toBe(403)
    expect((await browser.ask('POST', '/api/auth/password/by-link', set(second.path))).status).toBe(200)
    expect((await browser.signIn(email, 'new words at low tide')).status).toBe(200)
    expect((await inside.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    const acts = await database.db
      .select({ act: audit.act })
      .from(audit)
      .where(and(eq(audit.companyId, companyId), eq(audit.subjectId, userId)))
      .orderBy(asc(audit.sequence))
    expect(acts.map(({ act }) => act)).toEqual([
      'add user',
      'set password',
      'make password link',
      'make password link',
      'set password',
    ])
  })

  test('is void after three days', async () => {
    const clock = aClockToSet(NOW)
    const auth = anAuth(database.db, { clock })
    const { companyId, actor } = await aCompany()
    const userId = await aMember(auth, { companyId, email: anAddress() })
    const { path, expiresAt } = await newPasswordLink(database.db, { companyId, userId, actor, now })
    expect(expiresAt.toISOString()).toBe('2026-03-19T14:30:00.000Z')
    clock.set('2026-03-19T14:30:00Z')
    const set = { token: tokenIn(path), password: PASSWORD }
    const refused = await aBrowser(auth).ask('POST', '/api/auth/password/by-link', set)
    expect(refused.status).toBe(403)
    expect(refused.detail).toContain('too old')
  })

  test('used by two at the same moment sets one password', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const userId = await aMember(auth, { companyId, email })
    const token = tokenIn((await newPasswordLink(database.db, { companyId, userId, actor, now })).path)
    const answers = await Promise.all(
      ['the first new words', 'the second new words'].map((password) =>
        aBrowser(auth).ask('POST', '/api/auth/password/by-link', { token, password }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403])
  })

  test('for somebody of two companies is made only by an admin of both: it would open the other company as well', async () => {
    const first = await aCompany()
    const second = await aCompany()
    const email = anAddress()
    const userId = await aMember(first.auth, { companyId: first.companyId, email })
    await aMember(first.auth, { companyId: second.companyId, email })
    const asked = { companyId: first.companyId, userId, now }
    await expect(newPasswordLink(database.db, { ...asked, actor: first.actor })).rejects.toThrow(
      'no admin of',
    )
    await aMember(first.auth, { companyId: second.companyId, email: first.adminAddress, role: 'admin' })
    expect((await newPasswordLink(database.db, { ...asked, actor: first.actor })).path).toContain('#token=')
  })

  test('is not made for somebody of another company', async () => {
    const first = await aCompany()
    const second = await aCompany()
    const asked = { companyId: first.companyId, userId: second.adminId, actor: first.actor, now }
    await expect(newPasswordLink(database.db, asked)).rejects.toThrow('There is no user')
    await expect(removeMember(database.db, asked)).rejects.toThrow('There is no user')
    await expect(changeMember(database.db, { ...asked, role: 'viewer' })).rejects.toThrow('There is no user')
  })
})

describe('a second factor that was lost', () => {
  test('is taken off by an admin, who says why; the user is signed out and signs in with the password alone', async () => {
    const { auth, companyId, actor } = await aCompany()
    const email = anAddress()
    const userId = await aMember(auth, { companyId, email })
    const inside = aBrowser(auth)
    await inside.signIn(email)
    const on = await inside.ask('POST', '/api/auth/second-factor/turn-on', { password: PASSWORD })
    const { backUpCodes } = SecondFactorView.parse(on.json)
    await database.db.update(authUser).set({ twoFactorEnabled: true }).where(eq(authUser.id, userId))
    expect(backUpCodes).toHaveLength(10)
    expect((await aBrowser(auth).signIn(email)).json).toEqual({ secondFactor: true })

    await takeSecondFactorOff(database.db, { companyId, userId, actor, now, why: 'Phone lost.' })
    expect((await inside.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect((await aBrowser(auth).signIn(email)).json).toEqual({ secondFactor: false })
    const [line] = await database.db
      .select()
      .from(audit)
      .where(and(eq(audit.companyId, companyId), eq(audit.act, 'take second factor off')))
    expect(line).toMatchObject({ actor: 'Ann', why: 'Phone lost.', subjectId: userId })
  })

  test('of somebody of another company as well is not taken off by the admin of one', async () => {
    const first = await aCompany()
    const second = await aCompany()
    const email = anAddress()
    const userId = await aMember(first.auth, { companyId: first.companyId, email })
    await aMember(first.auth, { companyId: second.companyId, email })
    const asked = { companyId: first.companyId, userId, actor: first.actor, now, why: 'Phone lost.' }
    await expect(takeSecondFactorOff(database.db, asked)).rejects.toThrow('no admin of')
  })
})

describe('an admin who is alone and has forgotten the password', () => {
  const desk = aDesk({
    database,
    day: NOW,
    surroundings: { env: { DUNLIN_URL: 'https://dunlin.example.com' } },
  })

  test('comes back by a link made on the command line, which the audit tells of', async () => {
    const { auth, companyId, adminAddress } = await aCompany()
    const { code, out } = await desk.type('password-link', adminAddress.toUpperCase())
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('https://dunlin.example.com/set-password#token='),
    ])
    const password = 'another tide, another bird'
    const browser = aBrowser(auth)
    const set = { token: tokenIn(out.trim()), password }
    expect((await browser.ask('POST', '/api/auth/password/by-link', set)).status).toBe(200)
    expect((await browser.signIn(adminAddress, password)).status).toBe(200)
    const lines = await database.db.select().from(audit).where(eq(audit.companyId, companyId))
    expect(lines).toContainEqual(
      expect.objectContaining({ act: 'make password link', actor: 'command line (test)' }),
    )
  })

  test("is told when the address is nobody's", async () => {
    const { code, err } = await desk.type('password-link', 'nobody@heron.example.com')
    expect([code, err]).toEqual([1, expect.stringContaining('Give the address they sign in with')])
    expect((await desk.type('password-link')).err).toContain('dunlin password-link ann@example.com')
  })
})
