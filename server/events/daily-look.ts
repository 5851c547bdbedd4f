import { and, eq, gte, isNull, lte, ne, or } from 'drizzle-orm'
import { addDays, type CalendarDate, calendarDate, fromEpochDay, toEpochDay } from '#engine/calendar-date.ts'
import type { LedgerEvent } from '#engine/ledger-event.ts'
import { PROMISE_GRACE_DAYS, promiseStandings } from '#engine/promise-to-pay.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import type { Clock } from '#server/clock.ts'
import { company as companyTable } from '#server/database/company-tables.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { payment, promise } from '#server/database/ledger-tables.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { readLedgerOf, readRecords } from '#server/database/load-ledger.ts'
import { staleSources } from '#server/guards/stale-books.ts'
import { type Company, companyById, companyIds } from '#server/run/company.ts'
import { firstDayOf } from './import-events.ts'
import { raiseEvents } from './raise-events.ts'
import { paymentReceived, promiseBroken } from './record-events.ts'

/** How far back a company looks that was never looked at, or not for long. */
const FURTHEST_DAYS = 30

/**
 * Looks, once a day in each company, for what happens by a day's passing: a promise that is broken, a payment whose day of clearing
 * has come. Not while the books are stale: whoever broke a promise by old books may have kept it. Answers how many events are new.
 */
export async function lookForEvents(db: Database, clock: Clock): Promise<number> {
  let raised = 0
  for (const companyId of await companyIds(db)) {
    const company = await companyById(db, companyId)
    const today = clock.today(company.timeZone)
    if (company.eventsLookedOn !== null && company.eventsLookedOn >= today) continue
    if ((await staleSources(db, { companyId, now: clock.now() })).length > 0) continue
    raised += await db.transaction((tx) => lookAtCompany(tx, { companyId, today, now: clock.now() }))
  }
  return raised
}

async function lookAtCompany(
  tx: Transaction,
  { companyId, today, now }: { companyId: string; today: CalendarDate; now: Date },
): Promise<number> {
  await lockLedger(tx, companyId)
  const company = await companyById(tx, companyId)
  const since = sinceWhen(company, today)
  if (since > today) return 0
  const span = { companyId, since, today }
  const events = [...(await brokenPromises(tx, span)), ...(await clearedPayments(tx, span))]
  await tx.update(companyTable).set({ eventsLookedOn: today }).where(eq(companyTable.id, companyId))
  return raiseEvents(tx, { companyId, now, events })
}

/** The first day nobody has looked at yet. What was so before the first look is the past and no event. */
function sinceWhen({ eventsLookedOn }: Company, today: CalendarDate): CalendarDate {
  if (eventsLookedOn === null) return today
  const next = addDays(calendarDate(eventsLookedOn), 1)
  const furthest = addDays(today, -FURTHEST_DAYS)
  return next < furthest ? furthest : next
}

type Span = { readonly companyId: string; readonly since: CalendarDate; readonly today: CalendarDate }

async function brokenPromises(tx: Transaction, { companyId, since, today }: Span): Promise<LedgerEvent[]> {
  const ended = await tx
    .select({ id: promise.id, customerId: promise.customerId })
    .from(promise)
    .where(
      and(
        eq(promise.companyId, companyId),
        gte(promise.promisedFor, addDays(since, -PROMISE_GRACE_DAYS - 1)),
        lte(promise.promisedFor, addDays(today, -PROMISE_GRACE_DAYS - 1)),
        or(isNull(promise.cancelledOn), gte(promise.cancelledOn, since)),
      ),
    )
  if (ended.length === 0) return []
  const customerIds = [...new Set(ended.map(({ customerId }) => customerId))]
  const snapshot = takeSnapshot(await readLedgerOf(tx, { companyId, customerIds }))
  const standings = promiseStandings(snapshot, toEpochDay(today))
  return snapshot.promises.flatMap(({ customer: _, ...each }, at) => {
    const standing = standings[at]
    if (standing?.status !== 'broken' || standing.since < toEpochDay(since)) return []
    return [promiseBroken(each, fromEpochDay(standing.since))]
  })
}

/** Payments that were in the books already when the day came on which they count as cleared. */
async function clearedPayments(tx: Transaction, { companyId, since, today }: Span): Promise<LedgerEvent[]> {
  const cleared = await tx
    .select({ id: payment.id, source: payment.source, receivedOn: payment.receivedOn })
    .from(payment)
    .where(
      and(
        eq(payment.companyId, companyId),
        gte(payment.clearedOn, since),
        lte(payment.clearedOn, today),
        ne(payment.clearedOn, payment.receivedOn),
        isNull(payment.returnedOn),
      ),
    )
  const firstDays = new Map<string, CalendarDate | null>()
  for (const { source } of cleared)
    if (!firstDays.has(source)) firstDays.set(source, await firstDayOf(tx, { companyId, source }))
  const ids = cleared
    .filter(({ source, receivedOn }) => receivedOn >= (firstDays.get(source) ?? ''))
    .map(({ id }) => id)
  if (ids.length === 0) return []
  const records = await readRecords(tx, { companyId, stream: 'payments', ids })
  return records.map(paymentReceived)
}
