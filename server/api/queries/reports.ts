import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Queryable } from '#server/database/database.ts'
import { morningReport } from '#server/database/rule-tables.ts'
import { ReportContent } from '#server/report/report-content.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { type Listing, pageOf } from '../page.ts'
import type { ReportsView, ReportView } from '../views/reports.ts'

/** The morning reports there are, the latest first. */
export async function listReports(
  db: Queryable,
  companyId: string,
  asked: z.infer<typeof Listing>,
): Promise<ReportsView> {
  const page = pageOf(asked, {
    sort: { by: sql`${morningReport.day}::text`, kind: 'text', descending: true },
    id: sql`${morningReport.day}::text`,
  })
  const found = await db
    .select({
      day: morningReport.day,
      createdAt: morningReport.createdAt,
      place: page.place,
      placeId: sql<string>`${morningReport.day}::text`,
    })
    .from(morningReport)
    .where(and(eq(morningReport.companyId, companyId), page.after))
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    reports: rows.map(({ day, createdAt }) => ({
      day: calendarDate(day),
      createdAt: createdAt.toISOString(),
    })),
    next,
  }
}

/** The morning report of a day. Throws `NotFoundError`. */
export async function reportOf(
  db: Queryable,
  { companyId, day }: { companyId: string; day: string },
): Promise<ReportView> {
  const [found] = await db
    .select({ content: morningReport.content })
    .from(morningReport)
    .where(and(eq(morningReport.companyId, companyId), sql`${morningReport.day}::text = ${day}`))
  if (found === undefined)
    throw new NotFoundError(
      `There is no morning report of "${day}". They are made on business days; the list shows them.`,
    )
  return ReportContent.parse(found.content)
}
