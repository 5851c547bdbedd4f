import { ReceivablesError } from '../errors.ts'

/** A fact asked of a table that cannot answer it: unknown, of another subject, or with params it does not have. */
export class FactRequestInvalidError extends ReceivablesError {
  override name = 'FactRequestInvalidError' as const
}

/** A given record whose facts cannot be read. */
export class GivenFactInvalidError extends ReceivablesError {
  override name = 'GivenFactInvalidError' as const
}
