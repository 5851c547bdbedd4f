import { z } from 'zod'
import { RequestInvalidError } from '#server/api/errors.ts'
import type { Caller } from './caller.ts'
import type { Auth } from './create-auth.ts'
import { NotAllowedError, SignInRequiredError, TooManyAttemptsError } from './errors.ts'
import { signInRequired } from './signed-in.ts'

/** What better-auth says when it refuses. */
const Refusal = z.object({ code: z.string().default(''), message: z.string().default('') })

/** Its refusals in our words; the others keep theirs. */
const SENTENCES: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD:
    'The e-mail address or the password is wrong. An administrator can give you a link to set a new password.',
  INVALID_PASSWORD: 'The password is wrong.',
  INVALID_CODE: 'This code is wrong or too old. Take the one the app shows now.',
  INVALID_BACKUP_CODE: 'This back-up code is wrong or was used before.',
  INVALID_TWO_FACTOR_COOKIE: 'The time for the second factor is over. Sign in again.',
  TOTP_ALREADY_ENABLED: 'The second factor is on already. Turn it off first to set it up anew.',
  TWO_FACTOR_NOT_ENABLED: 'There is no second factor to check. Sign in again.',
  PROVIDER_NOT_FOUND: 'Signing in through the company account is not set up here, or it cannot be reached.',
}

/** How long better-auth closes the door after too many wrong codes. */
const CODES_LOCKED_SECONDS = 900

/**
 * Asks better-auth something under the address of the settings, whatever the request was sent to, and answers its body and
 * cookies. Its refusals become our errors.
 */
export async function callLibrary(
  auth: Auth,
  { path, method, body, caller }: { path: string; method: 'GET' | 'POST'; body?: unknown; caller: Caller },
): Promise<Response> {
  const headers = new Headers({ origin: auth.baseUrl, 'x-dunlin-address': caller.address })
  if (caller.cookie !== undefined) headers.set('cookie', caller.cookie)
  if (caller.userAgent !== undefined) headers.set('user-agent', caller.userAgent.slice(0, 300))
  if (body !== undefined) headers.set('content-type', 'application/json')
  const answer = await auth.library.handler(
    new Request(`${auth.baseUrl}/api/auth${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  if (answer.status < 400) return answer
  throw asOurs(answer.status, Refusal.parse(await answer.json()))
}

function asOurs(status: number, { code, message }: z.output<typeof Refusal>): Error {
  const sentence = SENTENCES[code] ?? `${message.replace(/\.$/, '')}.`
  if (code === 'UNAUTHORIZED') return signInRequired()
  if (status === 401 || code === 'INVALID_PASSWORD') return new SignInRequiredError(sentence)
  if (status === 403) return new NotAllowedError(sentence)
  if (status === 429) return new TooManyAttemptsError(CODES_LOCKED_SECONDS)
  if (status < 500) return new RequestInvalidError(sentence)
  return new Error(`Signing in failed inside: ${status} ${code} ${message}`)
}
