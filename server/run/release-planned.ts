import { and, eq, inArray, isNull, not, or, sql } from 'drizzle-orm'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'

/**
 * Lets what a run has planned go on, in one update: to a second person where one has to agree, else into the queue. Rules that
 * were stopped keep theirs planned until a person has looked; the release of a hold by its own terms belongs to no rule and goes.
 * Answers how many actions that were.
 */
export async function releasePlanned(
  tx: Transaction,
  {
    companyId,
    runId,
    ruleIds,
    exceptRules = [],
  }: {
    companyId: string
    runId: string
    /** Only what these rules have planned. */
    ruleIds?: readonly string[]
    exceptRules?: readonly string[]
  },
): Promise<number> {
  const ofRules = ruleIds && inArray(action.ruleId, [...ruleIds])
  const ofOthers =
    exceptRules.length === 0
      ? undefined
      : or(isNull(action.cycle), not(inArray(action.ruleId, [...exceptRules])))
  const released = await tx
    .update(action)
    .set({
      state: sql`case when ${action.needsApproval} and ${action.approvedBy} is null then 'awaiting-approval' else 'queued' end`,
    })
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.runId, runId),
        eq(action.state, 'planned'),
        ofRules,
        ofOthers,
      ),
    )
    .returning({ id: action.id })
  return released.length
}
