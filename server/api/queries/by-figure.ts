import { type SQL, sql } from 'drizzle-orm'
import type { Sort } from '../page.ts'

/**
 * A sort by figures that come from the books in memory, whole numbers by id, the largest first. What has none counts as 0.
 * They are handed over as one value, whatever their number.
 */
export function byFigure(id: SQL, figures: ReadonlyMap<string, number>): Sort {
  const known = JSON.stringify(Object.fromEntries([...figures].filter(([, figure]) => figure !== 0)))
  return { by: sql`coalesce((${known}::jsonb ->> ${id})::bigint, 0)`, kind: 'number', descending: true }
}
