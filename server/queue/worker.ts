import type { Database } from '#server/database/database.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import type { DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { companiesWithWork, sweepLetters } from '#server/dispatch/sweep-letters.ts'
import { sendReports } from '#server/report/send-reports.ts'
import { runsUnderWay } from '#server/run/begin-run.ts'
import { workOnRun } from '#server/run/run-in-shares.ts'
import type { Queue, WakeHandlers } from './queue.ts'

/** What a process does when it is woken: it sends, and looks after what was left unfinished. */
export function wakeHandlers({
  db,
  queue,
  services,
}: {
  db: Database
  queue: Pick<Queue, 'wake'>
  services: DispatchServices
}): WakeHandlers {
  return {
    dispatch: (companyId) => dispatchCompany(db, services, companyId),
    'run-chunk': async (companyId) => {
      for (const { runId } of await runsUnderWay(db, companyId))
        await workOnRun(db, {
          companyId,
          runId,
          clock: services.clock,
          worker: services.worker,
          documentsAShare: services.documentsAShare,
        })
      await queue.wake('dispatch', companyId)
    },
    sweep: () => sweep({ db, queue, services }),
  }
}

/** Looks after what was left unfinished, and wakes somebody for all there is to do: a lost job is no lost work. */
export async function sweep({
  db,
  queue,
  services,
}: {
  db: Database
  queue: Pick<Queue, 'wake'>
  services: DispatchServices
}): Promise<void> {
  for (const { companyId } of await runsUnderWay(db)) await queue.wake('run-chunk', companyId)
  try {
    // That one kind of mail cannot be looked after is no reason to leave the other.
    await sweepLetters(db, services).finally(() => sendReports(db, services))
  } finally {
    for (const companyId of await companiesWithWork(db, services.clock.now()))
      await queue.wake('dispatch', companyId)
  }
}
