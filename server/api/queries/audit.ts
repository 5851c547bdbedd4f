import { and, eq, gte, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { addDays } from '#engine/calendar-date.ts'
import { audit } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { Listing, pageOf } from '../page.ts'
import { DayAsked, IdAsked } from '../read-request.ts'
import type { AuditView } from '../views/audit.ts'

/** By what the audit can be narrowed. */
export const AuditFilter = Listing.extend({
  actor: z.string().max(200).exactOptional(),
  act: z.string().max(200).exactOptional(),
  subjectType: z.string().max(200).exactOptional(),
  subject: IdAsked.exactOptional(),
  from: DayAsked.exactOptional(),
  until: DayAsked.exactOptional(),
})

/** Who did what, to what, from what to what and why; newest first. Days are those of the company's zone. */
export async function listAudit(
  db: Queryable,
  { companyId, timeZone, asked }: { companyId: string; timeZone: string; asked: z.infer<typeof AuditFilter> },
): Promise<AuditView> {
  const page = pageOf(asked, {
    sort: { by: sql`${audit.sequence}`, kind: 'number', descending: true },
    id: sql`${audit.sequence}::text`,
  })
  const startOf = (day: string) => sql`(${day}::timestamp at time zone ${timeZone})`
  const found = await db
    .select({ row: audit, place: page.place, placeId: sql<string>`${audit.sequence}::text` })
    .from(audit)
    .where(
      and(
        eq(audit.companyId, companyId),
        asked.actor === undefined ? undefined : eq(audit.actor, asked.actor),
        asked.act === undefined ? undefined : eq(audit.act, asked.act),
        asked.subjectType === undefined ? undefined : eq(audit.subjectType, asked.subjectType),
        asked.subject === undefined ? undefined : eq(audit.subjectId, asked.subject),
        asked.from === undefined ? undefined : gte(audit.at, startOf(asked.from)),
        asked.until === undefined ? undefined : lt(audit.at, startOf(addDays(asked.until, 1))),
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    lines: rows.map(({ row }) => ({
      sequence: row.sequence,
      at: row.at.toISOString(),
      actor: row.actor,
      act: row.act,
      subject: { type: row.subjectType, id: row.subjectId },
      before: row.before ?? null,
      after: row.after ?? null,
      why: row.why,
      hash: row.hash,
    })),
    next,
  }
}
