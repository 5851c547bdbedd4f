import { ReceivablesError } from '#engine/errors.ts'

/** Nobody is signed in, or what was shown for it is not valid (any more). */
export class SignInRequiredError extends ReceivablesError {
  override name = 'SignInRequiredError' as const
}

/** It is known who asks, and they may not do this. */
export class NotAllowedError extends ReceivablesError {
  override name = 'NotAllowedError' as const
}

/** Somebody belongs to several companies and did not say for which one they ask. There is no fallback. */
export class CompanyNotChosenError extends ReceivablesError {
  override name = 'CompanyNotChosenError' as const
}

/** Too many attempts to sign in; the next one is looked at after `retryAfterSeconds`. */
export class TooManyAttemptsError extends ReceivablesError {
  override name = 'TooManyAttemptsError' as const
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    const minutes = Math.ceil(retryAfterSeconds / 60)
    super(
      `Too many attempts to sign in. Wait ${minutes} minute${minutes === 1 ? '' : 's'} and try again; an administrator can give you a new link to set your password.`,
    )
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A one-time link or token that is wrong, used up or too old. */
export class TokenInvalidError extends ReceivablesError {
  override name = 'TokenInvalidError' as const
}

/** A user, member or API key that cannot be made or changed as asked. */
export class MemberInvalidError extends ReceivablesError {
  override name = 'MemberInvalidError' as const
}
