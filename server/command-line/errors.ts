import { ReceivablesError } from '#engine/errors.ts'
import type { LockHolder } from '#server/database/directory-lock.ts'

/** A command that was written in a way that cannot be carried out. */
export class UsageError extends ReceivablesError {
  override name = 'UsageError' as const
}

/** A file named on the command line that cannot be read, or holds something else than it should. */
export class FileUnreadableError extends ReceivablesError {
  override name = 'FileUnreadableError' as const
}

/** The database named does not answer, or is not ready for this version. */
export class DatabaseUnreachableError extends ReceivablesError {
  override name = 'DatabaseUnreachableError' as const
}

/** The running server that holds the data did not carry the command out. */
export class HandOverFailedError extends ReceivablesError {
  override name = 'HandOverFailedError' as const
}

/** A running server has the data open and takes commands: where this process should send its own. */
export class HeldByServer extends Error {
  override name = 'HeldByServer' as const
  readonly server: ServerAddress
  constructor(server: ServerAddress) {
    super(`Process ${server.pid} has ${server.dataDir} open and takes commands on port ${server.port}.`)
    this.server = server
  }
}

export type ServerAddress = Required<Pick<LockHolder, 'pid' | 'port' | 'token'>> & {
  readonly dataDir: string
}
