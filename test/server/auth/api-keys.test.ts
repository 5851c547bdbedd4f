import { describe, expect, test } from 'vitest'
import { createApiKey, listApiKeys, revokeApiKey } from '#server/auth/api-keys.ts'
import { type Act, KEY_ACTS } from '#server/auth/permissions.ts'
import { apiKey } from '#server/database/auth-tables.ts'
import { audit } from '#server/database/company-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, aClockToSet, anAuth, NOW } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()
const actor = { id: 'u1', name: 'Ann' }

const aKey = async (
  companyId: string,
  asked: Partial<{ scopes: readonly Act[]; expiresAt: Date; role: 'viewer' | 'author' | 'admin' }> = {},
) =>
  createApiKey(database.db, {
    ...{ companyId, name: 'Warehouse', role: 'author', entities: null, scopes: ['read', 'import'], actor },
    expiresAt: new Date('2026-06-16T00:00:00Z'),
    now: new Date(NOW),
    ...asked,
  })

/** Asks with a key, from no page and with no cookie. */
const askWith = (
  authorization: string,
  act: string,
  clock = aClockToSet(NOW),
  headers: Record<string, string> = {},
) =>
  aBrowser(anAuth(database.db, { clock }), { origin: null }).ask('POST', `/api/v1/acts/${act}`, undefined, {
    authorization,
    ...headers,
  })

describe('an API key', () => {
  test('asks in the name of its company, within its scopes, and needs no page', async () => {
    const companyId = await database.aCompany()
    const { id, key } = await aKey(companyId)
    expect(key).toMatch(/^dk_[\w-]{43}$/)
    const answer = await askWith(`Bearer ${key}`, 'import')
    expect(answer.json).toMatchObject({ kind: 'key', id, companyId, name: 'API key "Warehouse"' })
    expect((await askWith(`Bearer ${key}`, 'edit-rules')).detail).toContain('was made for read, import')
    expect((await askWith(`Bearer ${key}`, 'manage-users')).status).toBe(403)
  })

  test('is kept as a digest alone: neither the tables nor the audit hold its text', async () => {
    const { key } = await aKey(await database.aCompany())
    const kept = JSON.stringify([
      await database.db.select().from(apiKey),
      await database.db.select().from(audit),
    ])
    expect(kept).toContain(key.slice(0, 8))
    expect(kept).not.toContain(key.slice(8))
  })

  test('that is expired opens nothing, from the very moment', async () => {
    const clock = aClockToSet(NOW)
    const { key } = await aKey(await database.aCompany())
    clock.set('2026-06-15T23:59:59Z')
    expect((await askWith(`Bearer ${key}`, 'read', clock)).status).toBe(200)
    clock.set('2026-06-16T00:00:00Z')
    const refused = await askWith(`Bearer ${key}`, 'read', clock)
    expect(refused.status).toBe(401)
    expect(refused.detail).toContain('expired on 2026-06-16')
  })

  test('that is revoked opens nothing, and revoking it again changes nothing', async () => {
    const companyId = await database.aCompany()
    const { id, key } = await aKey(companyId)
    const revoke = { companyId, id, actor, now: new Date(NOW), why: 'It was in a mail.' }
    await revokeApiKey(database.db, revoke)
    await revokeApiKey(database.db, { ...revoke, actor: { name: 'Bob' } })
    expect((await askWith(`Bearer ${key}`, 'read')).detail).toContain('was revoked')
    expect(await listApiKeys(database.db, companyId)).toMatchObject([{ id, revokedBy: 'Ann' }])
  })

  test('of another company cannot be revoked or listed', async () => {
    const [own, other] = [await database.aCompany(), await database.aCompany()]
    const { id } = await aKey(other)
    const revoke = { companyId: own, id, actor, now: new Date(NOW) }
    await expect(revokeApiKey(database.db, revoke)).rejects.toThrow('There is no API key')
    expect(await listApiKeys(database.db, own)).toEqual([])
  })

  test('says when it was last used, to the minute', async () => {
    const clock = aClockToSet(NOW)
    const companyId = await database.aCompany()
    const { key } = await aKey(companyId)
    const lastUse = async () => (await listApiKeys(database.db, companyId))[0]?.lastUsedAt?.toISOString()
    expect(await lastUse()).toBeUndefined()
    await askWith(`Bearer ${key}`, 'read', clock)
    clock.set('2026-03-16T14:30:30Z')
    await askWith(`Bearer ${key}`, 'read', clock)
    expect(await lastUse()).toBe('2026-03-16T14:30:00.000Z')
    clock.set('2026-03-16T14:31:01Z')
    await askWith(`Bearer ${key}`, 'read', clock)
    expect(await lastUse()).toBe('2026-03-16T14:31:01.000Z')
  })

  test('lives a year at most, and is given acts that a key may do', async () => {
    const companyId = await database.aCompany()
    const forever = aKey(companyId, { expiresAt: new Date('2027-03-18T00:00:00Z') })
    await expect(forever).rejects.toThrow('within the coming year')
    const past = aKey(companyId, { expiresAt: new Date('2026-03-16T14:30:00Z') })
    await expect(past).rejects.toThrow('within the coming year')
    await expect(aKey(companyId, { scopes: ['read', 'approve-actions'] })).rejects.toThrow(
      '"approve-actions"',
    )
    await expect(aKey(companyId, { scopes: [] })).rejects.toThrow('no act at all')
    expect((await aKey(companyId, { role: 'admin', scopes: KEY_ACTS })).key).toContain('dk_')
  })
})

describe('auth plugin flaws', () => {
  test.each([
    'Bearer dk_',
    `Bearer dk_${'A'.repeat(43)}`,
    'Bearer session',
    'Basic YW5uOnBhc3M=',
    'dk_x',
    '',
  ])(
    'what is no key of ours ("%s") is refused, and a session beside it does not help',
    async (authorization) => {
      const auth = anAuth(database.db)
      const email = `beside-${Math.abs(authorization.length)}-${authorization.slice(-1) || 'x'}@heron.example.com`
      await aMember(auth, { companyId: await database.aCompany(), email })
      const browser = aBrowser(auth)
      await browser.signIn(email)
      const answer = await browser.ask('GET', '/api/v1/acts/read', undefined, { authorization })
      expect(answer.status).toBe(401)
    },
  )
})

describe('tenant confusion', () => {
  test('a key asks for its own company, whatever a header says', async () => {
    const [own, other] = [await database.aCompany(), await database.aCompany()]
    const { key } = await aKey(own)
    const ask = (company: string) =>
      askWith(`Bearer ${key}`, 'read', undefined, { 'dunlin-company': company })
    expect((await ask(own)).json).toMatchObject({ companyId: own })
    expect((await ask(other)).status).toBe(403)
  })

  test('somebody of two companies has to say which; there is no fallback to either', async () => {
    const auth = anAuth(database.db)
    const [first, second, third] = [
      await database.aCompany(),
      await database.aCompany(),
      await database.aCompany(),
    ]
    const email = 'two@heron.example.com'
    await aMember(auth, { companyId: first, email, role: 'viewer' })
    await aMember(auth, { companyId: second, email, role: 'approver' })
    const browser = aBrowser(auth)
    await browser.signIn(email)
    const ask = (company?: string) =>
      browser.ask(
        'GET',
        '/api/v1/acts/approve-actions',
        undefined,
        company === undefined ? {} : { 'dunlin-company': company },
      )
    expect((await ask()).status).toBe(400)
    expect((await ask(second)).json).toMatchObject({ companyId: second, role: 'approver' })
    // The role of one company is of no use in the other.
    expect((await ask(first)).status).toBe(403)
    expect((await ask(third)).detail).toBe(
      (await ask('no-such-company')).detail.replace('no-such-company', third),
    )
  })

  test('what only reads may name the company in its address, with the same check; a change may not', async () => {
    const auth = anAuth(database.db)
    const [first, second, third] = [
      await database.aCompany(),
      await database.aCompany(),
      await database.aCompany(),
    ]
    const email = 'frame@heron.example.com'
    await aMember(auth, { companyId: first, email })
    await aMember(auth, { companyId: second, email })
    const browser = aBrowser(auth)
    await browser.signIn(email)
    const path = (company: string) => `/api/v1/acts/read?company=${company}`
    expect((await browser.ask('GET', path(second))).json).toMatchObject({ companyId: second })
    expect((await browser.ask('GET', path(third))).status).toBe(403)
    expect((await browser.ask('POST', path(second))).status).toBe(400)
  })

  test('somebody of no company is let in nowhere', async () => {
    const auth = anAuth(database.db)
    const companyId = await database.aCompany()
    await aMember(auth, { companyId, email: 'gone@heron.example.com' })
    const browser = aBrowser(auth)
    await browser.signIn('gone@heron.example.com')
    const answer = await browser.ask('GET', '/api/v1/acts/read', undefined, { 'dunlin-company': 'elsewhere' })
    expect(answer.status).toBe(403)
  })
})
