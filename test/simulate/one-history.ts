import { sql } from 'drizzle-orm'
import { seededRandom } from '#connectors/demo-books/random.ts'
import type { Database } from '#server/database/database.ts'
import { storedTables } from '#server/operations/stored-tables.ts'
import { letEverythingRun, rulesArePublished } from './company-changes.ts'
import { countFromOne } from './customers.ts'
import { heartbeat } from './heartbeat.ts'
import { checkHolds } from './hold-check.ts'
import { peopleDecide } from './people-decide.ts'
import { checkRuns } from './run-check.ts'
import { withSeededIds } from './seeded-ids.ts'
import { dayAfter, daysFrom } from './the-model.ts'
import { aWorld, FIRST_DAY, type Tally, type World } from './the-world.ts'
import { booksAreOpened, booksAreRead, somethingHappens } from './what-happens.ts'
import { whatMustHold } from './what-must-hold.ts'

export type History = {
  readonly seed: number
  readonly violations: readonly string[]
  readonly log: readonly string[]
  readonly tally: Tally
}

/** Enough days of a week for what waits for the next day, and few enough to be quick. */
const QUIET_WEEKDAYS = [1, 2, 5]
/** How many days in which nothing happens any more it takes until everything must be done. */
const QUIET_DAYS = 13

/** How often the day after is lived too, and how long at most the servers stand still where a history says nothing else. */
const NEXT_DAY = 0.7
const LONGEST_REST = 12

/** How long a history is, and how many of its days are lived: in the others the servers stand still. */
export type Span = { readonly days: number; readonly lived?: number | undefined }

/**
 * Plays one history over a database of its own or shared with others before it. The same seed is the same history, on the same kind of
 * database: each puts texts in an order of its own.
 */
export async function playHistory(
  db: Database,
  { seed, ...span }: { readonly seed: number } & Span,
): Promise<History> {
  return withSeededIds(seededRandom(`simulate/${seed}/ids`), async () => {
    countFromOne()
    const world = await aWorld(db, seed)
    try {
      await live(world, span)
    } catch (error) {
      world.violations.push(
        `on ${world.today()}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
    await forget(world)
    const { violations, log, tally } = world
    return { seed, violations, log, tally }
  })
}

/** Takes the company out of the database again, so that the servers of the next history do not work for it. The audit stays. */
async function forget({ db, companyId }: World): Promise<void> {
  for (const { name, columns } of await storedTables(db)) {
    const column = name === 'company' ? 'id' : 'company_id'
    if (name !== 'audit' && columns.includes(column))
      await db.execute(
        sql`delete from ${sql.identifier(name)} where ${sql.identifier(column)} = ${companyId}`,
      )
  }
}

async function live(world: World, span: Span): Promise<void> {
  const { random, mail } = world
  await booksAreOpened(world)
  await rulesArePublished(world)
  let day: string = FIRST_DAY
  const longest = longestRest(span)
  while (daysFrom(FIRST_DAY, day) < span.days && world.violations.length === 0) {
    world.mortality = random.chance(0.5) ? 0.02 : 0
    mail.trouble = random.chance(0.3) ? 0.3 : 0
    mail.isOut = random.chance(0.05)
    if (mail.trouble > 0 || mail.isOut) world.tally.troubles += 1
    await aDayPasses(world, day)
    // Mostly the next day; at times the servers stand still for a while, or people look again after a holiday.
    day = dayAfter(day, random.chance(NEXT_DAY) ? 1 : random.int(2, longest))
  }
  if (world.violations.length > 0) return
  const settled = dayAfter(day, QUIET_DAYS)
  world.mortality = 0
  mail.trouble = 0
  mail.isOut = false
  for (; day <= settled && world.violations.length === 0; day = dayAfter(day, 1)) await aQuietDay(world, day)
  if (world.violations.length === 0) await whatMustHold(world, { quietSince: dayAfter(settled, -QUIET_DAYS) })
}

/** The longest rest with which so many days lived come to the whole span: rests of all lengths up to it are as likely. */
function longestRest({ days, lived }: Span): number {
  if (lived === undefined) return LONGEST_REST
  const mean = (days / lived - NEXT_DAY) / (1 - NEXT_DAY)
  return Math.max(LONGEST_REST, Math.round(2 * mean) - 2)
}

async function aDayPasses(world: World, day: string): Promise<void> {
  const { random } = world
  world.tally.days += 1
  world.setTime(day, '08:10')
  for (let events = random.int(0, 3); events > 0; events -= 1) await somethingHappens(world)
  world.setTime(day, '10:31')
  await beat(world)
  if (random.chance(0.6)) {
    world.setTime(day, '11:00')
    await peopleDecide(world)
    if (random.chance(0.5)) await somethingHappens(world)
    world.setTime(day, '11:30')
    await beat(world)
  }
  if (random.chance(0.15)) {
    world.setTime(day, '21:00')
    await beat(world)
  }
}

async function beat(world: World): Promise<void> {
  await heartbeat(world)
  await checkHolds(world)
  await checkRuns(world)
}

/** Days on which everything works and people do all they are asked. */
async function aQuietDay(world: World, day: string): Promise<void> {
  const { model, rules } = world
  world.setTime(day, '08:10')
  if (!QUIET_WEEKDAYS.includes(new Date(`${day}T00:00Z`).getUTCDay())) return
  await booksAreRead(world)
  if (!model.isLive || model.isStopped || Object.values(rules).some(({ state }) => state !== 'live'))
    await letEverythingRun(world)
  world.setTime(day, '10:31')
  await beat(world)
  world.setTime(day, '10:40')
  if (!(await peopleDecide(world, true))) return
  world.setTime(day, '11:30')
  await beat(world)
}
