import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type History, playHistory } from './one-history.ts'
import { openForHistories } from './open-database.ts'
import type { Tally } from './the-world.ts'

/*
 * npm run simulate -- --seeds 100 [--seed 1] [--days 365] [--lived 12]
 * Plays that many histories from the seed on, on all cores. One that goes wrong is told with its seed, which plays it again. With
 * --lived about so many days of each are lived, and it leaps over the others, in which the servers stand still. On the server of
 * DATABASE_URL where that is set, at half the cost.
 */

/** Memory of the embedded database grows with every history in it. */
const HISTORIES_A_DATABASE = 40

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '365' },
    lived: { type: 'string' },
    /** Says what happened in each history, too. */
    log: { type: 'boolean', default: false },
  },
})
const order = {
  seeds: number(values.seeds, '--seeds'),
  first: number(values.seed, '--seed'),
  days: number(values.days, '--days'),
  lived: values.lived === undefined ? undefined : number(values.lived, '--lived'),
}

/** The options that make a history what it is. */
const SPAN = `--days ${order.days}${order.lived === undefined ? '' : ` --lived ${order.lived}`}`

function number(text: string, option: string): number {
  const found = Number(text)
  if (!Number.isSafeInteger(found) || found < 1)
    throw new RangeError(`${option} is "${text}". Give a whole number from 1 on.`)
  return found
}

const [share = '0', shares = '0'] = (process.env.DUNLIN_SIMULATE_SHARE ?? '').split('/')
if (Number(shares) > 0) process.exitCode = (await playShare(Number(share), Number(shares))) ? 0 : 1
else process.exitCode = await playAll()

async function playAll(): Promise<number> {
  const started = performance.now()
  const count = Math.min(availableParallelism(), order.seeds)
  const tallies: Tally[] = []
  const codes = await Promise.all(
    Array.from({ length: count }, (_, at) => {
      const child = fork(import.meta.filename, process.argv.slice(2), {
        env: { ...process.env, DUNLIN_SIMULATE_SHARE: `${at}/${count}` },
      })
      child.on('message', (tally: Tally) => tallies.push(tally))
      return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
    }),
  )
  const sum = (of: keyof Tally) => tallies.reduce((total, tally) => total + tally[of], 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(
    `${tallies.length} of ${order.seeds} histories of ${order.days} days, ${sum('days')} of them lived, in ${seconds} s: ${sum('events')} events, ${sum('runs')} runs, ${sum('letters')} letters, ${sum('holds')} holds and ${sum('releases')} releases; ${sum('deaths')} processes died, ${sum('takeovers')} were taken over, the mail service was in trouble on ${sum('troubles')} days.\n`,
  )
  return codes.every((code) => code === 0) ? 0 : 1
}

async function playShare(at: number, of: number): Promise<boolean> {
  let isRight = true
  let opened = await openForHistories()
  let played = 0
  for (let seed = order.first + at; seed < order.first + order.seeds; seed += of) {
    if (played > 0 && played % HISTORIES_A_DATABASE === 0) {
      await opened.remove()
      opened = await openForHistories()
    }
    played += 1
    const history = await playHistory(opened.db, { seed, days: order.days, lived: order.lived })
    if (values.log || history.violations.length > 0) process.stdout.write(inWords(history))
    isRight &&= history.violations.length === 0
    process.send?.(history.tally)
  }
  await opened.remove()
  return isRight
}

function inWords({ seed, violations, log }: History): string {
  const last = values.log ? log : log.slice(-25)
  const lines =
    violations.length === 0
      ? [`seed ${seed}: all is well`]
      : [`seed ${seed} went wrong. Play it again: npm run simulate -- --seed ${seed} ${SPAN}`]
  return `${[...lines, ...violations.map((each) => `  ${each}`), ...last.map((each) => `    ${each}`)].join('\n')}\n`
}
