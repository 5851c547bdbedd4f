import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { z } from 'zod'
import type { Queryable } from './database.ts'
import { DatabaseNewerError } from './errors.ts'
import { rows } from './rows.ts'

/** Where drizzle-kit writes the migrations. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url))

const Applied = z.object({ hash: z.string() })

/** The digests of the migrations this version knows, in order. */
export function knownMigrations(): string[] {
  return readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ hash }) => hash)
}

/** The digests of the migrations a database has, in order; none for one that was never touched. */
export async function appliedMigrations(db: Queryable): Promise<string[]> {
  const [table] = rows(
    z.object({ found: z.boolean() }),
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`),
  )
  if (!table?.found) return []
  const applied = await db.execute(sql`select hash from drizzle.__drizzle_migrations order by created_at, id`)
  return rows(Applied, applied).map(({ hash }) => hash)
}

/** How many migrations of this version the database still lacks; throws `DatabaseNewerError` for one from the future. */
export async function pendingMigrations(db: Queryable): Promise<number> {
  const known = knownMigrations()
  const applied = await appliedMigrations(db)
  if (applied.length > known.length)
    throw new DatabaseNewerError({ applied: applied.length, known: known.length })
  return known.length - applied.length
}

/**
 * A folder with the first so many migrations only, for a database that is filled from an older backup before it is brought up to
 * this version. The migrator knows no other way to stop half-way. Gone after its use.
 */
export async function withFirstMigrations<T>(first: number, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dunlin-migrations-'))
  try {
    const journal = Journal.parse(JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')))
    const entries = journal.entries.slice(0, first)
    mkdirSync(join(folder, 'meta'))
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }))
    for (const { tag } of entries) cpSync(join(MIGRATIONS, `${tag}.sql`), join(folder, `${tag}.sql`))
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const Journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) })
