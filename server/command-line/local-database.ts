import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DataDirectoryHeldError } from '#server/database/errors.ts'
import type { OpenDatabase } from '#server/database/open.ts'
import type { DatabaseRequest } from './command.ts'
import { DatabaseUnreachableError, HeldByServer, UsageError } from './errors.ts'

/** Another command holds the directory for a moment only, and a server that starts will soon say where it takes commands. */
const PATIENCE_MS = 15_000
const TRY_EVERY_MS = 150

/**
 * Opens the database for one use and closes it again. Throws `HeldByServer` when a running server has it and takes commands
 * (`semantics.md` section 9); a directory held by anything else is waited for, but not for long.
 */
export async function withLocalDatabase<T>(
  { dataDir, prepare = false, asIs = false, url }: DatabaseRequest & { url: string | undefined },
  use: (open: OpenDatabase) => Promise<T>,
): Promise<T> {
  const isServer = url !== undefined && url !== ''
  if (!isServer && !prepare && !asIs && !existsSync(join(dataDir, 'database')))
    throw new UsageError(
      `There is no data in ${dataDir} yet. Start "dunlin serve", or load a file with "dunlin import FILE --company ID --create", or name another directory with --data.`,
    )
  const open = await openPatiently(dataDir, url)
  try {
    if (!asIs) await bringUpToDate(open, { prepare, isServer })
    return await use(open)
  } finally {
    await open.close()
  }
}

async function openPatiently(dataDir: string, url: string | undefined): Promise<OpenDatabase> {
  // The database is large to load; a command that needs none does not wait for it.
  const { openDatabase } = await import('#server/database/open.ts')
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await openDatabase({ url, dataDir })
    } catch (error) {
      if (!(error instanceof DataDirectoryHeldError))
        throw url ? unreachable(error) : unusable(error, dataDir)
      const { pid, port, token } = error.holder
      if (port !== undefined && token !== undefined) throw new HeldByServer({ pid, port, token, dataDir })
      if (performance.now() > deadline) throw error
    }
    await pause(TRY_EVERY_MS)
  }
}

async function bringUpToDate(
  open: OpenDatabase,
  { prepare, isServer }: { prepare: boolean; isServer: boolean },
): Promise<void> {
  try {
    // The embedded database has nobody else who could bring it up to date. A server is shared: that is a decision.
    if (prepare || !isServer) await open.migrate()
    else await refuseOldTables(open)
  } catch (error) {
    throw isServer ? unreachable(error) : error
  }
}

async function refuseOldTables({ db }: OpenDatabase): Promise<void> {
  const { pendingMigrations } = await import('#server/database/migrate.ts')
  const pending = await pendingMigrations(db)
  if (pending > 0)
    throw new DatabaseUnreachableError(
      `The database of DATABASE_URL lacks ${pending} migrations of this version. Run "dunlin migrate" first.`,
    )
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start the server or correct the host and port',
  ENOTFOUND: 'there is no such host. Correct the host',
  EAI_AGAIN: 'the host cannot be looked up. Correct the host or try again',
  ETIMEDOUT: 'it does not answer. Check the network and the firewall',
  CONNECT_TIMEOUT: 'it does not answer. Check the network and the firewall',
  ERR_INVALID_URL: 'it is no address. Write postgres://user:password@host:port/name',
  '28P01': 'it refuses the user or password. Correct them',
  '28000': 'it refuses the user. Correct the user',
  '3D000': 'it has no such database. Create it or correct its name',
  '42501': 'the user may not do this. Grant it the rights on the database',
}

/** A failure of the connection in words; anything else as it is. The address may hold a password and is not repeated. */
function unreachable(error: unknown): unknown {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? String(at.code) : ''
    const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined
    if (reason !== undefined)
      return new DatabaseUnreachableError(
        `Cannot use the database of DATABASE_URL: ${reason}, or unset DATABASE_URL to use the embedded database.`,
        { cause: error },
      )
  }
  return error
}

const DIRECTORY_REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it cannot be written to',
  ENOSPC: 'the disk is full',
}

/** What the system has against a data directory, in words; anything else as it is. */
function unusable(error: unknown, dataDir: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = Object.hasOwn(DIRECTORY_REASONS, code) ? DIRECTORY_REASONS[code] : undefined
  if (reason === undefined) return error
  return new DatabaseUnreachableError(
    `Cannot keep data in ${dataDir}: ${reason}. Name another directory with --data.`,
    { cause: error },
  )
}
