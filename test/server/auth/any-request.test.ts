import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProblemView } from '#server/api/views.ts'
import { AUTH_ROUTE_ACTS } from '#server/auth/auth-routes.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aBrowser, aClockToSet, anAuth, NOW, PASSWORD } from './a-browser.ts'
import { aMember } from './a-member.ts'

const database = freshDatabase()
const CASES = Number(process.env.DUNLIN_CASES ?? 300)

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    'ann@any.example.com',
    PASSWORD,
    '\0',
    '\ud800',
    "' or 1=1 --",
    '{{7*7}}',
    '../..',
    'admin',
    '000000',
  ),
)
const value = fc.oneof({ weight: 4, arbitrary: words }, fc.jsonValue({ maxDepth: 2 }))
const KEYS = [
  'email',
  'password',
  'rememberMe',
  'token',
  'name',
  'code',
  'trustDevice',
  'role',
  'company',
  'newPassword',
]
const body = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 5 }) },
  {
    weight: 3,
    arbitrary: fc.record({
      email: fc.constantFrom('ann@any.example.com', 'x@y.example.com'),
      password: words,
    }),
  },
  { weight: 1, arbitrary: fc.record({ code: words }) },
  fc.jsonValue({ maxDepth: 2 }),
)
const query = fc.dictionary(fc.constantFrom('code', 'state', 'error', 'iss', 'company', 'user'), words, {
  maxKeys: 4,
})

test('whatever is sent to sign in, the answer is one of ours and never a fault inside', {
  timeout: 120_000,
}, async () => {
  const clock = aClockToSet(NOW)
  const auth = anAuth(database.db, { report: () => {}, clock })
  await aMember(auth, { companyId: await database.aCompany(), email: 'ann@any.example.com' })
  const signedIn = aBrowser(auth)
  await signedIn.signIn('ann@any.example.com')
  const cookies = new Map(signedIn.cookies)
  const request = fc.record({
    route: fc.constantFrom(...Object.keys(AUTH_ROUTE_ACTS)),
    body,
    query,
    cookie: fc.oneof(
      fc.constant(cookies),
      fc.constant(new Map()),
      words.map((text) => new Map([['dunlin.session_token', encodeURIComponent(text.toWellFormed())]])),
    ),
  })
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      // A quarter of an hour for each, or the count of attempts would answer for what lies behind it.
      clock.set(new Date(clock.now().getTime() + 900_000).toISOString())
      const [method, path] = sent.route.split(' ') as ['GET' | 'POST', string]
      const browser = aBrowser(auth)
      for (const [name, text] of sent.cookie) browser.cookies.set(name, text)
      const wellFormed = Object.fromEntries(
        Object.entries(sent.query).map(([key, text]) => [key, text.toWellFormed()]),
      )
      const answer =
        method === 'GET'
          ? await browser.ask('GET', `${path}?${new URLSearchParams(wellFormed)}`)
          : await browser.ask('POST', path, sent.body)
      expect([200, 302, 400, 401, 403, 404, 415, 422, 429]).toContain(answer.status)
      if (answer.status >= 400) ProblemView.parse(answer.json)
      if (answer.status === 302)
        expect(answer.headers.get('location')).toMatch(/^(\/|http:\/\/127\.0\.0\.1:3000\/)/)
    }),
    { numRuns: CASES },
  )
})
