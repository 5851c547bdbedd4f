import { ReceivablesError } from '#engine/errors.ts'

/** A file, or its mapping, that is refused as a whole: nothing of it was loaded. */
export class LedgerFileError extends ReceivablesError {
  override name = 'LedgerFileError' as const
}
