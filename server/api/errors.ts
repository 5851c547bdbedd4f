import { ReceivablesError } from '#engine/errors.ts'

/** What is wrong at one place of a request, so that a form can say it beside the field. */
export type RequestProblem = { readonly path: string; readonly message: string }

/** A request whose path, query or body cannot be read. */
export class RequestInvalidError extends ReceivablesError {
  override name = 'RequestInvalidError' as const
  readonly problems: readonly RequestProblem[]
  constructor(message: string, options?: ErrorOptions & { problems?: readonly RequestProblem[] }) {
    super(message, options)
    this.problems = options?.problems ?? []
  }
}

/** A request that is understood and refused for where it comes from or who sends it. */
export class RequestRefusedError extends ReceivablesError {
  override name = 'RequestRefusedError' as const
}

/** An address this API does not have. */
export class NoSuchRouteError extends ReceivablesError {
  override name = 'NoSuchRouteError' as const
}

/** An address that is there and does not take this method. */
export class MethodNotAllowedError extends ReceivablesError {
  override name = 'MethodNotAllowedError' as const
  readonly allowed: readonly string[]
  constructor({ method, path, allowed }: { method: string; path: string; allowed: readonly string[] }) {
    super(`${path} does not take ${method}. It takes ${allowed.join(', ')}.`)
    this.allowed = allowed
  }
}

/** A body that is larger than the route takes. */
export class RequestTooLargeError extends ReceivablesError {
  override name = 'RequestTooLargeError' as const
  constructor(mostBytes: number) {
    super(
      `The body of this request is larger than ${Math.round(mostBytes / 1024 ** 2)} MB, the most this address takes. Send less at a time.`,
    )
  }
}

/** A body in a form this route does not read. */
export class ContentTypeError extends ReceivablesError {
  override name = 'ContentTypeError' as const
  constructor({ found, expected }: { found: string | undefined; expected: string }) {
    super(`The body of this request is "${found ?? 'of no stated type'}". Send it as ${expected}.`)
  }
}

/** A key that was used before for another request, or for one that is not over. */
export class IdempotencyKeyReusedError extends ReceivablesError {
  override name = 'IdempotencyKeyReusedError' as const
}

/** A request under this key began and is not over, here or in another process. */
export class RequestUnderWayError extends ReceivablesError {
  override name = 'RequestUnderWayError' as const
}
