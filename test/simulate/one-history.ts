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
import { dayAfter, daysFrom, isWeekday } from './the-model.ts'
import { aWorld, FIRST_DAY, type Tally, type World } from './the-world.ts'
import { booksAreOpened, booksAreRead, somethingHappens } from './what-happens.ts'
import { whatMustHold } from './what-must-hold.ts'

export type History = {
  readonly seed: number
  readonly violations: readonly string[]
  readonly log: readonly string[]
  readonly tally: Tally
}

/** How many days in which nothing happens any more it takes until everything must be done. */
const QUIET_DAYS = 13

/** Plays one history of so many days over a database of its own or shared with others before it. The same seed is the same history. */
export async function playHistory(
  db: Database,
  { seed, days }: { seed: number; days: number },
): Promise<History> {
  return withSeededIds(seededRandom(`simulate/${seed}/ids`), async () => {
    countFromOne()
    const world = await aWorld(db, seed)
    try {
      await live(world, days)
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

async function live(world: World, days: number): Promise<void> {
  const { random, mail } = world
  await booksAreOpened(world)
  await rulesArePublished(world)
  let day: string = FIRST_DAY
  while (daysFrom(FIRST_DAY, day) < days && world.violations.length === 0) {
    world.mortality = random.chance(0.5) ? 0.02 : 0
    mail.trouble = random.chance(0.3) ? 0.3 : 0
    mail.isOut = random.chance(0.05)
    if (mail.trouble > 0 || mail.isOut) world.tally.troubles += 1
    await aDayPasses(world, day)
    // Mostly the next day; at times the servers stand still for a while, or people look again after a holiday.
    day = dayAfter(day, random.chance(0.7) ? 1 : random.int(2, 12))
  }
  if (world.violations.length > 0) return
  const settled = dayAfter(day, QUIET_DAYS)
  world.mortality = 0
  mail.trouble = 0
  mail.isOut = false
  for (; day <= settled && world.violations.length === 0; day = dayAfter(day, 1)) await aQuietDay(world, day)
  if (world.violations.length === 0) await whatMustHold(world, { quietSince: dayAfter(settled, -QUIET_DAYS) })
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
  if (!isWeekday(day)) return
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
