import { z } from 'zod'

const Result = z.union([z.array(z.unknown()), z.object({ rows: z.array(z.unknown()) })])

/**
 * The rows of hand-written SQL (`db.execute`), each through its schema. PGlite and pg answer `{ rows }`, postgres.js, by which a
 * server is migrated, an array; and they differ in how they give `bigint` (cast it to text in the query) and instants.
 */
export function rows<T>(row: z.ZodType<T>, result: unknown): T[] {
  const parsed = Result.parse(result)
  const found = Array.isArray(parsed) ? parsed : parsed.rows
  return found.map((each) => row.parse(each))
}
