import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import type { SignInService } from '#server/auth/sign-in-service.ts'

const Asked = z.object({
  redirect_uri: z.url(),
  state: z.string(),
  nonce: z.string(),
  code_challenge: z.string(),
})

/** The person at the other service, as it will say. */
type Person = { readonly sub: string; readonly email: string; readonly emailVerified: boolean }

/**
 * A sign-in service of a company (OpenID Connect) on this machine, with the checks a real one makes: the client's secret, the
 * address to return to, and the proof that the code is redeemed by whoever asked for it.
 */
export async function aSignInService() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const codes = new Map<string, { person: Person; nonce: string; challenge: string; forged: boolean }>()
  let issuer = ''

  const idToken = (person: Person, nonce: string, key: typeof privateKey) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const seconds = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, aud: 'dunlin', iat: seconds, exp: seconds + 300, nonce }
    const { sub, email, emailVerified } = person
    const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part({ ...claims, sub, email, email_verified: emailVerified, name: 'Ann' })}`
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }
  const app = new Hono()
    .get('/.well-known/openid-configuration', (c) =>
      c.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    )
    .get('/keys', (c) =>
      c.json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] }),
    )
    .post('/token', async (c) => {
      const body = await c.req.parseBody()
      const basic = Buffer.from(
        (c.req.header('authorization') ?? '').replace('Basic ', ''),
        'base64',
      ).toString()
      const isClient = basic === 'dunlin:planted-secret' || body.client_secret === 'planted-secret'
      const found = codes.get(String(body.code))
      codes.delete(String(body.code))
      const proof = createHash('sha256').update(String(body.code_verifier)).digest('base64url')
      if (!isClient || found === undefined || proof !== found.challenge)
        return c.json({ error: 'invalid_grant' }, 400)
      const key = found.forged ? stranger : privateKey
      return c.json({
        access_token: 'at',
        token_type: 'Bearer',
        id_token: idToken(found.person, found.nonce, key),
      })
    })
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      issuer = `http://127.0.0.1:${info.port}`
      resolve(started)
    })
  })
  const settings: SignInService = {
    name: 'Heron accounts',
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    clientId: 'dunlin',
    clientSecret: 'planted-secret',
  }
  return {
    settings,
    issuer,
    /** What the person does there: they sign in, and are sent back to this path with a code. */
    signsIn(address: string, person: Person, { forged = false } = {}) {
      const asked = Asked.parse(Object.fromEntries(new URL(address).searchParams))
      const code = `code-${codes.size + 1}-${person.sub}`
      codes.set(code, { person, nonce: asked.nonce, challenge: asked.code_challenge, forged })
      const back = new URL(asked.redirect_uri)
      return {
        returnsTo: back.origin + back.pathname,
        path: `${back.pathname}?code=${code}&state=${encodeURIComponent(asked.state)}`,
      }
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
