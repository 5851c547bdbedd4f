import { ReceivablesError } from '#engine/errors.ts'
import type { LockHolder } from './directory-lock.ts'

/** Another process has the embedded database open. A command line call sends its command to `holder` instead. */
export class DataDirectoryHeldError extends ReceivablesError {
  override name = 'DataDirectoryHeldError' as const
  readonly dataDir: string
  readonly holder: LockHolder
  constructor({
    dataDir,
    lockFile,
    holder,
    here,
  }: {
    dataDir: string
    lockFile: string
    holder: LockHolder
    here: boolean
  }) {
    super(
      `Cannot open the data in ${dataDir}: process ${holder.pid}${here ? '' : ` on the machine ${holder.host}`} has it open, and two processes would lose each other's rows. ` +
        (here
          ? `Stop process ${holder.pid} first, or choose another directory with --data.`
          : `If that machine no longer runs it, remove ${lockFile} and start again; or choose another directory with --data.`),
    )
    this.dataDir = dataDir
    this.holder = holder
  }
}

/** The lock file is there but cannot be read, so nobody can tell whether its holder lives. */
export class DataDirectoryLockDamagedError extends ReceivablesError {
  override name = 'DataDirectoryLockDamagedError' as const
  constructor({ lockFile, found, cause }: { lockFile: string; found: string; cause: unknown }) {
    super(
      `Cannot read who holds the data directory: ${lockFile} contains ${JSON.stringify(found.slice(0, 80))} and should name a process. Make sure no Dunlin is running on it, then remove the file.`,
      { cause },
    )
  }
}

/** A query went to the database handle while a transaction was open on the only connection: it would wait for ever. */
export class OutsideTransactionError extends ReceivablesError {
  override name = 'OutsideTransactionError' as const
  constructor() {
    super(
      'A query inside a transaction used the database handle instead of the transaction. The embedded database has one connection, so it would wait for itself for ever. Pass `tx` to the query.',
    )
  }
}

/** The database was written by a newer Dunlin. */
export class DatabaseNewerError extends ReceivablesError {
  override name = 'DatabaseNewerError' as const
  constructor({ applied, known }: { applied: number; known: number }) {
    super(
      `Cannot open the database: it has ${applied} migrations and this version of Dunlin knows ${known}. Start the newer version again, or restore a backup from before the upgrade.`,
    )
  }
}

/** The company named does not exist. */
export class CompanyUnknownError extends ReceivablesError {
  override name = 'CompanyUnknownError' as const
  constructor(companyId: string) {
    super(`There is no company "${companyId}". Use the id of an existing company.`)
  }
}
