import type { Clock } from '#server/clock.ts'
import type { Database } from '#server/database/database.ts'
import { expireWaiting, mayHaveExpired } from '#server/guards/expiry.ts'
import { alertMissedRuns, companiesWithMissedRuns } from '#server/guards/missed-runs.ts'
import { isReportDue, makeMorningReport } from '#server/report/morning-report.ts'
import { companyIds, lockRuns } from '#server/run/company.ts'

/**
 * What is looked at before due rules run: due times that were missed are told before they are made up for, what has waited too
 * long ends, so that the run of today decides it anew, and the morning report is made. One company's fault does not keep it from the others.
 */
export async function keepWatch(db: Database, clock: Clock): Promise<void> {
  const now = clock.now()
  const missed = new Set(await companiesWithMissedRuns(db, now))
  const failures: unknown[] = []
  for (const companyId of await companyIds(db))
    try {
      if (missed.has(companyId)) await db.transaction((tx) => alertMissedRuns(tx, { companyId, now }))
      if (await mayHaveExpired(db, { companyId, now }))
        await db.transaction(async (tx) => {
          await lockRuns(tx, companyId)
          await expireWaiting(tx, { companyId, now })
        })
      if (await isReportDue(db, { companyId, now })) await makeMorningReport(db, { companyId, now })
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
}
