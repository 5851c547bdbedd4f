import { and, asc, eq, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { RuleShape } from '#engine/rule.ts'
import type { Transaction } from '#server/database/database.ts'
import { rule, ruleVersion } from '#server/database/rule-tables.ts'

/** Joins a rule with the version of it that is walked. */
export const isLiveVersion = and(
  eq(ruleVersion.companyId, rule.companyId),
  eq(ruleVersion.ruleId, rule.id),
  eq(ruleVersion.version, rule.liveVersion),
)

export type LiveRule = {
  readonly id: string
  readonly nextFireAt: Date | null
  /** As it was written: whether its conditions still fit the books, a run finds out. */
  readonly shape: z.infer<typeof RuleShape>
}

/**
 * The published rules of a company of which this is so, by id, each with the version that is walked. Nobody else changes them until
 * the transaction ends.
 */
export async function lockLiveRules(
  tx: Transaction,
  { companyId, where }: { companyId: string; where: SQL | undefined },
): Promise<LiveRule[]> {
  const found = await tx
    .select({ id: rule.id, nextFireAt: rule.nextFireAt, document: ruleVersion.document })
    .from(rule)
    .innerJoin(ruleVersion, isLiveVersion)
    .where(and(eq(rule.companyId, companyId), where))
    .orderBy(asc(rule.id))
    .for('update', { of: rule })
  return found.map(({ document, ...each }) => ({ ...each, shape: RuleShape.parse(document) }))
}
