import { ReceivablesError } from '#engine/errors.ts'
import type { Clock } from '#server/clock.ts'
import { pendingMigrations } from '#server/database/migrate.ts'
import { openDatabase } from '#server/database/open.ts'
import type { DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { dispatchServicesOf } from '#server/dispatch/services-of.ts'
import { loadKeys } from '#server/operations/key-file.ts'
import { createLogger } from '#server/operations/logger.ts'
import type { ServerSettings } from '#server/operations/server-settings.ts'
import { startQueue } from './queue.ts'
import { wakeHandlers } from './worker.ts'

export type Worker = { readonly name: string; stop(): Promise<void> }

/** Starts a process that works on a PostgreSQL server beside others, and sweeps by itself should no server be there to ask for it. */
export async function startWorker({
  settings,
  env,
  dataDir,
  clock,
  log,
  lend = {},
}: {
  settings: ServerSettings
  env: Readonly<Record<string, string | undefined>>
  dataDir: string
  clock: Clock
  log: (line: string) => void
  /** What dispatch is lent in place of its own, such as an accounting system; only tests give it. */
  lend?: Partial<DispatchServices>
}): Promise<Worker> {
  const logger = createLogger({ level: settings.DUNLIN_LOG, write: log })
  const report = (error: unknown) => logger.error({ err: error }, 'work could not be done')
  const open = await openDatabase({ url: settings.DATABASE_URL, dataDir })
  try {
    const { db } = open
    const pending = await pendingMigrations(db)
    if (pending > 0)
      throw new ReceivablesError(
        `Cannot start a worker: the database lacks ${pending} migrations of this version. Bring it up to date with "dunlin migrate", or start the server first.`,
      )
    const keys = loadKeys(dataDir, settings.DUNLIN_KEY)
    const { services: own, close } = dispatchServicesOf({ db, keys, env, clock })
    const services = { ...own, ...lend }
    const queue = await startQueue({
      open,
      url: settings.DATABASE_URL,
      report,
      heartbeatSeconds: settings.DUNLIN_HEARTBEAT_SECONDS,
    })
    await queue.work(wakeHandlers({ db, queue, services }))
    const wake = () => void queue.wake('sweep').catch(report)
    wake()
    const timer = setInterval(wake, settings.DUNLIN_HEARTBEAT_SECONDS * 1000)
    return {
      name: services.worker,
      async stop() {
        clearInterval(timer)
        await queue.stop()
        close()
        await open.close()
      },
    }
  } catch (error) {
    await open.close()
    throw error
  }
}
