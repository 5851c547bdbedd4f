import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { readCursor, writeCursor } from './queries/cursor.ts'

/** How many rows a page has unless asked otherwise, and at most. */
const ROWS = 100
const MOST_ROWS = 500

/** What every list takes: where to go on, how many rows, and whether as a table for a spreadsheet. */
export const Listing = z.strictObject({
  cursor: z.string().max(2000).exactOptional(),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).exactOptional(),
  format: z.enum(['json', 'csv']).exactOptional(),
  /** For which company somebody of several asks, where no header can be sent; it is read before the list is. */
  company: z.string().max(200).exactOptional(),
})

/** By what a list is sorted: an expression that is never null, and whether it compares as text or as a whole number. */
export type Sort = { readonly by: SQL; readonly kind: 'text' | 'number'; readonly descending?: boolean }

type Asked = { readonly cursor?: string; readonly limit?: number }

/**
 * The terms of one page of a list. The id breaks ties, so that a list has one order and a page begins exactly after the last
 * row of the one before, whatever was added meanwhile. Text is compared byte by byte, for databases differ in collations.
 */
export function pageOf(asked: Asked, { sort, id }: { sort: Sort; id: SQL }) {
  const limit = asked.limit ?? ROWS
  const place = readCursor(asked.cursor, 2)
  const by = sort.kind === 'text' ? sql`(${sort.by})::text collate "C"` : sql`(${sort.by})::bigint`
  const last = sql`(${id}) collate "C"`
  return {
    limit: limit + 1,
    /** Select this with each row; `take` reads it. */
    place: sql<string>`(${by})::text`,
    after: place === null ? undefined : beyond(place, { by, last, sort }),
    order: sort.descending ? [sql`${by} desc`, sql`${last} desc`] : [by, last],
    /** The rows of the page, and where the next one begins. */
    take<R extends { place: string; placeId: string }>(
      found: readonly R[],
    ): { rows: R[]; next: string | null } {
      const rows = found.slice(0, limit)
      const end = found.length > limit ? rows.at(-1) : undefined
      return { rows, next: end === undefined ? null : writeCursor([end.place, end.placeId]) }
    },
  }
}

function beyond(place: readonly string[], { by, last, sort }: { by: SQL; last: SQL; sort: Sort }): SQL {
  const [value = '', id = ''] = place
  const than =
    sort.kind === 'text'
      ? sql`${value}::text collate "C"`
      : // A cursor of another sorting holds text here; it begins this one from its start.
        sql`${/^-?\d{1,18}$/.test(value) ? value : '0'}::bigint`
  const compared = sort.descending ? sql`<` : sql`>`
  return sql`(${by}, ${last}) ${compared} (${than}, ${id}::text collate "C")`
}

/** An instant as a number that sorts. */
export function instantNumber(column: SQL): SQL {
  return sql`floor(extract(epoch from ${column}) * 1000000)`
}
