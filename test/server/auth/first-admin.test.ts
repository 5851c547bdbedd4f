import { count, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { SessionView } from '#server/auth/auth-views.ts'
import { createAuth } from '#server/auth/create-auth.ts'
import { firstAdminLink } from '#server/auth/first-admin.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { authUser, firstAdmin, member } from '#server/database/auth-tables.ts'
import { company } from '#server/database/company-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, anAuth, NOW, PASSWORD, tokenIn } from './a-browser.ts'

const HERON = { id: 'heron', name: 'Heron Ltd', currency: 'USD', timeZone: 'America/New_York' }

describe('first-admin race', () => {
  const database = freshDatabase()

  test('50 parallel first sign-ups with the right token give one admin, and nothing of the others is left', async () => {
    const auth = anAuth(database.db)
    const token = tokenIn(await firstAdminLink(auth))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        aBrowser(auth).ask('POST', '/api/auth/first-admin', {
          token,
          name: `Person ${at}`,
          email: `person-${at}@heron.example.com`,
          password: PASSWORD,
          company: { ...HERON, id: `heron-${at}` },
        }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(49)
    const counted = async (table: typeof authUser | typeof member | typeof firstAdmin | typeof company) =>
      (await database.db.select({ rows: count() }).from(table))[0]?.rows
    expect(await counted(authUser)).toBe(1)
    expect(await counted(firstAdmin)).toBe(1)
    expect(await counted(company)).toBe(1)
    expect(await database.db.select({ role: member.role }).from(member)).toEqual([{ role: 'admin' }])
  })

  test('the link is not printed again, and the old one opens nothing', async () => {
    const auth = anAuth(database.db)
    expect(await firstAdminLink(auth)).toBeNull()
  })
})

describe('taking charge', () => {
  const database = freshDatabase()

  test('needs the token of the console; any other is refused before anything is looked at', async () => {
    const auth = anAuth(database.db)
    const link = await firstAdminLink(auth)
    // Any number of processes print the same link.
    expect(await firstAdminLink(createAuth({ ...auth }))).toBe(link)
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/first-admin#token=/)
    const elsewhere = tokenIn(
      await firstAdminLink(anAuth(database.db, { secret: 'another secret, as long as the first' })),
    )
    for (const token of [elsewhere, 'x', tokenIn(link).slice(1)]) {
      const asked = { token, name: 'Eve', email: 'eve@heron.example.com', password: PASSWORD }
      expect((await aBrowser(auth).ask('POST', '/api/auth/first-admin', asked)).status).toBe(403)
    }
    expect(await database.db.select().from(authUser)).toEqual([])
  })

  test('a password that is too short is refused and the link stays good', async () => {
    const auth = anAuth(database.db)
    const token = tokenIn(await firstAdminLink(auth))
    const asked = { token, name: 'Ann', email: 'ann@heron.example.com', password: 'short' }
    const refused = await aBrowser(auth).ask('POST', '/api/auth/first-admin', asked)
    expect(refused.status).toBe(422)
    expect(refused.detail).toContain('Take 12 to 128')
    expect(await firstAdminLink(auth)).not.toBeNull()
  })

  test('a company that cannot be made leaves no admin behind', async () => {
    const auth = anAuth(database.db)
    const token = tokenIn(await firstAdminLink(auth))
    const asked = { token, name: 'Ann', email: 'ann@heron.example.com', password: PASSWORD }
    const company = { ...HERON, timeZone: 'Mars/Olympus' }
    expect((await aBrowser(auth).ask('POST', '/api/auth/first-admin', { ...asked, company })).status).toBe(
      422,
    )
    expect(await database.db.select().from(authUser)).toEqual([])
    expect(await firstAdminLink(auth)).not.toBeNull()
  })

  test('signs the first admin in, as admin of their company and of those without users, and it is written down', async () => {
    const auth = anAuth(database.db)
    const left = await database.aCompany({ id: 'from-the-command-line', name: 'Plover Ltd' })
    const token = tokenIn(await firstAdminLink(auth))
    const asked = { token, name: 'Ann', email: 'Ann@heron.example.com', password: PASSWORD, company: HERON }
    const browser = aBrowser(auth)
    expect((await browser.ask('POST', '/api/auth/first-admin', asked)).status).toBe(200)
    const session = SessionView.parse((await browser.ask('GET', '/api/auth/session')).json)
    expect(session.needsFirstAdmin).toBe(false)
    expect(session.companies.map(({ id, role }) => [id, role])).toEqual([
      ['heron', 'admin'],
      [left, 'admin'],
    ])
    expect(await verifyAudit(database.db, 'heron')).toMatchObject({ lines: 2, broken: null })
  })

  test('a company made later on the command line is theirs at the next sign-in; one that has users is not', async () => {
    const auth = anAuth(database.db)
    const later = await database.aCompany({ name: 'Later Ltd' })
    const taken = await database.aCompany({ name: 'Taken Ltd' })
    const now = new Date(NOW)
    await database.db.insert(authUser).values({ id: 'pat', name: 'Pat', email: 'pat@taken.example.com' })
    await database.db
      .insert(member)
      .values({ companyId: taken, userId: 'pat', role: 'admin', createdAt: now, createdBy: 'setup' })
    const browser = aBrowser(auth)
    await browser.signIn('ann@heron.example.com')
    const session = SessionView.parse((await browser.ask('GET', '/api/auth/session')).json)
    const ids = session.companies.map(({ id }) => id)
    expect(ids).toContain(later)
    expect(ids).not.toContain(taken)
    await database.db.delete(authUser).where(eq(authUser.id, 'pat'))
  })
})
