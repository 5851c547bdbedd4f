import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePool } from 'drizzle-orm/node-postgres'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { connectionPool } from './connection-pool.ts'
import type { Database } from './database.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import { MIGRATIONS, pendingMigrations, withFirstMigrations } from './migrate.ts'
import { refuseHandleInsideTransaction } from './outside-transaction.ts'
import { parsingQuickly } from './quick-parsing.ts'

/** An open database. `db` is the same type for both kinds; the rest is for who starts and stops it. */
export type OpenDatabase = {
  readonly db: Database
  readonly kind: 'pglite' | 'postgres'
  /** The embedded database itself, for a queue that runs on it. Its handle must not be used inside a transaction. */
  readonly pglite: PGlite | null
  /** The lock of the data directory; null with a PostgreSQL server, and for a database in memory. */
  readonly lock: DirectoryLock | null
  /**
   * Brings the tables up to this version, or up to its first so many migrations; says how many that took. Any number of processes
   * may call it at once.
   */
  migrate(upTo?: { readonly first: number }): Promise<number>
  /** Closes the connections and releases the directory. */
  close(): Promise<void>
}

/**
 * Opens the database of an installation: the PostgreSQL server at `url`, or else PGlite in `dataDir`, whose lock this
 * process then holds until `close`. Throws `DataDirectoryHeldError` while another process has the directory.
 */
export async function openDatabase({
  url,
  dataDir,
}: {
  url?: string | undefined
  dataDir: string
}): Promise<OpenDatabase> {
  return url === undefined || url === '' ? openDirectory(dataDir) : openServer(url)
}

/** Wraps a PGlite, such as one in memory for tests. */
export function overPglite(client: PGlite, lock: DirectoryLock | null = null): OpenDatabase {
  const { readingText, readingDates } = parsingQuickly(refuseHandleInsideTransaction(client))
  const handle = drizzlePglite({ client: readingText, casing: 'snake_case' })
  // The drivers differ in what `execute` answers besides rows, and `rows` reads nothing else.
  const db = handle as unknown as Database
  return {
    db,
    kind: 'pglite',
    pglite: readingDates,
    lock,
    async migrate(upTo) {
      return migrateWith(db, (migrationsFolder) => migratePglite(handle, { migrationsFolder }), upTo)
    },
    async close() {
      try {
        await client.close()
      } finally {
        lock?.release()
      }
    },
  }
}

async function openDirectory(dataDir: string): Promise<OpenDatabase> {
  const lock = lockDirectory(dataDir)
  try {
    return overPglite(await PGlite.create(join(dataDir, 'database')), lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function openServer(url: string): OpenDatabase {
  const client = connectionPool(url)
  // See `overPglite` for the cast.
  const db = drizzlePool({ client, casing: 'snake_case' }) as unknown as Database
  return {
    db,
    kind: 'postgres',
    pglite: null,
    lock: null,
    async migrate(upTo) {
      // One connection for the lock and the migration: servers that start together migrate one after the other. Postgres.js
      // is a good driver for it; what it lacks (decision record 12) matters only to a process that goes on afterwards.
      const single = postgres(url, { onnotice: () => {}, max: 1 })
      try {
        const handle = drizzlePostgres({ client: single, casing: 'snake_case' })
        await handle.execute(sql`select pg_advisory_lock(hashtextextended('dunlin migrations', 0))`)
        const migrator = (migrationsFolder: string) => migratePostgres(handle, { migrationsFolder })
        return await migrateWith(handle as unknown as Database, migrator, upTo)
      } finally {
        await single.end()
      }
    },
    async close() {
      await client.end()
    },
  }
}

async function migrateWith(
  db: Database,
  migrator: (folder: string) => Promise<unknown>,
  upTo: { readonly first: number } | undefined,
): Promise<number> {
  const pending = await pendingMigrations(db)
  if (pending === 0) return 0
  if (upTo === undefined) await migrator(MIGRATIONS)
  else await withFirstMigrations(upTo.first, migrator)
  return pending - (await pendingMigrations(db))
}
