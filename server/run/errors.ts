import { ReceivablesError } from '#engine/errors.ts'

/** A company, rule or action that is not there. */
export class NotFoundError extends ReceivablesError {
  override name = 'NotFoundError' as const
}

/** Something that cannot be done to an action (or a rule) in the state it is in. */
export class StateConflictError extends ReceivablesError {
  override name = 'StateConflictError' as const
}
