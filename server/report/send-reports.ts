import { and, asc, eq, isNull, lte, or } from 'drizzle-orm'
import type { Database } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { attemptReport, keyOfReport } from './report-attempt.ts'
import {
  endReport,
  isThisReport,
  type ReportMailRow,
  type ReportServices,
  recordReport,
} from './report-outcome.ts'

/** How many are looked after at once; the rest wait for the next sweep. */
const MOST = 50
/** A report that could not leave within a day is of no use any more. */
const USEFUL_MS = 24 * 3600_000
const LOOK_AGAIN_MS = 5 * 60_000

/**
 * Sends the morning reports that wait, and finds out what became of those of which nobody knows. Any number of processes may do it
 * at once: an attempt is written down before anything leaves, under a number without which no outcome is written. What may have
 * left is looked up, and repeated only under the key of its first attempt while that makes a repeat harmless. Answers how many
 * were tried.
 */
export async function sendReports(db: Database, services: ReportServices): Promise<number> {
  const now = services.clock.now()
  await giveUpLost(db, services)
  const due = await db
    .select()
    .from(reportMail)
    .where(
      or(
        and(
          eq(reportMail.state, 'waiting'),
          or(isNull(reportMail.notBefore), lte(reportMail.notBefore, now)),
        ),
        and(eq(reportMail.state, 'unknown'), lte(reportMail.notBefore, now)),
      ),
    )
    .orderBy(asc(reportMail.createdAt), asc(reportMail.companyId), asc(reportMail.userId))
    .limit(MOST)
  const failures: unknown[] = []
  let tried = 0
  for (const row of due)
    try {
      if (await lookAfter(db, row, services)) tried += 1
    } catch (error) {
      // One that cannot be sent does not keep the others waiting; it is tried again by the next sweep.
      failures.push(error)
    }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
  return tried
}

/** Attempts whose process has not answered within its time: the report may have left. */
async function giveUpLost(db: Database, { clock, leases }: ReportServices): Promise<void> {
  const now = clock.now()
  await db
    .update(reportMail)
    .set({
      state: 'unknown',
      stateReason: 'The process that was sending it stopped answering.',
      mayHaveLeft: true,
      leaseUntil: null,
      notBefore: new Date(now.getTime() + leases.lookUpAfterMs),
    })
    .where(and(eq(reportMail.state, 'sending'), lte(reportMail.leaseUntil, now)))
}

async function lookAfter(db: Database, row: ReportMailRow, services: ReportServices): Promise<boolean> {
  const { clock, senderOf } = services
  const now = clock.now()
  const isOld = now.getTime() - row.createdAt.getTime() >= USEFUL_MS
  if (row.state === 'waiting' && isOld) {
    await db.transaction((tx) =>
      endReport(tx, row, {
        state: 'not-sent',
        now,
        why: `It could not leave within a day. ${row.stateReason ?? ''}`.trim(),
      }),
    )
    return false
  }
  const sender = await senderOf({ companyId: row.companyId, entityId: null })
  if (row.state === 'waiting') {
    if ('found' in sender) {
      await putOff(db, row, { until: new Date(now.getTime() + LOOK_AGAIN_MS), why: sender.found })
      return false
    }
    return attemptReport(db, row, { sender, services })
  }
  // A sender of another kind than the one it left by knows nothing of it, and its keys mean nothing there.
  if ('found' in sender || sender.sender.name !== row.sentBy) return leave(db, row, { isOld, services })
  const since = row.firstAttemptAt ?? row.createdAt
  const found = await sender.sender.lookUp({ key: keyOfReport(row), since })
  if (found.result === 'sent') {
    const delivery = { result: 'sent' as const, providerId: found.providerId }
    await db.transaction((tx) => recordReport(tx, row, { delivery, services, byLookUp: true }))
    return false
  }
  const isHarmless = now.getTime() < since.getTime() + sender.sender.keyLastsMs
  return isHarmless && !isOld
    ? attemptReport(db, row, { sender, services })
    : leave(db, row, { isOld, services })
}

/** Has a waiting report looked at again later, and says why. */
async function putOff(
  db: Database,
  row: ReportMailRow,
  { until, why }: { until: Date; why: string },
): Promise<void> {
  await db
    .update(reportMail)
    .set({ notBefore: until, stateReason: why })
    .where(and(isThisReport(row), eq(reportMail.state, 'waiting')))
}

/** Leaves a report of which nobody knows until it is looked up again; after a day it stays as it is, and people are told. */
async function leave(
  db: Database,
  row: ReportMailRow,
  { isOld, services }: { isOld: boolean; services: ReportServices },
): Promise<false> {
  const now = services.clock.now()
  if (isOld)
    await db.transaction((tx) => endReport(tx, row, { state: 'unknown', now, why: row.stateReason ?? '' }))
  else
    await db
      .update(reportMail)
      .set({ notBefore: new Date(now.getTime() + LOOK_AGAIN_MS) })
      .where(and(isThisReport(row), eq(reportMail.state, 'unknown')))
  return false
}
