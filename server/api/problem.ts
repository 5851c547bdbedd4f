import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ReceivablesError, RuleInvalidError } from '#engine/errors.ts'
import {
  CompanyNotChosenError,
  MemberInvalidError,
  NotAllowedError,
  SignInRequiredError,
  TokenInvalidError,
  TooManyAttemptsError,
} from '#server/auth/errors.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { NoCompanyError, RequestInvalidError, RequestRefusedError } from './errors.ts'
import type { ProblemView } from './views.ts'

type ErrorClass = abstract new (...given: never[]) => Error

/** Which status an error leads to: the one place where classes become numbers. The first class that fits is used. */
const STATUS_OF: readonly (readonly [ErrorClass, ContentfulStatusCode, string])[] = [
  [NotFoundError, 404, 'Not there'],
  [StateConflictError, 409, 'Too late for that'],
  [NoCompanyError, 404, 'Nothing loaded yet'],
  [RequestInvalidError, 400, 'Request cannot be read'],
  [RequestRefusedError, 403, 'Request refused'],
  [SignInRequiredError, 401, 'Sign in first'],
  [NotAllowedError, 403, 'Not allowed'],
  [CompanyNotChosenError, 400, 'Which company?'],
  [TooManyAttemptsError, 429, 'Too many attempts'],
  [TokenInvalidError, 403, 'Link not valid'],
  [MemberInvalidError, 422, 'Not possible'],
  [RuleInvalidError, 422, 'Rule refused'],
  [ReceivablesError, 422, 'Not possible'],
]

/** Answers an error as problem details (RFC 9457). What went wrong inside is written to the log and not told to the caller. */
export function answerProblem(error: Error, c: Context): Response {
  const known = STATUS_OF.find(([kind]) => error instanceof kind)
  if (known === undefined) console.error(error)
  const [, status, title] = known ?? [null, 500 as const, 'Internal error']
  const problem: ProblemView = {
    type: 'about:blank',
    title,
    status,
    detail:
      known === undefined
        ? 'Something went wrong inside the server. Its log says what; nothing was changed.'
        : error.message,
    ...(error instanceof RuleInvalidError ? { problems: error.problems.map((each) => ({ ...each })) } : {}),
  }
  if (error instanceof TooManyAttemptsError) c.header('retry-after', String(error.retryAfterSeconds))
  return c.json(problem, status, { 'content-type': 'application/problem+json' })
}
