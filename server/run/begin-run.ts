import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { ReceivablesError } from '#engine/errors.ts'
import type { Clock } from '#server/clock.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { run } from '#server/database/rule-tables.ts'
import type { RunRow } from './close-run.ts'
import type { Company } from './company.ts'
import { StateConflictError } from './errors.ts'

export type RunOrder = {
  readonly companyId: string
  readonly asOf: CalendarDate
  readonly ruleIds?: readonly string[] | undefined
  readonly trigger: RunRow['trigger']
  readonly scheduledFor?: Date
  readonly clock: Clock
  readonly actor: string
}

/** Writes down that a run has begun, and from which version of the books. The caller holds the lock of the company's runs. */
export async function beginRun(tx: Transaction, company: Company, order: RunOrder): Promise<RunRow> {
  refuseOtherDay(company, order)
  if (await isBeingRun(tx, company.id))
    throw new StateConflictError(
      'A run of this company is under way. Look at the list of runs in a moment; this one was not started.',
    )
  const [row] = await tx
    .insert(run)
    .values({
      companyId: company.id,
      id: randomUUID(),
      asOf: order.asOf,
      trigger: order.trigger,
      ...(order.scheduledFor && { scheduledFor: order.scheduledFor }),
      state: 'running',
      startedAt: order.clock.now(),
      startedBy: order.actor,
      ledgerVersion: company.ledgerVersion,
    })
    .returning()
  if (row === undefined) throw new TypeError('A run that was written down is not there.')
  return row
}

/** True while the shares of a run are being decided: what it has decided so far is not the whole picture. */
export async function isBeingRun(db: Queryable, companyId: string): Promise<boolean> {
  return (await runsUnderWay(db, companyId)).length > 0
}

/** The runs that have shares to be decided, by company, so that a sweep can wake somebody for them. */
export async function runsUnderWay(
  db: Queryable,
  companyId?: string,
): Promise<{ companyId: string; runId: string }[]> {
  return db
    .select({ companyId: run.companyId, runId: run.id })
    .from(run)
    .where(and(eq(run.state, 'running'), companyId === undefined ? undefined : eq(run.companyId, companyId)))
    .orderBy(asc(run.companyId), asc(run.id))
}

/** A live company acts for today only: a look at another day is what `plan` is for (`semantics.md` 6.5). */
function refuseOtherDay({ id, mode, timeZone }: Company, { asOf, clock }: RunOrder): void {
  const today = clock.today(timeZone)
  if (mode === 'live' && asOf !== today)
    throw new ReceivablesError(
      `Cannot run "${id}" as of ${asOf}: it is live, and today is ${today}. Use "dunlin plan --as-of ${asOf}" to look at that day.`,
    )
}
