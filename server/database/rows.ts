import { z } from 'zod'

const Result = z.object({ rows: z.array(z.unknown()) })

/**
 * The rows of hand-written SQL (`db.execute`), each through its schema: PGlite and PostgreSQL differ in how they give `bigint`
 * (cast it to text in the query) and instants.
 */
export function rows<T>(row: z.ZodType<T>, result: unknown): T[] {
  return Result.parse(result).rows.map((each) => row.parse(each))
}
