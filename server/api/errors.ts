import { ReceivablesError } from '#engine/errors.ts'

/** A request whose path, query or body cannot be read. */
export class RequestInvalidError extends ReceivablesError {
  override name = 'RequestInvalidError' as const
}

/** A request that is understood and refused for where it comes from. */
export class RequestRefusedError extends ReceivablesError {
  override name = 'RequestRefusedError' as const
}

/** Nothing has been loaded yet, so there is no company to show. */
export class NoCompanyError extends ReceivablesError {
  override name = 'NoCompanyError' as const
  constructor() {
    super(
      'There is no company in this database yet. Start once with an empty data directory to load the demo company, or import a file.',
    )
  }
}
