import { and, eq, inArray, isNull, not, or, sql } from 'drizzle-orm'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { releaseKey } from './action-key.ts'

/**
 * Lets what a run has planned go on, in one update: to a second person where one has to agree, else into the queue. Rules that
 * were stopped keep theirs planned until a person has looked; the release of a hold by its own terms belongs to no rule and goes,
 * unless its terms are that a rule matches no more and the rule is stopped for suddenly matching nobody. Answers how many actions that were.
 */
export async function releasePlanned(
  tx: Transaction,
  {
    companyId,
    runId,
    ruleIds,
    exceptRules = [],
    matchingNobody = [],
  }: {
    companyId: string
    runId: string
    /** Only what these rules have planned. */
    ruleIds?: readonly string[]
    exceptRules?: readonly string[]
    /** Rules of which nobody knows whether they rightly match nobody: what is released for that waits with them. */
    matchingNobody?: readonly string[]
  },
): Promise<number> {
  const ofRules = ruleIds && inArray(action.ruleId, [...ruleIds])
  const ofOthers =
    exceptRules.length === 0
      ? undefined
      : or(isNull(action.cycle), not(inArray(action.ruleId, [...exceptRules])))
  const forNotMatching =
    matchingNobody.length === 0 ? undefined : not(await releasesFor(tx, { companyId, matchingNobody }))
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
        forNotMatching,
      ),
    )
    .returning({ id: action.id })
  return released.length
}

/** The releases of holds that end when one of these rules matches no more. */
async function releasesFor(
  tx: Transaction,
  { companyId, matchingNobody }: { companyId: string; matchingNobody: readonly string[] },
) {
  const holds = await tx
    .select({ id: hold.id })
    .from(hold)
    .where(
      and(
        eq(hold.companyId, companyId),
        inArray(hold.ruleId, [...matchingNobody]),
        eq(hold.release, 'unmatched'),
      ),
    )
  return inArray(
    action.key,
    holds.map(({ id }) => releaseKey(id)),
  )
}
