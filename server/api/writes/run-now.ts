import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import { companyById } from '#server/run/company.ts'
import { StateConflictError } from '#server/run/errors.ts'
import { type RunReport, runCompany, runWithin } from '#server/run/run-company.ts'
import { isLarge, type ShareSize } from '#server/run/run-in-shares.ts'

export type RunNow = {
  readonly companyId: string
  readonly ruleIds?: readonly string[] | undefined
  readonly asOf?: CalendarDate | undefined
  readonly actor: string
  readonly clock: Clock
}

const Locked = z.object({ locked: z.boolean() })

/**
 * Runs rules because a person asked. Somebody who asks while a run is under way is told so instead of being put in line: they
 * want what the run under way is about to give them. The database's lock says it between processes, `underWay` within this one,
 * whose embedded database takes one transaction after the other.
 */
export function runsOnRequest(db: Database, size: ShareSize): (order: RunNow) => Promise<RunReport> {
  const underWay = new Set<string>()
  return async (order) => {
    const { companyId } = order
    if (underWay.has(companyId)) throw runUnderWay()
    underWay.add(companyId)
    try {
      if (await isLarge(db, companyId, size.documentsAShare)) return await runLarge(db, order, size)
      return await db.transaction(async (tx) => {
        const [lock] = rows(
          Locked,
          await tx.execute(
            sql`select pg_try_advisory_xact_lock(hashtextextended(${`run ${companyId}`}, 0)) as locked`,
          ),
        )
        if (!lock?.locked) throw runUnderWay()
        const { timeZone } = await companyById(tx, companyId)
        return runWithin(tx, {
          companyId,
          asOf: order.asOf ?? order.clock.today(timeZone),
          ...(order.ruleIds && { ruleIds: order.ruleIds }),
          trigger: 'manual',
          clock: order.clock,
          actor: order.actor,
        })
      })
    } finally {
      underWay.delete(companyId)
    }
  }
}

/** A company with so many documents is run in shares, which every process helps with. */
async function runLarge(db: Database, order: RunNow, size: ShareSize): Promise<RunReport> {
  const { timeZone } = await companyById(db, order.companyId)
  const asOf = order.asOf ?? order.clock.today(timeZone)
  return runCompany(db, { ...order, asOf, trigger: 'manual' }, size)
}

function runUnderWay(): StateConflictError {
  return new StateConflictError(
    'A run of this company is under way. Look at the list of runs in a moment; this one was not started.',
  )
}
