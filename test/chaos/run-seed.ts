import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { and, count, eq, inArray, isNull } from 'drizzle-orm'
import postgres from 'postgres'
import { action } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import { openDatabase } from '#server/database/open.ts'
import { saveSender } from '#server/mail/save-sender.ts'
import { loadKeys } from '#server/operations/key-file.ts'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'
import { AFTER_ONE_SWEEP, type Aftermath, brokenPromises, INVARIANTS, lookAt } from './invariants.ts'
import type { Server } from './local-postgres.ts'
import { COMPANY, ENTITIES } from './prepare-company.ts'
import { type Random, randomOf } from './random.ts'
import { type Services, startServices } from './services.ts'
import { settlingOf } from './settle.ts'
import { startWorkers, type Workers } from './workers.ts'

/** What a seed has shown. */
export type SeedReport = {
  readonly seed: number
  readonly broken: readonly string[]
  readonly numbers: Readonly<Record<string, number>>
}

/** How many processes work at once. */
const WORKERS = 3
/** Leases short enough for a process to be given up, and thawed again, within seconds. */
const SETTINGS = {
  DUNLIN_HEARTBEAT_SECONDS: '1',
  DUNLIN_ANSWER_SECONDS: '1',
  DUNLIN_MARGIN_SECONDS: '0.5',
  DUNLIN_CLAIM_SECONDS: '2',
  DUNLIN_LOOK_UP_SECONDS: '1',
  DUNLIN_ENV: 'production',
  DUNLIN_LOG: 'error',
}
/** A seed is left to settle after so long, and so much longer for each act, whatever still waits. */
const LONGEST_MS = 10_000
const LONGER_MS = 20
const LOOK_EVERY_MS = 200

/** Plays one seed on a copy of the prepared database, and says what it has shown. */
export async function runSeed({
  server,
  template,
  seed,
}: {
  server: Server
  template: string
  seed: number
}): Promise<SeedReport> {
  const name = `dunlin_chaos_seed_${seed}`
  const random = randomOf(seed)
  const admin = postgres(server.url.href, { max: 1, onnotice: () => {} })
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name} template ${template}`)
  await admin.end()
  const services = await startServices()
  const proxy = await startCuttingProxy({ host: server.url.hostname, port: Number(server.url.port || 5432) })
  const own = addressOf(server.url, name)
  const open = await openDatabase({ url: own, dataDir: '' })
  try {
    const env = {
      ...SETTINGS,
      DUNLIN_KEY: randomBytes(32).toString('base64'),
      DATABASE_URL: addressOf(new URL(`http://127.0.0.1:${proxy.port}`), name, server.url),
    }
    await setSenders(open.db, env.DUNLIN_KEY, services)
    await services.trouble(seed)
    const workers = startWorkers({ count: WORKERS, env, booksUrl: services.books, random })
    const struck = await strikeUntilDone(open.db, { server, proxy, workers, random }).finally(workers.end)
    await services.trouble(null)
    return {
      seed,
      ...(await settled(open.db, { env, services, workers, struck })),
    }
  } finally {
    await open.close()
    await proxy.stop()
    await services.stop()
    const last = postgres(server.url.href, { max: 1, onnotice: () => {} })
    await last.unsafe(`drop database if exists ${name} with (force)`)
    await last.end()
  }
}

async function settled(
  db: Database,
  {
    env,
    services,
    workers,
    struck,
  }: {
    env: Readonly<Record<string, string>>
    services: Services
    workers: Workers
    struck: Readonly<Record<string, number>>
  },
): Promise<Omit<SeedReport, 'seed'>> {
  const settling = settlingOf(db, { env, booksUrl: services.books })
  try {
    await settling.sweepOnce()
    const early = brokenPromises(AFTER_ONE_SWEEP, await lookAt(db, await services.taken()))
    await settling.finish()
    const found = await lookAt(db, await services.taken())
    const fallen = workers.fallen.map((words) => `NOT TRUE: no worker ends by itself. ${words.slice(-1500)}`)
    return {
      broken: [...early, ...brokenPromises(INVARIANTS, found), ...fallen],
      numbers: { ...struck, ...workers.strikes, ...numbersOf(found) },
    }
  } finally {
    settling.close()
  }
}

function addressOf(place: URL, database: string, user = place): string {
  const url = new URL(user.href)
  url.hostname = place.hostname
  url.port = place.port
  url.pathname = `/${database}`
  return url.href
}

async function setSenders(db: Database, key: string, { resend, smtp }: Services): Promise<void> {
  const from = { name: 'Chaos Ltd', address: 'billing@chaos.example.com' }
  const replyTo = { name: 'Ann', address: 'ann@chaos.example.com' }
  const person = { companyId: COMPANY, actor: 'ann', now: new Date(), why: 'chaos' }
  const letters = { from, replyTo, cc: [] }
  const keys = loadKeys('.', key)
  await saveSender(db, keys, {
    entityId: ENTITIES.resend,
    person,
    written: { ...letters, place: { kind: 'resend', baseUrl: resend }, secret: 're_chaos' },
  })
  await saveSender(db, keys, {
    entityId: ENTITIES.smtp,
    person,
    written: { ...letters, place: { kind: 'smtp', ...smtp, security: 'none', user: null } },
  })
}

/** Strikes from outside at random moments until nothing waits to be begun, or time is up; says how often it did what. */
async function strikeUntilDone(
  db: Database,
  {
    server,
    proxy,
    workers,
    random,
  }: { server: Server; proxy: CuttingProxy; workers: Workers; random: Random },
): Promise<Record<string, number>> {
  const done = { cuts: 0, stalls: 0, refusals: 0, restarts: 0 }
  const strikes: [() => unknown, ...(() => unknown)[]] = [
    () => workers.killOne(),
    () => workers.freezeOne(),
    () => {
      done.cuts += 1
      proxy.cut()
    },
    () => {
      done.stalls += 1
      proxy.stall(random.between(200, 1500))
    },
    () => {
      done.refusals += 1
      proxy.refuse(random.between(100, 800))
    },
    async () => {
      if (done.restarts > 0) return
      done.restarts += 1
      await server.strike()
    },
  ]
  await workers.ready()
  const until = Date.now() + LONGEST_MS + LONGER_MS * (await waiting(db))
  let next = Date.now() + random.between(300, 2500)
  while (Date.now() < until) {
    if (Date.now() >= next) {
      await random.pick(strikes)()
      next = Date.now() + random.between(1000, 4000)
    }
    if ((await waiting(db)) === 0) break
    await pause(LOOK_EVERY_MS)
  }
  return { ...done, leftInPeace: await waiting(db) }
}

async function waiting(db: Database): Promise<number> {
  try {
    const [found] = await db
      .select({ count: count() })
      .from(action)
      .where(
        and(
          eq(action.companyId, COMPANY),
          inArray(action.state, ['queued', 'sending']),
          isNull(action.notBefore),
        ),
      )
    return found?.count ?? 0
  } catch (error) {
    // The database is just being started again.
    if (error instanceof Error) return 1
    throw error
  }
}

function numbersOf({ actions, attempts, taken, lines }: Aftermath): Record<string, number> {
  const inState = (state: string) => actions.filter((row) => row.state === state).length
  return {
    actions: actions.length,
    sent: inState('sent'),
    unknown: inState('unknown'),
    failed: inState('failed'),
    letters: taken.resend.keys.length + taken.smtp.keys.length,
    holds: taken.books.effects.length,
    attempts: attempts.length,
    superseded: attempts.filter(({ result }) => result === 'superseded').length,
    auditLines: lines.length,
  }
}
