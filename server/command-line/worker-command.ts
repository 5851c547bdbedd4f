import { DATA_OPTION, defineCommand } from './command.ts'
import { UsageError } from './errors.ts'

export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'send and decide beside a server, on PostgreSQL',
  usage: ['worker [--data DIR]'],
  about:
    'Takes its share of the work of "dunlin serve": decides shares of large runs, sends letters and looks after what was left unfinished, until Ctrl-C. Any number may work on one PostgreSQL server (DATABASE_URL). With the embedded database the server works alone.',
  options: { ...DATA_OPTION },
  async run({ env, dataDir, clock, out, err, untilStopped }) {
    const stopped = untilStopped()
    const { serverSettingsOf } = await import('#server/operations/server-settings.ts')
    const settings = serverSettingsOf(env)
    if (settings.DATABASE_URL === undefined)
      throw new UsageError(
        'Cannot start a worker: DATABASE_URL is not set, and the embedded database belongs to one process. "dunlin serve" does the work of a worker itself; set DATABASE_URL to a PostgreSQL server to have more of them.',
      )
    const { startWorker } = await import('#server/queue/start-worker.ts')
    const worker = await startWorker({ settings, env, dataDir, clock, log: err })
    out(`Dunlin works as ${worker.name}.\n`)
    await stopped
    await worker.stop()
    return 0
  },
})
