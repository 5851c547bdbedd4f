import { and, desc, eq } from 'drizzle-orm'
import { isBusinessDay, toEpochDay } from '#engine/calendar-date.ts'
import { minutesOf, wallClockAt } from '#engine/wall-clock.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { morningReport } from '#server/database/rule-tables.ts'
import { companyCalendar } from '#server/guards/company-calendar.ts'
import { limitsOf } from '#server/guards/company-limits.ts'
import { companyById } from '#server/run/company.ts'
import { openMissingDataTasks } from './missing-data.ts'
import { reportContent } from './report-figures.ts'
import { addressReport } from './report-recipients.ts'

const DAY_MS = 86_400_000

/** Whether the report of today is due and not made yet: on business days, from the time in the settings on. */
export async function isReportDue(
  db: Queryable,
  { companyId, now }: { companyId: string; now: Date },
): Promise<boolean> {
  const company = await companyById(db, companyId)
  const { day, minutes } = wallClockAt(now, company.timeZone)
  if (minutes < minutesOf(limitsOf(company.settings).morningReport.at)) return false
  const [made] = await db
    .select({ day: morningReport.day })
    .from(morningReport)
    .where(and(eq(morningReport.companyId, companyId), eq(morningReport.day, day)))
  if (made !== undefined) return false
  return isBusinessDay(toEpochDay(day), await companyCalendar(db, company, day))
}

/**
 * Makes the report of today, once for each day and company however many servers try: the first to write its row makes it. Opens
 * the tasks for missing data with it. Answers whether it was made.
 */
export async function makeMorningReport(
  db: Database,
  { companyId, now }: { companyId: string; now: Date },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const company = await companyById(tx, companyId)
    const { day } = wallClockAt(now, company.timeZone)
    const [before] = await tx
      .select({ createdAt: morningReport.createdAt })
      .from(morningReport)
      .where(eq(morningReport.companyId, companyId))
      .orderBy(desc(morningReport.day))
      .limit(1)
    const claimed = await tx
      .insert(morningReport)
      .values({ companyId, day, content: {}, createdAt: now })
      .onConflictDoNothing()
      .returning({ day: morningReport.day })
    if (claimed.length === 0) return false
    const since = before?.createdAt ?? new Date(now.getTime() - DAY_MS)
    const content = await reportContent(tx, { company, day, since, now })
    await openMissingDataTasks(tx, { companyId, now, missing: content.missingData })
    await tx
      .update(morningReport)
      .set({ content })
      .where(and(eq(morningReport.companyId, companyId), eq(morningReport.day, day)))
    await addressReport(tx, { company, day, now })
    const subject = { type: 'report', id: day }
    await appendAudit(tx, [{ companyId, at: now, actor: 'dunlin', act: 'make morning report', subject }])
    return true
  })
}
