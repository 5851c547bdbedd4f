import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import { wallClockAt } from '#engine/wall-clock.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { rule } from '#server/database/rule-tables.ts'
import { companyById } from '#server/run/company.ts'
import { raiseAlert } from './alerts.ts'

/** A due time with no run within this is a missed run, which somebody should know of. */
export const MISSED_ALERT_MS = 3_600_000

/** The companies that have a rule whose due time passed over an hour ago without a run. */
export async function companiesWithMissedRuns(db: Queryable, now: Date): Promise<string[]> {
  const found = await db
    .selectDistinct({ companyId: rule.companyId })
    .from(rule)
    .where(and(lte(rule.nextFireAt, anHourBefore(now)), inArray(rule.state, ['live', 'monitor'])))
  return found.map(({ companyId }) => companyId)
}

/** Alerts people to every rule that has missed its time. Asked before what was missed is made up for. */
export async function alertMissedRuns(
  tx: Transaction,
  { companyId, now }: { companyId: string; now: Date },
): Promise<void> {
  const { timeZone } = await companyById(tx, companyId)
  const missed = await tx
    .select({ id: rule.id, name: rule.name, nextFireAt: rule.nextFireAt })
    .from(rule)
    .where(
      and(
        eq(rule.companyId, companyId),
        lte(rule.nextFireAt, anHourBefore(now)),
        inArray(rule.state, ['live', 'monitor']),
      ),
    )
    .orderBy(asc(rule.id))
  for (const { id, name, nextFireAt } of missed) {
    if (nextFireAt === null) continue
    const { day, minutes } = wallClockAt(nextFireAt, timeZone)
    const time = [Math.floor(minutes / 60), minutes % 60]
      .map((part) => String(part).padStart(2, '0'))
      .join(':')
    await raiseAlert(tx, {
      companyId,
      kind: 'missed-run',
      about: id,
      day: dayAt(now, timeZone),
      now,
      ruleId: id,
      text: `The rule "${name}" was due on ${day} at ${time} and did not run within an hour. Look whether the server was down; what it does about missed times stands in its policy.`,
    })
  }
}

function anHourBefore(now: Date): Date {
  return new Date(now.getTime() - MISSED_ALERT_MS)
}
