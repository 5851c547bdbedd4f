import { scryptSync } from 'node:crypto'
import { createOTP } from '@better-auth/utils/otp'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SessionView } from '#server/auth/auth-views.ts'
import { createAuth } from '#server/auth/create-auth.ts'
import { authAccount, authSession, authUser, signInAttempts } from '#server/database/auth-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, aClockToSet, anAuth, inEarnest, NOW, PASSWORD } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()

describe('signing in', () => {
  test('with the right password opens what the role allows, and the session says who it is', async () => {
    const auth = anAuth(database.db)
    const companyId = await database.aCompany({ name: 'Heron Ltd' })
    await aMember(auth, { companyId, email: 'Ann@Heron.example.com', role: 'author' })
    const browser = aBrowser(auth)
    expect((await browser.ask('GET', '/api/v1/acts/read')).status).toBe(401)

    expect((await browser.signIn('ann@heron.example.com')).json).toEqual({ secondFactor: false })
    const { json } = await browser.ask('POST', '/api/v1/acts/edit-rules')
    expect(json).toMatchObject({ kind: 'user', companyId, role: 'author', entities: null, scopes: null })
    const session = SessionView.parse((await browser.ask('GET', '/api/auth/session')).json)
    expect(session.user?.email).toBe('ann@heron.example.com')
    expect(session.companies).toEqual([{ id: companyId, name: 'Heron Ltd', role: 'author' }])
  })

  test('keeps of a password only what costs a guess a tenth of a second, and knows it by that', async () => {
    const auth = createAuth(inEarnest(database.db))
    const id = await aMember(auth, { companyId: await database.aCompany(), email: 'kept@heron.example.com' })
    const [account] = await database.db.select().from(authAccount).where(eq(authAccount.userId, id))
    const [salt = '', kept] = account?.password?.split(':') ?? []
    expect(salt).toMatch(/^[0-9a-f]{32}$/)
    const cost = { N: 16_384, r: 16, p: 1, maxmem: 2 ** 26 }
    expect(kept).toBe(scryptSync(PASSWORD, salt, 64, cost).toString('hex'))
    expect((await aBrowser(auth).signIn('kept@heron.example.com', 'not the password')).status).toBe(401)
    expect((await aBrowser(auth).signIn('kept@heron.example.com')).status).toBe(200)
  })

  test('keeps the session in a cookie that scripts cannot read and other sites do not send', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'cookie@heron.example.com' })
    const { headers, json } = await aBrowser(auth).signIn('cookie@heron.example.com')
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie).toMatch(/^dunlin\.session_token=/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).not.toContain('Secure')
    // A session in the body could be read by a script and kept.
    const [token = ''] = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')
    expect(token.length).toBeGreaterThan(20)
    expect(JSON.stringify(json)).not.toContain(token)
  })

  test('behind https the cookie travels nowhere else', async () => {
    const auth = anAuth(database.db, { baseUrl: 'https://dunlin.example.com' })
    await aMember(auth, { companyId: await database.aCompany(), email: 'https@heron.example.com' })
    const { headers } = await aBrowser(auth).signIn('https@heron.example.com')
    expect(headers.getSetCookie()[0]).toMatch(/^__Secure-dunlin\.session_token=.*Secure/)
  })

  test('with a wrong password says the same as for somebody who is not there', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'wrong@heron.example.com' })
    const wrong = await aBrowser(auth).signIn('wrong@heron.example.com', 'not the password')
    const nobody = await aBrowser(auth).signIn('nobody@heron.example.com', 'not the password')
    expect(wrong.status).toBe(401)
    expect(nobody.status).toBe(401)
    expect(nobody.json).toEqual(wrong.json)
  })

  test('is over when the session is signed out, for the copied cookie as well', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'out@heron.example.com' })
    const browser = aBrowser(auth)
    await browser.signIn('out@heron.example.com')
    const copy = aBrowser(auth)
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    expect((await copy.ask('GET', '/api/v1/acts/read')).status).toBe(200)
    expect((await browser.ask('POST', '/api/auth/sign-out', {})).status).toBe(200)
    expect((await copy.ask('GET', '/api/v1/acts/read')).status).toBe(401)
  })

  test('with a cookie whose signature was made up opens nothing', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'forged@heron.example.com' })
    const browser = aBrowser(auth)
    await browser.signIn('forged@heron.example.com')
    const [session] = await database.db
      .select({ token: authSession.token })
      .from(authSession)
      .innerJoin(authUser, eq(authUser.id, authSession.userId))
      .where(eq(authUser.email, 'forged@heron.example.com'))
    // Somebody has read the table of the sessions, in a back-up say, and not the secret.
    browser.cookies.set('dunlin.session_token', encodeURIComponent(`${session?.token}.${'A'.repeat(43)}=`))
    expect((await browser.ask('GET', '/api/v1/acts/read')).status).toBe(401)
  })

  test('a change of the password signs out every other browser', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'change@heron.example.com' })
    const [own, other] = [aBrowser(auth), aBrowser(auth)]
    await own.signIn('change@heron.example.com')
    await other.signIn('change@heron.example.com')
    const changed = { currentPassword: PASSWORD, newPassword: 'other words at high tide' }
    expect((await own.ask('POST', '/api/auth/password', changed)).status).toBe(200)
    expect((await own.ask('GET', '/api/v1/acts/read')).status).toBe(200)
    expect((await other.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect((await other.signIn('change@heron.example.com')).status).toBe(401)
    expect((await other.signIn('change@heron.example.com', changed.newPassword)).status).toBe(200)
  })
})

describe('lock-out', () => {
  test('after five wrong passwords the right one is not looked at for the rest of a quarter of an hour', async () => {
    const clock = aClockToSet(NOW)
    const auth = anAuth(database.db, { clock })
    await aMember(auth, { companyId: await database.aCompany(), email: 'locked@heron.example.com' })
    const browser = aBrowser(auth)
    for (let tries = 0; tries < 5; tries++)
      expect((await browser.signIn('locked@heron.example.com', `guess number ${tries}`)).status).toBe(401)
    const refused = await browser.signIn('locked@heron.example.com')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('900')
    expect(refused.detail).toContain('Wait 15 minutes')

    clock.set('2026-03-16T14:44:59Z')
    expect((await browser.signIn('locked@heron.example.com')).status).toBe(429)
    clock.set('2026-03-16T14:45:00Z')
    expect((await browser.signIn('locked@heron.example.com')).status).toBe(200)
  })

  test('guesses made side by side do not slip through', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'side@heron.example.com' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        aBrowser(auth).signIn('side@heron.example.com', `guess ${at} side`),
      ),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  test('counts the same for somebody who is not there, and keeps no address that was tried', async () => {
    const auth = anAuth(database.db)
    const browser = aBrowser(auth)
    for (let tries = 0; tries < 5; tries++)
      await browser.signIn('ghost@heron.example.com', 'guess after guess')
    expect((await browser.signIn('ghost@heron.example.com', 'guess after guess')).status).toBe(429)
    expect(JSON.stringify(await database.db.select().from(signInAttempts))).not.toContain('ghost')
  })

  test('does not believe a header that claims another address for each guess', async () => {
    const auth = anAuth(database.db)
    const browser = aBrowser(auth)
    const guess = (at: number) =>
      browser.ask(
        'POST',
        '/api/auth/sign-in',
        { email: 'moving@heron.example.com', password: 'guess after guess' },
        {
          'x-forwarded-for': `192.0.2.${at}`,
          'x-real-ip': `192.0.2.${at}`,
          'x-dunlin-address': `192.0.2.${at}`,
        },
      )
    for (let tries = 0; tries < 5; tries++) expect((await guess(tries)).status).toBe(401)
    expect((await guess(6)).status).toBe(429)
  })

  test('a password that is right at last starts the count anew', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'mistyped@heron.example.com' })
    const browser = aBrowser(auth)
    for (let tries = 0; tries < 4; tries++)
      await browser.signIn('mistyped@heron.example.com', 'mistyped words')
    expect((await browser.signIn('mistyped@heron.example.com')).status).toBe(200)
    for (let tries = 0; tries < 5; tries++)
      expect((await browser.signIn('mistyped@heron.example.com', 'mistyped words')).status).toBe(401)
  })

  test('holds for somebody signed in who guesses at the password behind the session', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'stolen@heron.example.com' })
    const browser = aBrowser(auth)
    await browser.signIn('stolen@heron.example.com')
    for (let tries = 0; tries < 5; tries++) {
      const guess = { password: `guess number ${tries}` }
      expect((await browser.ask('POST', '/api/auth/second-factor/turn-on', guess)).status).toBe(401)
    }
    const answer = await browser.ask('POST', '/api/auth/second-factor/turn-on', { password: PASSWORD })
    expect(answer.status).toBe(429)
  })
})

describe('the second factor', () => {
  const TurnedOn = z.object({ address: z.string(), backUpCodes: z.array(z.string()) })
  const codeOf = (address: string) => {
    const secret = new URL(address).searchParams.get('secret') ?? ''
    return createOTP(Buffer.from(base32(secret)).toString()).totp()
  }

  test('once turned on is asked for at every sign-in, and a back-up code opens once', async () => {
    const auth = anAuth(database.db)
    await aMember(auth, { companyId: await database.aCompany(), email: 'second@heron.example.com' })
    const browser = aBrowser(auth)
    await browser.signIn('second@heron.example.com')
    const on = await browser.ask('POST', '/api/auth/second-factor/turn-on', { password: PASSWORD })
    const { address, backUpCodes } = TurnedOn.parse(on.json)
    expect(address).toMatch(/^otpauth:\/\/totp\/Dunlin/)
    expect(backUpCodes).toHaveLength(10)
    const code = await codeOf(address)
    expect((await browser.ask('POST', '/api/auth/second-factor', { code })).status).toBe(200)

    const next = aBrowser(auth)
    expect((await next.signIn('second@heron.example.com')).json).toEqual({ secondFactor: true })
    expect((await next.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    expect((await next.ask('POST', '/api/auth/second-factor', { code: '000000' })).status).toBe(401)
    expect((await next.ask('GET', '/api/v1/acts/read')).status).toBe(401)
    const given = { code: await codeOf(address) }
    expect((await next.ask('POST', '/api/auth/second-factor', given)).status).toBe(200)
    expect((await next.ask('GET', '/api/v1/acts/read')).status).toBe(200)

    const backUp = { code: backUpCodes[0] }
    const lost = aBrowser(auth)
    await lost.signIn('second@heron.example.com')
    expect((await lost.ask('POST', '/api/auth/second-factor/back-up-code', backUp)).status).toBe(200)
    const again = aBrowser(auth)
    await again.signIn('second@heron.example.com')
    expect((await again.ask('POST', '/api/auth/second-factor/back-up-code', backUp)).status).toBe(401)
  })
})

/** Text in base 32, as authenticator apps take their secret, back to what it stands for. */
function base32(text: string): number[] {
  const bits = [...text]
    .map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0'))
    .join('')
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  )
}
