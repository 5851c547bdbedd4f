import { sql } from 'drizzle-orm'
import { fromPglite, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { OpenDatabase } from '#server/database/open.ts'
import { rows } from '#server/database/rows.ts'

/** What a process may be woken for. `run-chunk`: shares of a run wait; `dispatch`: a company has something to send. */
export const WAKES = ['run-chunk', 'dispatch', 'sweep'] as const
export type Wake = (typeof WAKES)[number]

const Job = z.strictObject({ companyId: z.string() })

/** Does the work of one kind; `companyId` is empty for a sweep, which looks at all. */
export type WakeHandlers = Readonly<Record<Wake, (companyId: string) => Promise<unknown>>>

export type Queue = {
  /** Wakes some process, once however often it is called before one has begun. */
  wake(kind: Wake, companyId?: string): Promise<void>
  /** Takes work from now on, in this process. */
  work(handlers: WakeHandlers): Promise<void>
  /** Takes no more work and waits a little for what is under way. */
  stop(): Promise<void>
}

/** Where the queue keeps its own tables, apart from ours: a backup has none of them, for they are made again from ours. */
const SCHEMA = 'pgboss'
const POLL_SECONDS = 2
/** Jobs are looked for at least so often between two beats. */
const POLLS_A_BEAT = 4
/** How long a stop waits for work that is under way. What is cut off is taken up again by its claim running out. */
const STOP_MS = 500
/** A job that has not ended by then is given to another process. What it does is safe to be done twice. */
const EXPIRE_SECONDS = 900

/**
 * Starts the queue on the database that is open: on the embedded one through its own handle, on a server through connections of
 * its own. Jobs only wake processes up; what there is to do stands in our tables, so that a lost job is no lost work.
 */
export async function startQueue({
  open,
  url,
  report,
  heartbeatSeconds = POLLS_A_BEAT * POLL_SECONDS,
}: {
  open: OpenDatabase
  /** The PostgreSQL server; not needed for the embedded database. */
  url: string | undefined
  report: (error: unknown) => void
  /** How often a sweep is asked for. */
  heartbeatSeconds?: number
}): Promise<Queue> {
  const pollingIntervalSeconds = Math.max(0.5, Math.min(POLL_SECONDS, heartbeatSeconds / POLLS_A_BEAT))
  const boss = new PgBoss({
    ...(open.pglite === null
      ? { connectionString: url ?? '', max: 4, application_name: 'dunlin queue' }
      : { db: fromPglite(open.pglite), backend: 'pglite' as const }),
    schema: SCHEMA,
    // A role that may not make schemas finds this one made by `app-role.sql`.
    createSchema: !(await hasSchema(open)),
    schedule: false,
    monitorVacuum: false,
    reindex: false,
  })
  boss.on('error', report)
  await boss.start()
  for (const kind of WAKES) {
    await boss.createQueue(kind, {
      // One waits at most, however many are under way: work that comes while a process is at it is not overlooked, and a process
      // that died with a job keeps nobody waiting. That two do the same work at once is what claims are for.
      policy: 'short',
      retryLimit: 0,
      expireInSeconds: EXPIRE_SECONDS,
      deleteAfterSeconds: 3600,
    })
    // Until a queue has been looked at once, a job sent from within a transaction would look it up on the one connection of the
    // embedded database, which waits for that transaction: for ever.
    const left = await boss.fetch(kind)
    // What was left from before is found again by the first sweep.
    if (left.length > 0)
      await boss.complete(
        kind,
        left.map(({ id }) => id),
      )
  }
  return {
    async wake(kind, companyId = '') {
      await boss.send(kind, { companyId }, { singletonKey: companyId })
    },
    async work(handlers) {
      for (const kind of WAKES)
        await boss.work(kind, { pollingIntervalSeconds }, async (jobs) => {
          for (const job of jobs)
            try {
              await handlers[kind](Job.parse(job.data).companyId)
            } catch (error) {
              // Nobody is helped by the queue trying again at once: the next sweep finds what is left to do.
              report(error)
            }
        })
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  }
}

async function hasSchema({ db }: OpenDatabase): Promise<boolean> {
  const [found] = rows(
    z.object({ found: z.boolean() }),
    await db.execute(sql`select to_regnamespace(${SCHEMA}) is not null as found`),
  )
  return found?.found ?? false
}
