import { sql } from 'drizzle-orm'
import { companyGuards } from '#server/dispatch/company-guards.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import type { DispatchServices, FaultPoint } from '#server/dispatch/dispatch-services.ts'
import { LEASES } from '#server/dispatch/leases.ts'
import { sweepLetters } from '#server/dispatch/sweep-letters.ts'
import type { Wake } from '#server/queue/queue.ts'
import { wakeHandlers } from '#server/queue/worker.ts'
import { keepWatch } from '#server/schedule/keep-watch.ts'
import { runDueRules } from '#server/schedule/run-due-rules.ts'
import { aProcess, type Process } from './a-process.ts'
import { checkHolds } from './hold-check.ts'
import { checkRuns } from './run-check.ts'
import { fateIn, tell, type World } from './the-world.ts'
import { somethingHappens } from './what-happens.ts'

/** The points at which no letter is on its way, so that the books may change under a dispatch. */
const BETWEEN: readonly FaultPoint[] = ['after-claim', 'before-freeze', 'after-freeze']

/** One beat of the schedule in a server, with all it wakes up for: what is due runs, what is queued leaves, what was left is looked after. */
export async function heartbeat(world: World): Promise<void> {
  const process = aServer(world)
  const services = servicesOf(world, process)
  const wakes: [kind: Wake, companyId: string][] = []
  const queue = {
    async wake(kind: Wake, companyId = ''): Promise<void> {
      if (!wakes.some(([other, of]) => other === kind && of === companyId)) wakes.push([kind, companyId])
    },
  }
  const handlers = wakeHandlers({ db: process.db, queue, services })
  await untilItDies(world, process, async () => {
    await keepWatch(process.db, world.clock)
    await runDueRules(process.db, world.clock)
    // Before dispatch, at whose points the books may change.
    await checkRuns(world)
    await queue.wake('sweep')
    for (let wake = wakes.shift(); wake !== undefined; wake = wakes.shift()) await handlers[wake[0]](wake[1])
  })
}

/** A server that may die, fall asleep while another takes over, or find the books changed, at every point of dispatch. */
function aServer(world: World): Process {
  const { random } = world
  return aProcess(world.db, {
    fate: () => fateIn(world),
    async at(point) {
      if (point === 'after-claim') await checkHolds(world)
      if (world.mortality === 0) return 'lives'
      if (random.chance(world.mortality)) return 'dies'
      if (BETWEEN.includes(point) && random.chance(0.05)) await somethingHappens(world)
      if (random.chance(0.01)) await anotherTakesOver(world)
      return 'lives'
    },
  })
}

async function anotherTakesOver(world: World): Promise<void> {
  tell(world, 'a process falls asleep, and another takes over')
  world.tally.takeovers += 1
  world.passMinutes(11)
  const process = aProcess(world.db, {
    async at(point) {
      if (point === 'after-claim') await checkHolds(world)
      return 'lives'
    },
  })
  const services = servicesOf(world, process)
  await sweepLetters(process.db, services)
  await dispatchCompany(process.db, services, world.companyId)
}

function servicesOf(world: World, process: Process): DispatchServices {
  return {
    clock: world.clock,
    senderOf: async () => ({
      sender: world.mail.sender,
      from: { name: 'Us Inc.', address: 'billing@us.example.com' },
      replyTo: { name: 'Ann', address: 'ann@us.example.com' },
      cc: [],
    }),
    guards: companyGuards,
    attachmentsOf: async () => ({ attachments: [] }),
    worker: 'simulated',
    deadlineMs: 20_000,
    leases: LEASES,
    at: process.at,
  }
}

async function untilItDies(world: World, process: Process, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!process.isDead()) throw error
    world.tally.deaths += 1
    tell(world, 'a process dies')
    // What it had begun elsewhere comes to its end before anything else happens.
    for (let turn = 0; turn < 3; turn += 1) await world.db.execute(sql`select 1`)
  }
}
