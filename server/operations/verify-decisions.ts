import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { audit } from '#server/database/company-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { decisionsDigest } from '#server/database/decision-digest.ts'
import { decision } from '#server/database/rule-tables.ts'

/** The act of the line that says which runs had their decisions removed, in `after.runs`. */
export const RETENTION_ACT = 'apply retention'

const Told = z.object({ decisions: z.object({ rows: z.int(), digest: z.string() }) })
const Removed = z.object({ runs: z.array(z.string()) })

/**
 * Compares the stored decisions of every run with what the audit says of them. Gives the first run whose decisions are others than
 * those that were made. Runs from before the audit told of them, and those whose decisions were removed for their age, are passed.
 */
export async function verifyDecisions(
  db: Queryable,
  companyId: string,
): Promise<{ runs: number; broken: { run: string; found: string } | null }> {
  const lines = await db
    .select({ act: audit.act, subjectId: audit.subjectId, after: audit.after })
    .from(audit)
    .where(eq(audit.companyId, companyId))
    .orderBy(asc(audit.sequence))
  const removed = new Set(
    lines.flatMap(({ act, after }) =>
      act === RETENTION_ACT ? (Removed.safeParse(after).data?.runs ?? []) : [],
    ),
  )
  let runs = 0
  for (const { act, subjectId: run, after } of lines) {
    if (act !== 'run rules' || removed.has(run)) continue
    const told = Told.safeParse(after).data?.decisions
    if (told === undefined) continue
    const stored = await db
      .select()
      .from(decision)
      .where(and(eq(decision.companyId, companyId), eq(decision.runId, run)))
    if (stored.length !== told.rows)
      return {
        runs,
        broken: { run, found: `it made ${told.rows} decisions, and ${stored.length} are stored` },
      }
    if (decisionsDigest(stored) !== told.digest)
      return { runs, broken: { run, found: 'a decision was changed after it was made' } }
    runs += 1
  }
  return { runs, broken: null }
}
