import { z } from 'zod'
import { ReceivablesError } from '#engine/errors.ts'

/** A service at which people sign in instead of with a password here. */
export type SignInService = {
  readonly name: string
  /** The address of its discovery document. */
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

const Settings = z.object({
  DUNLIN_OIDC_ISSUER: z.url(),
  DUNLIN_OIDC_CLIENT_ID: z.string().min(1),
  DUNLIN_OIDC_CLIENT_SECRET: z.string().min(1),
  DUNLIN_OIDC_NAME: z.string().min(1).default('your company account'),
})

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

/** Reads the settings of the sign-in service; null when none is set. Half of them set is an error and not none. */
export function signInServiceOf(env: Readonly<Record<string, string | undefined>>): SignInService | null {
  if (!Object.keys(env).some((name) => name.startsWith('DUNLIN_OIDC_') && env[name] !== '')) return null
  const settings = Settings.safeParse(env)
  if (!settings.success)
    throw new ReceivablesError(
      `Cannot use the sign-in service of the environment: ${z.prettifyError(settings.error)}\nSet DUNLIN_OIDC_ISSUER, DUNLIN_OIDC_CLIENT_ID and DUNLIN_OIDC_CLIENT_SECRET together, or none of them.`,
    )
  const { DUNLIN_OIDC_ISSUER: issuer, DUNLIN_OIDC_NAME: name } = settings.data
  if (!issuer.startsWith('https://') && !LOOPBACK.test(issuer))
    throw new ReceivablesError(
      `Cannot use the sign-in service ${issuer}: what it says about people would travel unprotected. Give an https address.`,
    )
  return {
    name,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: settings.data.DUNLIN_OIDC_CLIENT_ID,
    clientSecret: settings.data.DUNLIN_OIDC_CLIENT_SECRET,
  }
}
