import { fileURLToPath } from 'node:url'
import Bree from 'bree'

export type Heartbeat = { stop(): Promise<void> }

/** How long a worker that is just starting may take to leave before it is ended. */
const STOP_MS = 500

/**
 * Calls `look` every so many seconds; a look that takes longer than that is not overtaken by the next. Bree is no more than
 * the heartbeat: when a rule is due stands in our own table, since Bree's calendar is wrong around clock changes.
 */
export async function startHeartbeat({
  everySeconds,
  look,
  report,
}: {
  everySeconds: number
  look: () => Promise<unknown>
  report: (error: unknown) => void
}): Promise<Heartbeat> {
  let looking: Promise<unknown> | null = null
  const bree = new Bree({
    root: false,
    logger: false,
    // Bree's own words about its workers ("online", "exited") are of no use to anybody.
    outputWorkerMetadata: false,
    jobs: [
      {
        name: 'heartbeat',
        path: fileURLToPath(new URL('./heartbeat-job.mjs', import.meta.url)),
        interval: `${everySeconds}s`,
        timeout: '1s',
      },
    ],
    workerMessageHandler: ({ message }: { message: unknown }) => {
      if (message !== 'look' || looking) return
      looking = look()
        .catch(report)
        .finally(() => {
          looking = null
        })
    },
    errorHandler: (error: unknown) => report(error),
  })
  await bree.start()
  return {
    async stop() {
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS))
      await Promise.race([bree.stop(), deadline])
      for (const worker of bree.workers.values()) await worker.terminate()
      await looking
    },
  }
}
