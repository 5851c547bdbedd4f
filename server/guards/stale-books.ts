import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { businessHoursBetween } from '#engine/business-hours.ts'
import { addDays, calendarDate } from '#engine/calendar-date.ts'
import { instantAt, wallClockAt } from '#engine/wall-clock.ts'
import { connection } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import { companyById } from '#server/run/company.ts'
import { companyCalendar } from './company-calendar.ts'
import { limitsOf } from './company-limits.ts'

/** A source of the books that was not read for longer than it may be. */
export type StaleSource = {
  readonly source: string
  readonly name: string
  /** Up to when its books are known; null when they were never read. */
  readonly readAt: Date | null
  /** What is wrong and what would be right. */
  readonly sentence: string
}

/**
 * The sources whose books are older than they may be: a connection by its last read, a file by its newest import
 * or, if that is earlier, the end of the day it was exported on. Hours of days nobody works on do not count. A source all of
 * whose invoices are closed has nothing to go stale; one that has only ever brought payments, such as a bank, goes stale as long as
 * anybody it knows has something open, whoever told of that.
 */
export async function staleSources(
  db: Queryable,
  { companyId, now }: { companyId: string; now: Date },
): Promise<StaleSource[]> {
  const company = await companyById(db, companyId)
  const { timeZone } = company
  const { staleAfterHours } = limitsOf(company.settings)
  const connections = await activeConnections(db, companyId)
  const files = staleAfterHours === null ? [] : await newestImports(db, companyId)
  if (connections.length + files.length === 0) return []
  const calendar = await companyCalendar(db, company, wallClockAt(now, timeZone).day)
  const sources = [
    ...connections.map(({ id, name, lastReadAt, staleAfterHours: hours }) => ({
      source: id,
      name,
      readAt: lastReadAt,
      hours,
      remedy: 'Look at the connection.',
    })),
    ...files
      .filter(({ source }) => !connections.some(({ id }) => id === source))
      .map(({ source, createdAt, exportedOn }) => {
        const exportEnds = instantAt({ day: addDays(calendarDate(exportedOn), 1), minutes: 0 }, timeZone)
        const readAt = createdAt < exportEnds ? createdAt : exportEnds
        return { source, name: source, readAt, hours: staleAfterHours ?? 0, remedy: 'Import them again.' }
      }),
  ]
  const stale: StaleSource[] = []
  for (const { source, name, readAt, hours, remedy } of sources) {
    if (readAt !== null && businessHoursBetween(readAt, now, { calendar, timeZone }) <= hours) continue
    if (!(await tellsOfOpen(db, companyId, source))) continue
    const since = readAt === null ? 'have never been read' : `are of ${shownAt(readAt, timeZone)}`
    const sentence = `The books of "${name}" ${since}; they may be ${hours} hours old, days off not counted. ${remedy}`
    stale.push({ source, name, readAt, sentence })
  }
  return stale.sort((a, b) => (a.source < b.source ? -1 : 1))
}

function shownAt(instant: Date, timeZone: string): string {
  const { day, minutes } = wallClockAt(instant, timeZone)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${day} at ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Connections that read by themselves; what a person imports as a file is told by the imports. */
async function activeConnections(db: Queryable, companyId: string) {
  return db
    .select({
      id: connection.id,
      name: connection.name,
      lastReadAt: connection.lastReadAt,
      staleAfterHours: connection.staleAfterHours,
    })
    .from(connection)
    .where(
      and(eq(connection.companyId, companyId), ne(connection.kind, 'files'), ne(connection.state, 'removed')),
    )
}

const Newest = z.object({
  source: z.string(),
  /** As text in milliseconds, since databases differ in how they write an instant. */
  createdAt: z.string().transform((ms) => new Date(Number(ms))),
  exportedOn: z.iso.date(),
})

/** The newest import of each source that told of invoices or payments; a list of contacts makes no books younger. */
async function newestImports(db: Queryable, companyId: string): Promise<z.infer<typeof Newest>[]> {
  return rows(
    Newest,
    await db.execute(sql`
      select distinct on (source) source, (extract(epoch from created_at) * 1000)::bigint::text as "createdAt", exported_on::text as "exportedOn"
      from import, lateral (
        select sum(told.value::bigint) as records
        from unnest(array['documents', 'payments', 'applications']) stream,
          lateral jsonb_each_text(coalesce(counts -> stream, '{}'::jsonb)) told
      ) total
      where company_id = ${companyId} and state = 'committed' and total.records > 0
      order by source, exported_on desc, created_at desc`),
  )
}

async function tellsOfOpen(db: Queryable, companyId: string, source: string): Promise<boolean> {
  const open = sql`document.company_id = ${companyId} and document.closed_on is null`
  const found = rows(
    z.object({ one: z.int() }),
    await db.execute(sql`
      (select 1 as one from document where ${open} and source = ${source} limit 1)
      union all
      (select 1 as one from payment
        where company_id = ${companyId} and source = ${source}
          and not exists (select 1 from document where company_id = ${companyId} and source = ${source})
          and exists (select 1 from document where ${open} and document.customer_id = payment.customer_id)
        limit 1)
      limit 1`),
  )
  return found.length > 0
}
