import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { z } from 'zod'
import type { Database } from './database.ts'
import { DatabaseNewerError } from './errors.ts'
import { rows } from './rows.ts'

/** Where drizzle-kit writes the migrations. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url))

const Applied = z.object({ hash: z.string() })

/** How many migrations of this version the database still lacks; throws `DatabaseNewerError` for one from the future. */
export async function pendingMigrations(db: Database): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder: MIGRATIONS })
  const [table] = rows(
    z.object({ found: z.boolean() }),
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`),
  )
  if (!table?.found) return known.length
  const applied = rows(Applied, await db.execute(sql`select hash from drizzle.__drizzle_migrations`))
  if (applied.length > known.length)
    throw new DatabaseNewerError({ applied: applied.length, known: known.length })
  return known.length - applied.length
}
