import { eq } from 'drizzle-orm'
import { type Random, seededRandom } from '#connectors/demo-books/random.ts'
import { calendarDate, dayAt } from '#engine/calendar-date.ts'
import { instantAt, minutesOf } from '#engine/wall-clock.ts'
import type { Clock } from '#server/clock.ts'
import { company } from '#server/database/company-tables.ts'
import type { Database } from '#server/database/database.ts'
import { aProcess, type Fate } from './a-process.ts'
import { checkLetter } from './letter-check.ts'
import { type TheMail, theMail } from './the-mail.ts'
import { anEmptyModel, type Model } from './the-model.ts'

export const ZONE = 'America/New_York'
export const FIRST_DAY = '2026-01-05'

/** What the rules of the company say now, and whether they run. */
export type RuleSettings = {
  ladder: { state: RuleStanding; levels: readonly [number, number, number] }
  large: { state: RuleStanding; days: number; amount: number }
  look: { state: RuleStanding; days: number }
}
export type RuleStanding = 'live' | 'monitor' | 'paused'

/** What has come out of a history, for people. */
export type Tally = Record<
  'days' | 'events' | 'runs' | 'letters' | 'holds' | 'releases' | 'deaths' | 'takeovers' | 'troubles',
  number
>

/** One company with its clock, its mail service and its luck, and beside it the model of what is true of it. */
export type World = {
  readonly db: Database
  readonly companyId: string
  readonly random: Random
  readonly model: Model
  readonly clock: Clock
  readonly mail: TheMail
  readonly rules: RuleSettings
  readonly tally: Tally
  readonly violations: string[]
  /** What has happened, the latest last, to be read when something is wrong. */
  readonly log: string[]
  /** How likely a process dies in a transaction or at a point of dispatch. */
  mortality: number
  readonly today: () => string
  readonly setTime: (day: string, time: string) => void
  readonly passMinutes: (minutes: number) => void
  readonly seen: Seen
  /** The last import, while nothing was imported after it, and the documents it brought. */
  undoable: { readonly importId: string; readonly documents: readonly string[] } | null
}

/** What has been seen to happen outside, by which later things are judged. */
export type Seen = {
  /** The letters by which each act has left, by its key and legal entity. */
  readonly sentAs: Map<string, string>
  /** The days on which each customer got a reminder. */
  readonly remindedOn: Map<string, string[]>
  /** The number of the last run that found that the rule about large balances does not concern a customer. */
  readonly notLargeAt: Map<string, number>
  /** The last act of that rule that left, and the number of the run before it. */
  readonly lastLarge: Map<string, { readonly key: string; readonly run: number }>
  readonly runs: Set<string>
  readonly holds: Map<string, 'placed' | 'released'>
}

/** Makes the company of a seed, in test mode and with nothing in its books. */
export async function aWorld(db: Database, seed: number): Promise<World> {
  const random = seededRandom(`simulate/${seed}`)
  let time = instantAt({ day: calendarDate(FIRST_DAY), minutes: minutesOf('08:00') }, ZONE)
  const clock: Clock = { now: () => new Date(time), today: (zone) => dayAt(time, zone) }
  const companyId = `simulated-${seed}`
  const isTight = random.chance(0.3)
  await db.insert(company).values({
    id: companyId,
    name: 'Simulated Ltd',
    timeZone: ZONE,
    currency: 'USD',
    createdAt: clock.now(),
    settings: {
      soloMode: random.chance(0.3),
      staleAfterHours: random.chance(0.2) ? 72 : null,
      firstRun: isTight
        ? { customers: 3, percentOfReceivables: 40 }
        : { customers: 1000, percentOfReceivables: 100 },
      growth: isTight ? { factor: 2, from: 4 } : { factor: 100, from: 1000 },
      holdsPerDay: isTight ? 2 : 1000,
    },
  })
  const world: World = {
    db,
    companyId,
    random,
    model: anEmptyModel(),
    clock,
    mail: theMail({
      random: seededRandom(`simulate/${seed}/mail`),
      now: clock.now,
      knowsKeys: random.chance(0.7),
      taken: (effect) => checkLetter(world, effect),
    }),
    rules: {
      ladder: { state: 'live', levels: [3, 10, 25] },
      large: { state: 'live', days: 15, amount: 2000 },
      look: { state: 'live', days: 5 },
    },
    tally: {
      days: 0,
      events: 0,
      runs: 0,
      letters: 0,
      holds: 0,
      releases: 0,
      deaths: 0,
      takeovers: 0,
      troubles: 0,
    },
    violations: [],
    log: [],
    mortality: 0,
    today: () => clock.today(ZONE),
    setTime(day, at) {
      const next = instantAt({ day: calendarDate(day), minutes: minutesOf(at) }, ZONE)
      // A process that was taken over has let time go by already.
      if (next > time) time = next
    },
    passMinutes(minutes) {
      time = new Date(time.getTime() + minutes * 60_000)
    },
    undoable: null,
    seen: {
      sentAs: new Map(),
      remindedOn: new Map(),
      notLargeAt: new Map(),
      lastLarge: new Map(),
      runs: new Set(),
      holds: new Map(),
    },
  }
  return world
}

/** The fate of a transaction, by the luck of the world. */
export function fateIn({ random, mortality }: World, mayBeUnheard = true): Fate {
  if (!random.chance(mortality)) return 'commits'
  return mayBeUnheard && random.chance(0.5) ? 'commits-unheard' : 'is-lost'
}

/** Does one thing in one transaction, by a process that may die of it. Answers whether it was committed. */
export async function isCommitted(
  world: World,
  work: (db: Database) => Promise<unknown>,
  mayBeUnheard = true,
): Promise<boolean> {
  const process = aProcess(world.db, { fate: () => fateIn(world, mayBeUnheard) })
  try {
    await work(process.db)
    return true
  } catch (error) {
    if (!process.isDead()) throw error
    world.tally.deaths += 1
    return process.hasCommitted()
  }
}

/** Writes down what happened, with its time. */
export function tell(world: World, what: string): void {
  world.log.push(`${world.clock.now().toISOString().slice(0, 16)} ${what}`)
}

/** The settings of the company, as its table has them. */
export async function companyOf({ db, companyId }: World): Promise<typeof company.$inferSelect> {
  const [found] = await db.select().from(company).where(eq(company.id, companyId))
  if (found === undefined) throw new TypeError(`The company "${companyId}" is gone.`)
  return found
}
