import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { ensureBuilderBuilt } from '#builder/build.ts'
import { createApiKey } from '#server/auth/api-keys.ts'
import { note } from '#server/database/action-tables.ts'
import { type OpenDatabase, openDatabase } from '#server/database/open.ts'
import { type Child, endChild, startChild } from './child.ts'
import { brokenPromises, INVARIANTS, lookAt, withOwnBooks } from './invariants.ts'
import { freePort } from './local-postgres.ts'
import { COMPANY, prepareCompany, setSenders } from './prepare-company.ts'
import { type Random, randomOf } from './random.ts'
import { SHORT_LEASES } from './run-seed.ts'
import { type Services, startServices } from './services.ts'
import { settlingOf } from './settle.ts'

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname
const WRITERS = 4
/** In so many of a hundred rounds the server is killed while it starts, and in so many a second one is started beside it. */
const KILLED_AT_START = 20
const SECOND_STARTED = 30

type Tally = { acknowledged: string[]; kills: number; refusals: number; broken: string[] }

/**
 * Kills the server with its embedded database, at random moments while it sends and while notes are written over the API: what was
 * acknowledged must be there after, nothing may be sent twice, and nobody else may open the database meanwhile. Says what was
 * broken; nothing when every promise was kept.
 */
export async function killNine({
  rounds,
  seed,
  actions,
}: {
  rounds: number
  seed: number
  actions: number
}): Promise<readonly string[]> {
  const place = mkdtempSync(join(tmpdir(), 'dunlin-kill-nine-'))
  // Built once: a build that is cut off is not what this is about.
  await ensureBuilderBuilt()
  const services = await startServices()
  const env = { ...SHORT_LEASES, DUNLIN_KEY: randomBytes(32).toString('base64'), DATABASE_URL: '' }
  try {
    const key = await withDatabase(place, async ({ migrate, db }) => {
      await migrate()
      await prepareCompany(db, actions)
      await setSenders(db, env.DUNLIN_KEY, services)
      return makeKey(db)
    })
    await services.trouble(seed)
    const random = randomOf(seed)
    const tally: Tally = { acknowledged: [], kills: 0, refusals: 0, broken: [] }
    for (let round = 0; round < rounds; round += 1) await playRound(tally, { place, env, key, random, round })
    await services.trouble(null)
    const broken = await withDatabase(place, (open) => judge(open, { tally, env, services }))
    process.stdout.write(
      `${rounds} rounds, ${tally.kills} kills, ${tally.acknowledged.length} notes acknowledged, ${tally.refusals} second servers refused: ${broken.length === 0 ? 'every promise was kept' : 'BROKEN'}.\n`,
    )
    return broken
  } finally {
    await services.stop()
    rmSync(place, { recursive: true, force: true })
  }
}

async function withDatabase<T>(place: string, use: (open: OpenDatabase) => Promise<T>): Promise<T> {
  const open = await openDatabase({ dataDir: place })
  try {
    return await use(open)
  } finally {
    await open.close()
  }
}

async function makeKey(db: OpenDatabase['db']): Promise<string> {
  const now = new Date()
  const { key } = await createApiKey(db, {
    companyId: COMPANY,
    name: 'chaos',
    role: 'collector',
    entities: null,
    scopes: ['read', 'work-customers'],
    expiresAt: new Date(now.getTime() + 86_400_000),
    actor: { id: 'ann', name: 'ann' },
    now,
  })
  return key
}

type Round = {
  readonly place: string
  readonly env: Readonly<Record<string, string>>
  readonly key: string
  readonly random: Random
  readonly round: number
}

async function playRound(tally: Tally, { place, env, key, random, round }: Round): Promise<void> {
  const port = await freePort()
  const server = startServer({ place, env, port })
  const isDoomed = random.percent(KILLED_AT_START)
  const serving = served(server)
  if (isDoomed) await Promise.race([serving, pause(random.between(100, 2500))])
  else {
    await serving
    const writing = { over: false }
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeNotes(tally, { port, key, name: `${round}/${writer}`, writing }),
    )
    if (random.percent(SECOND_STARTED)) await startSecond(tally, { place, env, first: server })
    await pause(random.between(0, 2500))
    await endChild(server)
    writing.over = true
    await Promise.all(writers)
  }
  await endChild(server)
  tally.kills += 1
}

function startServer({
  place,
  env,
  port,
}: {
  place: string
  env: Readonly<Record<string, string>>
  port: number
}): Child {
  return startChild(MAIN, { args: ['serve', '--data', place, '--port', String(port)], env })
}

/** Ends when the server answers; throws when it ends by itself instead. */
function served(server: Child): Promise<void> {
  return new Promise((resolve, reject) => {
    server.onLine((line) => {
      if (line.startsWith('Dunlin serves on')) resolve()
    })
    server.ended.then(({ code, signal }) =>
      signal === 'SIGKILL'
        ? resolve()
        : reject(new Error(`The server ended (${code ?? signal}): ${server.complaints()}`)),
    )
  })
}

async function startSecond(
  tally: Tally,
  { place, env, first }: { place: string; env: Readonly<Record<string, string>>; first: Child },
): Promise<void> {
  const second = startServer({ place, env, port: await freePort() })
  const { code } = await second.ended
  const said = second.complaints()
  const { pid } = first.process
  if (code === 1 && said.includes(`process ${pid} has it open`) && said.includes(`Stop process ${pid} first`))
    tally.refusals += 1
  else
    tally.broken.push(`NOT TRUE: a second server is refused with what to do. It ended with ${code}: ${said}`)
}

/** Writes one note after the other until the server is gone, and keeps those it has said it has. */
async function writeNotes(
  tally: Tally,
  { port, key, name, writing }: { port: number; key: string; name: string; writing: { over: boolean } },
): Promise<void> {
  for (let at = 0; !writing.over; at += 1) {
    const text = `note ${name}/${at}`
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/customers/c-00001/notes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      })
      if (answer.status === 201) tally.acknowledged.push(text)
      else tally.broken.push(`NOT TRUE: a note is taken. ${answer.status}: ${await answer.text()}`)
    } catch (error) {
      // The server is gone: nobody has said that it has this one.
      if (!(error instanceof TypeError)) throw error
      return
    }
  }
}

async function judge(
  { db }: OpenDatabase,
  { tally, env, services }: { tally: Tally; env: Readonly<Record<string, string>>; services: Services },
): Promise<readonly string[]> {
  const settling = settlingOf(db, { env, booksUrl: null })
  await settling.finish()
  settling.close()
  const notes = await db.select({ text: note.text }).from(note).where(eq(note.companyId, COMPANY))
  const kept = new Set(notes.map(({ text }) => text))
  const lost = tally.acknowledged.filter((text) => !kept.has(text))
  const taken = await withOwnBooks(db, await services.taken())
  return [
    ...new Set(tally.broken),
    ...(lost.length === 0
      ? []
      : [`NOT TRUE (${lost.length} times): what was acknowledged is kept. ${lost[0]}`]),
    ...brokenPromises(INVARIANTS, await lookAt(db, taken)),
  ]
}
