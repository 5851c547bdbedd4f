import { randomUUID } from 'node:crypto'
import { and, desc, eq, ne } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { run } from '#server/database/rule-tables.ts'
import { companyById } from '#server/run/company.ts'
import { raiseAlert } from './alerts.ts'

const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000

/** Writes down that a scheduled run of a company failed, which the run itself could not; answers whether it is news today. */
export async function noteRunFailure(
  tx: Transaction,
  { companyId, now, error }: { companyId: string; now: Date; error: unknown },
): Promise<boolean> {
  const { ledgerVersion } = await companyById(tx, companyId)
  // By the day at Greenwich: the company's own zone may be what cannot be read.
  const day = dayAt(now, 'UTC')
  const problem = error instanceof Error ? error.message : String(error)
  const id = randomUUID()
  await tx.insert(run).values({
    companyId,
    id,
    asOf: day,
    trigger: 'schedule',
    state: 'failed',
    startedAt: now,
    finishedAt: now,
    startedBy: 'schedule',
    ledgerVersion,
    problem,
  })
  return raiseAlert(tx, {
    companyId,
    kind: 'run-failed',
    about: 'schedule',
    day,
    now,
    runId: id,
    text: `The rules could not be run: ${problem} They are tried again, at first after a minute, then less and less often up to once an hour.`,
  })
}

/**
 * Whether a company whose last runs failed may be tried again: after a minute, and twice as long after every further failure, up
 * to an hour. A fault that stays is then no load for the others.
 */
export async function mayRunAgain(
  db: Queryable,
  { companyId, now }: { companyId: string; now: Date },
): Promise<boolean> {
  const recent = await db
    .select({ state: run.state, startedAt: run.startedAt })
    .from(run)
    .where(and(eq(run.companyId, companyId), ne(run.state, 'running')))
    .orderBy(desc(run.startedAt), desc(run.id))
    .limit(10)
  const since = recent.findIndex(({ state }) => state !== 'failed')
  const failures = since === -1 ? recent.length : since
  const [last] = recent
  if (failures === 0 || last === undefined) return true
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
  return now.getTime() - last.startedAt.getTime() >= pauseMs
}
