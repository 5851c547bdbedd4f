import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import postgres from 'postgres'
import { afterAll, beforeAll } from 'vitest'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { MIGRATIONS } from '#server/database/migrate.ts'
import { type OpenDatabase, openDatabase, overPglite } from '#server/database/open.ts'

export type TestDatabase = {
  /** The handle, once the file's tests run. */
  readonly db: Database
  readonly kind: OpenDatabase['kind']
  readonly pglite: PGlite | null
  /** The open database itself, and its address where it is on a server, for what opens connections of its own. */
  readonly open: OpenDatabase
  readonly url: string | undefined
  /** A company of its own for each test, so that tests of one file do not see each other. */
  aCompany(settings?: Partial<typeof company.$inferInsert>): Promise<string>
}

/**
 * A fresh migrated database for one test file: in memory by default, on the PostgreSQL server of `DATABASE_URL` when that
 * is set. Call it at the top of the file or of a `describe`; it is gone after.
 */
export function freshDatabase(): TestDatabase {
  let opened: Opened | undefined
  const current = (): OpenDatabase => {
    if (opened === undefined)
      throw new Error('The test database is opened in beforeAll: use it inside a test.')
    return opened.database
  }
  beforeAll(async () => {
    opened = await openTestDatabase()
  })
  afterAll(async () => {
    await opened?.database.close()
    await opened?.remove()
  })
  return {
    get db() {
      return current().db
    },
    get kind() {
      return current().kind
    },
    get pglite() {
      return current().pglite
    },
    get open() {
      return current()
    },
    get url() {
      return opened?.url
    },
    async aCompany(given = {}) {
      // Tests tell stories over weeks from one import, with few customers; those about limits set their own.
      const limits = {
        staleAfterHours: null,
        firstRun: { customers: 1000, percentOfReceivables: 100 },
        growth: { factor: 100, from: 1000 },
        holdsPerDay: 1000,
      }
      const settings = { ...given, settings: { ...limits, ...given.settings } }
      const id = settings.id ?? `company-${randomUUID().slice(0, 8)}`
      await current()
        .db.insert(company)
        .values({ name: 'Testing Ltd', timeZone: 'America/New_York', currency: 'USD', ...settings, id })
      return id
    },
  }
}

type Opened = { database: OpenDatabase; url?: string; remove: () => Promise<void> }

/** The same without vitest's hooks, for benchmarks and scripts. */
export async function openTestDatabase(): Promise<Opened> {
  const server = process.env.DATABASE_URL
  return server === undefined || server === '' ? inMemory() : onServer(server)
}

async function onServer(server: string) {
  const name = `dunlin_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = await openDatabase({ url: url.href, dataDir: '' })
  await database.migrate()
  return {
    database,
    url: url.href,
    async remove() {
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

async function inMemory() {
  const database = overPglite(new PGlite({ loadDataDir: await migratedImage() }))
  // Nothing to do unless a migration was written since the image was made.
  await database.migrate()
  return { database, remove: async () => {} }
}

/** Making a cluster takes seconds, loading one a fraction: made once for each state of the migrations and kept. */
async function migratedImage(): Promise<Blob> {
  const hash = createHash('sha256')
  for (const file of readdirSync(MIGRATIONS).toSorted())
    if (file.endsWith('.sql')) hash.update(readFileSync(join(MIGRATIONS, file)))
  const path = join(tmpdir(), `dunlin-test-${hash.digest('hex').slice(0, 16)}.tar`)
  try {
    return new Blob([readFileSync(path)])
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const database = overPglite(new PGlite())
  await database.migrate()
  const image = await database.pglite!.dumpDataDir('none')
  await database.close()
  // Test files run side by side: the last to finish wins, and none sees half a file.
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, Buffer.from(await image.arrayBuffer()), { mode: 0o600 })
  renameSync(draft, path)
  return image
}
