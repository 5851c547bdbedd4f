import { setTimeout as pause } from 'node:timers/promises'
import { type Child, endChild, startChild } from './child.ts'
import { FAULT_POINTS, type Fault, FROZEN, READY } from './fault-order.ts'
import type { Random } from './random.ts'

/** What was done to the workers of a seed. */
export type Strikes = { kills: number; freezes: number }

export type Workers = {
  readonly strikes: Strikes
  /** Words of workers that ended although nobody had ended them, once they worked. */
  readonly fallen: readonly string[]
  /** Ends when one of them has begun to work. */
  ready(): Promise<void>
  /** Kills one at whatever it is doing. */
  killOne(): void
  /** Stops one at whatever it is doing, and lets it go on long after it was given up. */
  freezeOne(): void
  /** Lets all that are frozen go on and waits until they have said what they had to say, then ends all. */
  end(): Promise<void>
}

/** How long a worker is frozen: longer than its claims and attempts hold. */
const FROZEN_MS = 3500
/** How long those that were thawed may take to write what they come too late for. */
const LATE_WORDS_MS = 700
/** In how many of a hundred cases a worker is struck at a named point. */
const STRUCK = 50
/** At the latest at which passing of a point that each letter passes, and of one that is passed by all letters of a claim at once. */
const LAST_PASSING = { letter: 100, claim: 6 }

type Running = { readonly child: Child; isReady: boolean; isFrozen: boolean }

function aFault(random: Random): Fault {
  const point = random.pick(FAULT_POINTS)
  const nth = random.between(
    1,
    LAST_PASSING[point.endsWith('claim') || point.endsWith('freeze') ? 'claim' : 'letter'],
  )
  return { point, nth, act: random.percent(60) ? 'kill' : 'freeze' }
}

/** Keeps so many workers at work; one that ends is followed by another. */
export function startWorkers({
  count,
  env,
  booksUrl,
  random,
}: {
  count: number
  env: Readonly<Record<string, string>>
  booksUrl: string | null
  random: Random
}): Workers {
  const running = new Set<Running>()
  const strikes: Strikes = { kills: 0, freezes: 0 }
  const fallen: string[] = []
  let isOver = false

  const start = (): void => {
    const fault = random.percent(STRUCK) ? aFault(random) : null
    const child = startChild(new URL('./worker-with-faults.ts', import.meta.url).pathname, {
      env: { ...env, DUNLIN_CHAOS: JSON.stringify({ booksUrl, fault }) },
    })
    const one: Running = { child, isReady: false, isFrozen: false }
    running.add(one)
    child.onLine((line) => {
      if (line === READY) one.isReady = true
      else if (line.startsWith(FROZEN)) thawLater(one)
    })
    void child.ended.then(async ({ code, signal }) => {
      running.delete(one)
      if (isOver) return
      if (signal === 'SIGKILL') strikes.kills += 1
      else if (one.isReady) fallen.push(`code ${code}, signal ${signal}: ${child.complaints()}`)
      // A worker that cannot reach the database when it starts ends and is started again, as any supervisor would.
      if (!one.isReady) await pause(200)
      if (!isOver) start()
    })
  }
  const thawLater = (one: Running): void => {
    strikes.freezes += 1
    one.isFrozen = true
    setTimeout(() => {
      one.child.process.kill('SIGCONT')
      one.isFrozen = false
    }, FROZEN_MS)
  }
  const anyOne = (): Running | undefined => {
    const [first, ...rest] = [...running].filter((one) => one.isReady && !one.isFrozen)
    return first === undefined ? undefined : random.pick([first, ...rest])
  }

  for (let at = 0; at < count; at += 1) start()
  return {
    strikes,
    fallen,
    async ready() {
      while (![...running].some(({ isReady }) => isReady)) await pause(50)
    },
    killOne: () => void anyOne()?.child.process.kill('SIGKILL'),
    freezeOne() {
      const one = anyOne()
      if (one === undefined) return
      one.child.process.kill('SIGSTOP')
      thawLater(one)
    },
    async end() {
      isOver = true
      const frozen = [...running].filter(({ isFrozen }) => isFrozen)
      for (const { child } of frozen) child.process.kill('SIGCONT')
      if (frozen.length > 0) await pause(LATE_WORDS_MS)
      await Promise.all([...running].map(({ child }) => endChild(child)))
    },
  }
}
