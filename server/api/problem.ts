import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
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
import {
  ClosingNeedsConfirmationError,
  ImportBuiltUponError,
  ImportNotUndoableError,
} from '#server/import/errors.ts'
import { WebhookRefusedError } from '#server/mail/errors.ts'
import {
  ApprovalNeededError,
  DraftConflictError,
  OpenHoldsError,
  OwnWorkError,
  RuleNotPublishableError,
} from '#server/rules/errors.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { sayWritten } from '#server/words/say-written.ts'
import {
  ContentTypeError,
  IdempotencyKeyReusedError,
  MethodNotAllowedError,
  NoSuchRouteError,
  RequestInvalidError,
  RequestRefusedError,
  RequestTooLargeError,
  RequestUnderWayError,
} from './errors.ts'
import type { ProblemView } from './views.ts'
import { wordsAsked } from './words-asked.ts'

type ErrorClass = abstract new (...given: never[]) => Error

/** Which status an error leads to: the one place where classes become numbers. The first class that fits is used. */
const STATUS_OF: readonly (readonly [ErrorClass, ContentfulStatusCode, string])[] = [
  [NotFoundError, 404, 'Not there'],
  [NoSuchRouteError, 404, 'No such address'],
  [MethodNotAllowedError, 405, 'Method not taken here'],
  [StateConflictError, 409, 'Too late for that'],
  [DraftConflictError, 409, 'Changed since'],
  [ApprovalNeededError, 409, 'Needs a second person'],
  [OpenHoldsError, 409, 'Holds are in force'],
  [OwnWorkError, 403, 'Not by the same person'],
  [RequestUnderWayError, 409, 'Under way'],
  [ImportNotUndoableError, 409, 'Cannot be undone'],
  [ImportBuiltUponError, 409, 'Cannot be undone'],
  [ClosingNeedsConfirmationError, 409, 'Needs to be confirmed'],
  [RequestInvalidError, 400, 'Request cannot be read'],
  [RequestRefusedError, 403, 'Request refused'],
  [WebhookRefusedError, 403, 'Not signed'],
  [SignInRequiredError, 401, 'Sign in first'],
  [NotAllowedError, 403, 'Not allowed'],
  [CompanyNotChosenError, 400, 'Which company?'],
  [TooManyAttemptsError, 429, 'Too many attempts'],
  [TokenInvalidError, 403, 'Link not valid'],
  [MemberInvalidError, 422, 'Not possible'],
  [RequestTooLargeError, 413, 'Too large'],
  [ContentTypeError, 415, 'Body of another kind'],
  [IdempotencyKeyReusedError, 422, 'Key used before'],
  [RuleInvalidError, 422, 'Rule refused'],
  [ReceivablesError, 422, 'Not possible'],
]

/** Answers an error as problem details (RFC 9457). What went wrong inside is written to the log and not told to the caller. */
export function answerProblem(thrown: Error, c: Context): Response {
  const error = asOurs(thrown)
  const known = STATUS_OF.find(([kind]) => error instanceof kind)
  const [, status, title] = known ?? [null, 500 as const, 'Internal error']
  const requestId: unknown = c.get('requestId')
  // A request with an id is logged, with its error, by who gave it the id.
  if (known === undefined && requestId === undefined) console.error(error)
  const words = wordsAsked(c)
  const say = (text: string) => sayWritten(text, words)
  const problem: ProblemView = {
    type: 'about:blank',
    title,
    status,
    detail: say(
      known === undefined
        ? 'Something went wrong inside the server. Its log says what; nothing was changed.'
        : error.message,
    ),
    ...(typeof requestId === 'string' && { requestId }),
    ...((error instanceof RuleInvalidError || error instanceof RuleNotPublishableError) && {
      problems: error.problems.map(({ path, found, expected }) => ({ path, found, expected: say(expected) })),
    }),
    ...(error instanceof RequestInvalidError &&
      error.problems.length > 0 && {
        problems: error.problems.map(({ path, message }) => ({ path, found: '', expected: say(message) })),
      }),
    ...(error instanceof DraftConflictError && { current: theirsIn(error) }),
  }
  if (error instanceof MethodNotAllowedError) c.header('allow', error.allowed.join(', '))
  if (error instanceof TooManyAttemptsError) c.header('retry-after', String(error.retryAfterSeconds))
  return c.json(problem, status, { 'content-type': 'application/problem+json' })
}

/** The document of the other side, so that whoever was second can put theirs and the other together. */
function theirsIn({ theirs }: DraftConflictError): NonNullable<ProblemView['current']> {
  const { revision, document, by, at } = theirs
  return { revision, document, savedBy: by, savedAt: at?.toISOString() ?? null }
}

/** The router's own refusals, such as of JSON that does not parse, become ours. */
function asOurs(thrown: Error): Error {
  if (!(thrown instanceof HTTPException) || thrown.status !== 400) return thrown
  return new RequestInvalidError(
    `Cannot read the body of this request: ${thrown.message}. Send what this address describes in /api/docs.`,
    { cause: thrown },
  )
}
