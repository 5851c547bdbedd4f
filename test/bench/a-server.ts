import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { libraryRules } from '#rules-library/load.ts'
import { createApiKey } from '#server/auth/api-keys.ts'
import { createAuth } from '#server/auth/create-auth.ts'
import { addMember } from '#server/auth/members.ts'
import { setPasswordByLink } from '#server/auth/password-links.ts'
import { WALL_CLOCK } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { openDatabase } from '#server/database/open.ts'
import { createCompany } from '#server/run/company.ts'
import { importRule } from '#server/run/rules.ts'
import { prepareDataDir } from '../server/database/kept-images.ts'
import { inventOpenBooks } from './invent-open-books.ts'
import { storePart } from './store-part.ts'

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const COMPANY = 'bench'
const DAY_MS = 86_400_000

export type BenchServer = {
  /** Its address, without a slash at the end. */
  readonly url: string
  /** An API key that may read everything, the figures of the process among it. */
  readonly key: string
  /** An admin who signs in to the pages. */
  readonly person: { readonly email: string; readonly password: string }
  stop(): Promise<void>
}

const PERSON = { email: 'ada@bench.example.com', password: 'wading birds at low tide' }

type Order = {
  readonly invoices: number
  readonly today: CalendarDate
  /** Rules that are drafts, beside those of the library. */
  readonly drafts?: readonly RuleDocument[]
}

/**
 * A server as people start it, a process of its own over an embedded database on disk, with invented books and the rules of the
 * library live. The data directory is gone after.
 */
export async function startBenchServer(order: Order): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-bench-'))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  try {
    await prepareDataDir(dataDir)
    const key = await fill(dataDir, order)
    const { url, stop } = await spawnServer(dataDir)
    return {
      url,
      key,
      person: PERSON,
      async stop() {
        await stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function fill(dataDir: string, { invoices, today, drafts = [] }: Order): Promise<string> {
  const open = await openDatabase({ url: undefined, dataDir })
  try {
    const { db } = open
    await open.migrate()
    // The server that is started goes by the clock on the wall, and so must the key.
    const now = new Date()
    const zone = { currency: 'USD', timeZone: 'America/New_York' }
    await createCompany(db, { id: COMPANY, name: 'Bench', ...zone, now })
    for (const part of inventOpenBooks({ invoices, today })) await storePart(db, COMPANY, part)
    const actor = 'bench'
    for (const document of libraryRules(catalogueOf()))
      await importRule(db, { companyId: COMPANY, document, actor, now, state: 'live' })
    for (const document of drafts)
      await importRule(db, { companyId: COMPANY, document, actor, now, state: 'draft' })
    await addPerson(db)
    const { key } = await createApiKey(db, {
      companyId: COMPANY,
      name: 'bench',
      role: 'admin',
      entities: null,
      scopes: ['read', 'manage-settings'],
      expiresAt: new Date(now.getTime() + DAY_MS),
      actor: { id: actor, name: actor },
      now,
    })
    return key
  } finally {
    await open.close()
  }
}

async function addPerson(db: Database): Promise<void> {
  // Links and passwords are known by their digests, which no secret enters.
  const auth = createAuth({
    db,
    baseUrl: 'http://127.0.0.1',
    secret: 'of the benchmark alone',
    clock: WALL_CLOCK,
  })
  const reach = { role: 'admin', entities: null, ownCustomersOnly: false } as const
  const actor = { id: 'bench', name: 'bench' }
  const { email, password } = PERSON
  const whom = { companyId: COMPANY, email, name: 'Ada', actor, now: WALL_CLOCK.now(), ...reach }
  const { link } = await addMember(db, whom)
  const token = /#token=(.+)$/.exec(link?.path ?? '')?.[1]
  if (token === undefined) throw new Error(`The link for ${email} has no token: ${link?.path}`)
  await setPasswordByLink(auth, { token, password })
}

async function spawnServer(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { DATABASE_URL: _other, DUNLIN_URL: _name, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, 'serve', '--data', dataDir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  let said = ''
  const ended = once(child, 'close')
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (part: Buffer) => {
      said = (said + part.toString('utf8')).slice(-4_000)
      const found = /Dunlin serves on (http:\/\/\S+?)\/?\s/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('close', (code) => reject(new Error(`The server ended with ${code}: ${said}`)))
  })
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
