import { sql } from 'drizzle-orm'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { pendingMigrations } from '#server/database/migrate.ts'

/** When the schedule was last looked at. */
export type Beat = {
  /** A look has come to its end. */
  mark(): void
  ageSeconds(): number
}

/** Starts to count: a server that has just started is not late. */
export function createBeat(clock: Pick<Clock, 'now'>): Beat {
  let last = clock.now().getTime()
  return {
    mark() {
      last = clock.now().getTime()
    },
    ageSeconds: () => Math.max(0, (clock.now().getTime() - last) / 1000),
  }
}

/** One thing that has to be right before work is sent here, with what was found in a sentence. */
export type ReadyCheck = {
  readonly check: 'database' | 'migrations' | 'heartbeat'
  readonly ok: boolean
  readonly found: string
}
export type Readiness = { readonly ready: boolean; readonly checks: readonly ReadyCheck[] }

/** A database that has not answered by then is one that does not answer. */
const PATIENCE_MS = 2000

/** Whether this server can do its work: the database answers, its tables are of this version, and the schedule is looked at. */
export async function checkReadiness({
  db,
  beat,
  heartbeatSeconds,
}: {
  db: Database
  beat: Beat
  heartbeatSeconds: number
}): Promise<Readiness> {
  const database = await checkDatabase(db)
  const checks = [
    database,
    database.ok
      ? await checkMigrations(db)
      : { check: 'migrations' as const, ok: false, found: 'Not known while the database does not answer.' },
    checkHeartbeat(beat.ageSeconds(), heartbeatSeconds),
  ]
  return { ready: checks.every(({ ok }) => ok), checks }
}

async function checkDatabase(db: Database): Promise<ReadyCheck> {
  const check = 'database' as const
  const { promise: late, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(
    () => resolve(`It has not answered within ${PATIENCE_MS / 1000} seconds.`),
    PATIENCE_MS,
  )
  try {
    const problem = await Promise.race([db.execute(sql`select 1`).then(() => null), late])
    return { check, ok: problem === null, found: problem ?? 'It answers.' }
  } catch {
    // The driver's words may hold the address with its password; the log of the failed work has them, redacted.
    return { check, ok: false, found: 'It cannot be reached.' }
  } finally {
    clearTimeout(timer)
  }
}

async function checkMigrations(db: Database): Promise<ReadyCheck> {
  const check = 'migrations' as const
  try {
    const pending = await pendingMigrations(db)
    if (pending === 0) return { check, ok: true, found: 'The tables are of this version.' }
    return { check, ok: false, found: `The tables lack ${pending} migrations. Run "dunlin migrate".` }
  } catch (error) {
    return { check, ok: false, found: error instanceof Error ? error.message : String(error) }
  }
}

/** Three beats may be missed: a run over a large company takes its time. */
function checkHeartbeat(ageSeconds: number, everySeconds: number): ReadyCheck {
  const ok = ageSeconds <= 3 * everySeconds
  const found = `The schedule was looked at ${Math.round(ageSeconds)} seconds ago${ok ? '.' : `; it should be every ${everySeconds}.`}`
  return { check: 'heartbeat', ok, found }
}
