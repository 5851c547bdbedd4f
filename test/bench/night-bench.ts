import { fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { calendarDate } from '#engine/calendar-date.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import type { Database } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { readLedgerOf } from '#server/database/load-ledger.ts'
import { createCompany } from '#server/run/company.ts'
import { importRule } from '#server/run/rules.ts'
import { beginInShares, reportOfRun } from '#server/run/run-in-shares.ts'
import { clockAt } from '../clock-at.ts'
import { openTestDatabase } from '../server/database/test-database.ts'
import { benchRules } from './bench-rules.ts'
import { benchDispatch, type DispatchFigures } from './dispatch-bench.ts'
import { inventOpenBooks } from './invent-open-books.ts'
import { storePart } from './store-part.ts'

export type NightOrder = {
  readonly invoices: number
  readonly rules: number
  readonly workers: readonly number[]
  readonly letters: number
  readonly jobs: number
}

export type NightFigures = {
  readonly invoices: number
  readonly customers: number
  readonly rules: number
  /** Reading all rows of the books into records and columns, and nothing else, by one process. */
  readonly readSeconds: number
  /** The same night by so many processes, from its beginning until the run is closed. */
  readonly runs: readonly {
    readonly workers: number
    readonly seconds: number
    readonly vsReading: number
    readonly matched: number
    readonly planned: number
  }[]
  readonly dispatch: DispatchFigures
}

const COMPANY = 'night'
/** A Monday, so that the rules would run. */
const TODAY = calendarDate('2026-11-23')
const WORKER = new URL('./night-worker.ts', import.meta.url)
const CUSTOMERS_A_PART = 2000

/**
 * A night on PostgreSQL from end to end: books are read, facts computed, rules decided and everything recorded, in test mode, by one
 * and by several processes. Null without `DATABASE_URL`: an embedded database has one process.
 */
export async function benchNight(order: NightOrder): Promise<NightFigures | null> {
  if (!process.env.DATABASE_URL) return null
  const { database, url, remove } = await openTestDatabase()
  try {
    if (url === undefined) throw new TypeError('The database of the benchmark is on no server.')
    const { db } = database
    await fill(db, order)
    const customers = (await db.select({ id: customer.id }).from(customer)).map(({ id }) => id)
    const readSeconds = await secondsOf(() => readAll(db, customers.sort()))
    const runs: NightFigures['runs'][number][] = []
    for (const workers of order.workers) {
      const figures = await aNight(db, { url, workers })
      runs.push({ workers, ...figures, vsReading: figures.seconds / readSeconds })
      // Every night decides and records everything, and not only what is new since the one before.
      await db.execute(sql`truncate action, message, message_action, cycle, decision, run, run_chunk`)
    }
    const dispatch = await benchDispatch({ database, url, letters: order.letters, jobs: order.jobs })
    return {
      invoices: order.invoices,
      customers: customers.length,
      rules: order.rules,
      readSeconds,
      runs,
      dispatch,
    }
  } finally {
    await database.close()
    await remove()
  }
}

async function fill(db: Database, { invoices, rules }: NightOrder): Promise<void> {
  const { now } = clockAt(TODAY)
  await createCompany(db, {
    id: COMPANY,
    name: 'Night',
    currency: 'USD',
    timeZone: 'America/New_York',
    now: now(),
  })
  for (const part of inventOpenBooks({ invoices, today: TODAY })) await storePart(db, COMPANY, part)
  for (const { document } of benchRules(rules))
    await importRule(db, { companyId: COMPANY, document, actor: 'bench', now: now(), state: 'live' })
}

async function readAll(db: Database, customers: readonly string[]): Promise<void> {
  for (let from = 0; from < customers.length; from += CUSTOMERS_A_PART) {
    const customerIds = customers.slice(from, from + CUSTOMERS_A_PART)
    takeSnapshot(await db.transaction((tx) => readLedgerOf(tx, { companyId: COMPANY, customerIds })))
  }
}

async function aNight(
  db: Database,
  { url, workers }: { url: string; workers: number },
): Promise<{ seconds: number; matched: number; planned: number }> {
  const clock = clockAt(TODAY)
  const order = { companyId: COMPANY, asOf: TODAY, trigger: 'manual' as const, clock, actor: 'bench' }
  const processes = Array.from({ length: workers }, () => fork(WORKER, [url, COMPANY, TODAY]))
  // Starting processes is no part of a night: they stand ready for it.
  await Promise.all(processes.map((each) => once(each, 'message')))
  const started = performance.now()
  const row = await db.transaction((tx) => beginInShares(tx, order))
  await Promise.all(
    processes.map(async (each) => {
      each.send(row.id)
      const [code] = await once(each, 'exit')
      if (code !== 0) throw new Error(`A worker of the night ended with ${code}; its words stand above.`)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const { rules } = await reportOfRun(db, row)
  const sum = (of: (rule: (typeof rules)[number]) => number) =>
    rules.reduce((total, rule) => total + of(rule), 0)
  return { seconds, matched: sum(({ counts }) => counts.matched), planned: sum(({ planned }) => planned) }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
