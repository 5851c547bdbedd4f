import { ReceivablesError } from '#engine/errors.ts'

/** The key outside the database is missing, damaged or open to others. */
export class KeyInvalidError extends ReceivablesError {
  override name = 'KeyInvalidError' as const
}

/** A stored secret that cannot be opened: sealed with a key that is not here, moved to another place, or changed. */
export class SecretUnreadableError extends ReceivablesError {
  override name = 'SecretUnreadableError' as const
}

/** A backup that is damaged, incomplete, or was made by a newer version. */
export class BackupUnusableError extends ReceivablesError {
  override name = 'BackupUnusableError' as const
}

/** A backup is restored only where there is nothing yet. */
export class RestoreRefusedError extends ReceivablesError {
  override name = 'RestoreRefusedError' as const
}

/** Personal data that is still needed for something under way is not erased. */
export class ErasureRefusedError extends ReceivablesError {
  override name = 'ErasureRefusedError' as const
}
