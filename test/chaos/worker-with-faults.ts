import { writeSync } from 'node:fs'
import { WALL_CLOCK } from '#server/clock.ts'
import type { FaultPoint } from '#server/dispatch/dispatch-services.ts'
import { serverSettingsOf } from '#server/operations/server-settings.ts'
import { startWorker } from '#server/queue/start-worker.ts'
import { fakeBooksConnector } from './books-connector.ts'
import { FaultOrder, FROZEN, READY } from './fault-order.ts'

/** `dunlin worker`, with an accounting system that is a fake, and struck at a point its environment names. */
async function main(): Promise<void> {
  const { booksUrl, fault } = FaultOrder.parse(JSON.parse(process.env.DUNLIN_CHAOS ?? 'null'))
  const settings = serverSettingsOf(process.env)
  const books = fakeBooksConnector(booksUrl, settings.DUNLIN_ANSWER_SECONDS * 1000)
  let passed = 0
  const at = async (point: FaultPoint) => {
    if (fault === null || point !== fault.point) return
    passed += 1
    if (passed !== fault.nth) return
    // Written and not streamed: a stopped process streams nothing.
    if (fault.act === 'freeze') writeSync(1, `${FROZEN} ${point}\n`)
    process.kill(process.pid, fault.act === 'freeze' ? 'SIGSTOP' : 'SIGKILL')
  }
  const worker = await startWorker({
    settings,
    env: process.env,
    dataDir: '.',
    clock: WALL_CLOCK,
    log: (line) => void process.stderr.write(line),
    lend: { at, booksOf: async () => books },
  })
  process.stdout.write(`${READY}\n`)
  process.once('SIGTERM', () => void worker.stop())
}

await main()
