import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { openDatabase } from '#server/database/open.ts'
import { killNine } from './kill-nine.ts'
import { findServer, type Server } from './local-postgres.ts'
import { prepareCompany } from './prepare-company.ts'
import { runSeed, type SeedReport } from './run-seed.ts'

const TEMPLATE = 'dunlin_chaos_prepared'

/**
 * Kills, freezes and cuts off real workers while they send, and asks afterwards whether every promise was kept:
 *
 *   npm run chaos -- --seeds 20              seeds 1 to 20
 *   npm run chaos -- --seed 7                that one again
 *   npm run chaos -- --actions 10000         with more letters and holds (1,000)
 *   npm run chaos -- --at-once 1             one seed at a time, and not as many as there are cores
 *   npm run chaos -- --embedded --rounds 30  kills the server with its embedded database
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      seed: { type: 'string' },
      actions: { type: 'string', default: '1000' },
      embedded: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '30' },
      'at-once': { type: 'string', default: String(Math.max(1, availableParallelism())) },
    },
  })
  const seeds =
    values.seed === undefined
      ? Array.from({ length: wholeNumber('seeds', values.seeds) }, (_, at) => at + 1)
      : [wholeNumber('seed', values.seed)]
  if (values.embedded) {
    const order = { rounds: wholeNumber('rounds', values.rounds), seed: seeds[0] ?? 1 }
    const broken = await killNine({ ...order, actions: wholeNumber('actions', values.actions) })
    for (const line of broken) process.stdout.write(`  ${line}\n`)
    return broken.length === 0 ? 0 : 1
  }
  const atOnce = Math.min(wholeNumber('at-once', values['at-once']), seeds.length)
  const servers: Server[] = []
  try {
    // A database server for each: one that is killed takes nothing from the seed beside it.
    for (let at = 0; at < atOnce; at += 1) servers.push(await findServer())
    for (const server of servers) await prepare(server, wholeNumber('actions', values.actions))
    return await play(servers, seeds)
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function prepare(server: Server, actions: number): Promise<void> {
  const admin = postgres(server.url.href, { max: 1, onnotice: () => {} })
  await admin.unsafe(`drop database if exists ${TEMPLATE} with (force)`)
  await admin.unsafe(`create database ${TEMPLATE}`)
  await admin.end()
  const url = new URL(server.url)
  url.pathname = `/${TEMPLATE}`
  const open = await openDatabase({ url: url.href, dataDir: '' })
  try {
    await open.migrate()
    await prepareCompany(open.db, actions)
    // As the server does by itself, some minutes after tables were filled.
    await open.db.execute(sql`analyze`)
  } finally {
    await open.close()
  }
}

async function play(servers: readonly Server[], seeds: readonly number[]): Promise<number> {
  const begun = Date.now()
  const reports: SeedReport[] = []
  const waiting = [...seeds]
  const playOn = async (server: Server): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift())
      reports.push(await playOne(server, seed))
  }
  await Promise.all(servers.map(playOn))
  const red = reports
    .filter(({ broken }) => broken.length > 0)
    .map(({ seed }) => seed)
    .sort((a, b) => a - b)
  const seconds = Math.round((Date.now() - begun) / 1000)
  const sum = (name: string) => reports.reduce((total, { numbers }) => total + (numbers[name] ?? 0), 0)
  process.stdout.write(
    `${reports.length} seeds, ${sum('actions')} acts, ${sum('kills')} kills, ${sum('freezes')} freezes, ${sum('cuts') + sum('refusals') + sum('stalls')} cut or stalled lines, ${sum('restarts')} databases ${servers[0]?.strikes} in ${seconds} s: ${red.length === 0 ? 'every promise was kept' : `broken by ${red.join(', ')}; "npm run chaos -- --seed ${red[0]}" plays it again`}.\n`,
  )
  return red.length === 0 ? 0 : 1
}

async function playOne(server: Server, seed: number): Promise<SeedReport> {
  const begun = Date.now()
  const report = await runSeed({ server, template: TEMPLATE, seed })
  const told = Object.entries(report.numbers).map(([name, number]) => `${name} ${number}`)
  const verdict = report.broken.length === 0 ? 'kept' : 'BROKEN'
  process.stdout.write(
    `seed ${seed}: ${verdict} in ${((Date.now() - begun) / 1000).toFixed(1)} s; ${told.join(', ')}\n`,
  )
  for (const line of report.broken) process.stdout.write(`  ${line}\n`)
  return report
}

function wholeNumber(name: string, given: string): number {
  const number = Number(given)
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`Cannot use --${name} ${given}. Give a whole number from 1, such as --${name} 20.`)
  return number
}

process.exitCode = await main()
