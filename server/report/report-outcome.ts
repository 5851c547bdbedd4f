import { and, eq } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import type { DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { raiseAlert } from '#server/guards/alerts.ts'
import type { Delivery } from '#server/mail/mail-sender.ts'
import { companyById } from '#server/run/company.ts'

export type ReportMailRow = typeof reportMail.$inferSelect
/** What sending a report needs from outside; a part of what dispatch has. */
export type ReportServices = Pick<DispatchServices, 'clock' | 'senderOf' | 'deadlineMs' | 'leases' | 'at'>

/** The row of a report on its way to one person. */
export function isThisReport({ companyId, day, userId }: ReportMailRow) {
  return and(eq(reportMail.companyId, companyId), eq(reportMail.day, day), eq(reportMail.userId, userId))
}

/** How long what a service could not take is left alone, when it does not say so itself. */
const LATER_MS = 5 * 60_000

/** Writes down what came of an attempt or a look-up; nothing where another process has taken over meanwhile. */
export async function recordReport(
  tx: Transaction,
  row: ReportMailRow,
  { delivery, services, byLookUp }: { delivery: Delivery; services: ReportServices; byLookUp: boolean },
): Promise<void> {
  const now = services.clock.now()
  const [current] = await tx.select().from(reportMail).where(isThisReport(row)).for('update')
  const isOurs = current?.fencing === row.fencing && current.state === (byLookUp ? 'unknown' : 'sending')
  if (!isOurs) return
  if (delivery.result === 'sent')
    return endReport(tx, row, { state: 'sent', now, why: null, providerId: delivery.providerId })
  // Of an earlier attempt nobody knows: that this one was not taken says nothing about that one.
  const isUnknown = delivery.result === 'unknown' || current.mayHaveLeft
  if (delivery.result === 'refused' && !isUnknown)
    return endReport(tx, row, { state: 'failed', now, why: delivery.found })
  const after = delivery.result === 'later' ? delivery.after : null
  const waitMs = isUnknown ? services.leases.lookUpAfterMs : LATER_MS
  await tx
    .update(reportMail)
    .set({
      state: isUnknown ? 'unknown' : 'waiting',
      stateReason: delivery.found,
      mayHaveLeft: isUnknown,
      leaseUntil: null,
      notBefore: after ?? new Date(now.getTime() + waitMs),
    })
    .where(isThisReport(row))
}

/** Ends the way of a report to one person; what it said is kept in the report alone. Whatever did not arrive is told. */
export async function endReport(
  tx: Transaction,
  row: ReportMailRow,
  {
    state,
    why,
    now,
    providerId,
  }: {
    state: 'sent' | 'failed' | 'not-sent' | 'unknown'
    why: string | null
    now: Date
    providerId?: string
  },
): Promise<void> {
  const { companyId, day, userId, to } = row
  const ended = await tx
    .update(reportMail)
    .set({
      state,
      stateReason: why,
      payload: null,
      leaseUntil: null,
      notBefore: null,
      settledAt: now,
      ...(providerId !== undefined && { providerId }),
    })
    .where(and(isThisReport(row), eq(reportMail.fencing, row.fencing)))
    .returning({ day: reportMail.day })
  if (ended.length === 0) return
  const act = {
    sent: 'mail report',
    failed: 'report failed',
    'not-sent': 'report not sent',
    unknown: 'report unknown',
  }[state]
  const line = { companyId, at: now, actor: 'dunlin', act, subject: { type: 'report', id: day } }
  await appendAudit(tx, [{ ...line, after: { user: userId, state, found: why } }])
  if (state === 'sent') return
  const { timeZone } = await companyById(tx, companyId)
  await raiseAlert(tx, {
    companyId,
    kind: 'mail-refused',
    about: `report/${day}/${userId}`,
    text:
      state === 'unknown'
        ? `Nobody knows whether the morning report of ${day} reached ${to.address}: ${why} It is not sent again; it stands under "Morning reports".`
        : `The morning report of ${day} did not reach ${to.address}: ${why}`,
    day: dayAt(now, timeZone),
    now,
  })
}
