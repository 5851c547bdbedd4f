import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { and, count, eq, isNull, or, sql } from 'drizzle-orm'
import postgres from 'postgres'
import { action, message, messageAction } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import { openDatabase } from '#server/database/open.ts'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'
import { LATE_MS } from './fake-books.ts'
import {
  AFTER_ONE_SWEEP,
  type Aftermath,
  brokenPromises,
  INVARIANTS,
  lookAt,
  withOwnBooks,
} from './invariants.ts'
import type { Server } from './local-postgres.ts'
import { COMPANY, setSenders } from './prepare-company.ts'
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
export const SHORT_LEASES = {
  DUNLIN_HEARTBEAT_SECONDS: '1',
  DUNLIN_ANSWER_SECONDS: '1',
  DUNLIN_MARGIN_SECONDS: '0.5',
  DUNLIN_CLAIM_SECONDS: '2',
  DUNLIN_LOOK_UP_SECONDS: '1',
  DUNLIN_ENV: 'production',
  DUNLIN_LOG: 'error',
}
/** A seed is left to settle after so long, and so much longer for each act, whatever still waits. */
const LONGEST_MS = 60_000
const LONGER_MS = 80
/** What has not moved for so long, which is longer than any claim holds or anybody is frozen on a busy machine, waits for what comes much later. */
const QUIET_MS = 30_000
const LOOK_EVERY_MS = 100
/** So many strikes from outside for all the acts of a seed, each after another share of them is done. */
const STRIKES = 12

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
      ...SHORT_LEASES,
      DUNLIN_KEY: randomBytes(32).toString('base64'),
      DATABASE_URL: addressOf(new URL(`http://127.0.0.1:${proxy.port}`), name, server.url),
    }
    await setSenders(open.db, env.DUNLIN_KEY, services)
    await services.trouble(seed)
    // Holds go before letters. With the built-in books they take no time, and it is the letters that are struck.
    const booksUrl = random.percent(50) ? services.books : null
    const workers = startWorkers({ count: WORKERS, env, booksUrl, random })
    const struck = await strikeUntilDone(open.db, { server, database: name, proxy, workers, random }).finally(
      workers.end,
    )
    await services.trouble(null)
    // What follows moves its clock on. A late write arrives in time that really passes, and nobody is to look for it before.
    await pause(2 * LATE_MS)
    return {
      seed,
      ...(await settled(open.db, { env, services, booksUrl, workers, struck })),
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
    booksUrl,
    workers,
    struck,
  }: {
    env: Readonly<Record<string, string>>
    services: Services
    booksUrl: string | null
    workers: Workers
    struck: Readonly<Record<string, number>>
  },
): Promise<Omit<SeedReport, 'seed'>> {
  const settling = settlingOf(db, { env, booksUrl })
  const seen = async () => (booksUrl === null ? withOwnBooks(db, await services.taken()) : services.taken())
  try {
    await settling.sweepOnce()
    const early = brokenPromises(AFTER_ONE_SWEEP, await lookAt(db, await seen()))
    await settling.finish()
    const found = await lookAt(db, await seen())
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

/**
 * Strikes from outside while the work goes on, until nothing waits to be begun or time is up; says how often it did what. What is
 * done decides when, and not the time: a slow machine is not struck more often before it gets anywhere.
 */
async function strikeUntilDone(
  db: Database,
  {
    server,
    database,
    proxy,
    workers,
    random,
  }: { server: Server; database: string; proxy: CuttingProxy; workers: Workers; random: Random },
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
      await server.strike(database)
    },
  ]
  await workers.ready()
  const all = (await waiting(db)) ?? 0
  const until = Date.now() + LONGEST_MS + LONGER_MS * all
  const share = Math.ceil((2 * all) / STRIKES)
  let next = all - random.between(0, share)
  let moved = { left: all, at: Date.now() }
  for (let left: number | null = all; left !== 0 && Date.now() < until; left = await waiting(db)) {
    if (left !== null && left !== moved.left) moved = { left, at: Date.now() }
    if (Date.now() - moved.at > QUIET_MS) break
    if (left !== null && left <= next) {
      await random.pick(strikes)()
      next = Math.min(left, next) - random.between(1, share)
    }
    await pause(LOOK_EVERY_MS)
  }
  return { ...done, leftInPeace: (await waiting(db)) ?? 0 }
}

/** How much is still to be begun, or is under way; null while the database cannot say. */
async function waiting(db: Database): Promise<number | null> {
  try {
    const [found] = await db
      .select({ count: count() })
      .from(action)
      .where(
        and(
          eq(action.companyId, COMPANY),
          isNull(action.notBefore),
          or(eq(action.state, 'queued'), and(eq(action.state, 'sending'), IS_UNDER_WAY)),
        ),
      )
    return found?.count ?? 0
  } catch (error) {
    // The database is just being started again.
    if (error instanceof Error) return null
    throw error
  }
}

/** An act without letters, or with one that is being sent or may leave now: what waits for a later hour moves no more. */
const IS_UNDER_WAY = sql`(
  select count(*) = 0 or bool_or(letter.state = 'sending' or letter.state in ('draft', 'frozen') and letter.not_before is null)
  from ${messageAction} link join ${message} letter
    on letter.company_id = link.company_id and letter.id = link.message_id and letter.state <> 'void'
  where link.company_id = ${action.companyId} and link.action_id = ${action.id})`

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
