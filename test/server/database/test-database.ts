import { randomUUID } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import postgres from 'postgres'
import { afterAll, beforeAll } from 'vitest'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { type OpenDatabase, openDatabase, overPglite } from '#server/database/open.ts'
import { demoImage, migratedImage } from './kept-images.ts'
import { templateOn } from './kept-templates.ts'

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

/** What a database begins with: nothing, or the demo company whose books end on this day, after its first run. */
type Filled = { readonly demo?: string }

/**
 * A fresh migrated database for one test file: in memory by default, on the PostgreSQL server of `DATABASE_URL` when that
 * is set. Call it at the top of the file or of a `describe`; it is gone after.
 */
export function freshDatabase(filled: Filled = {}): TestDatabase {
  let opened: Opened | undefined
  const current = (): OpenDatabase => {
    if (opened === undefined)
      throw new Error('The test database is opened in beforeAll: use it inside a test.')
    return opened.database
  }
  beforeAll(async () => {
    opened = await openTestDatabase(filled)
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
export async function openTestDatabase(filled: Filled = {}): Promise<Opened> {
  const server = process.env.DATABASE_URL
  return server === undefined || server === '' ? inMemory(filled) : onServer(server, filled)
}

async function onServer(server: string, { demo }: Filled): Promise<Opened> {
  const name = `dunlin_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${await templateOn(server, demo)}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = await openDatabase({ url: url.href, dataDir: '' })
  return {
    database,
    url: url.href,
    async remove() {
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

async function inMemory({ demo }: Filled): Promise<Opened> {
  const image = demo === undefined ? migratedImage() : demoImage(demo)
  const database = overPglite(new PGlite({ loadDataDir: await image }))
  return { database, remove: async () => {} }
}
