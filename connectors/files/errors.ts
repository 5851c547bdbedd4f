import { ReceivablesError } from '#engine/errors.ts'

/** A file, or its mapping, that is refused as a whole: nothing of it was loaded. */
export class LedgerFileError extends ReceivablesError {
  override name = 'LedgerFileError' as const
}

/** A file that can be read and whose columns nobody named: with a mapping it can be imported. */
export class ColumnsUnknownError extends LedgerFileError {
  readonly headers: readonly string[]
  /** What stands first in each column. */
  readonly samples: readonly (readonly string[])[]
  constructor(
    message: string,
    { headers, samples }: { headers: readonly string[]; samples: readonly (readonly string[])[] },
  ) {
    super(message)
    this.headers = headers
    this.samples = samples
  }
}
