import type { CalendarDate } from '#engine/calendar-date.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { alert } from '#server/database/rule-tables.ts'

/** What somebody has to look at. */
export const ALERT_KINDS = [
  'brake',
  'missed-run',
  'fell-to-zero',
  'release-undecided',
  'payment-returned',
  'run-failed',
  'guard-failed',
  'stale-books',
  'mail-refused',
  'letter-held-back',
  'template-changed',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export type Alarm = {
  readonly companyId: string
  readonly kind: AlertKind
  /** What it is about, such as the id of the rule: with the kind and the day it makes one alert of one cause a day. */
  readonly about: string
  readonly day: CalendarDate
  readonly now: Date
  /** What happened and what to do, in whole sentences. */
  readonly text: string
  readonly ruleId?: string | undefined
  readonly runId?: string | undefined
  readonly customerId?: string | undefined
}

/**
 * Alerts people to something, once a day for each cause. Whoever listens to the events hears of it by its audit line. Answers
 * whether it is new today.
 */
export async function raiseAlert(
  tx: Transaction,
  { companyId, kind, about, day, now, text, ruleId, runId, customerId }: Alarm,
): Promise<boolean> {
  const id = `${day}/${kind}/${about}`
  const raised = await tx
    .insert(alert)
    .values({
      companyId,
      id,
      kind,
      text,
      raisedAt: now,
      ruleId: ruleId ?? null,
      runId: runId ?? null,
      customerId: customerId ?? null,
    })
    .onConflictDoNothing()
    .returning({ id: alert.id })
  if (raised.length === 0) return false
  const line = { companyId, at: now, actor: 'dunlin', act: 'raise alert', subject: { type: 'alert', id } }
  await appendAudit(tx, [{ ...line, after: { kind, text } }])
  return true
}
