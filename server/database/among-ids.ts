import { type AnyColumn, type SQL, sql } from 'drizzle-orm'

/** That a column holds one of these ids, however many: as one parameter, since a statement takes no more than 65,534. */
export function amongIds(column: AnyColumn, ids: readonly string[]): SQL {
  return sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`
}
