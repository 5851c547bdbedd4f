import { and, desc, eq } from 'drizzle-orm'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { publishRequest } from '#server/database/publish-tables.ts'
import type { RuleKey } from './rule-row.ts'

export type PublishRequestRow = typeof publishRequest.$inferSelect

/** The request that waits for a second person; null when none does. */
export async function openRequest(
  db: Queryable,
  { companyId, ruleId }: RuleKey,
): Promise<PublishRequestRow | null> {
  const [found] = await db
    .select()
    .from(publishRequest)
    .where(
      and(
        eq(publishRequest.companyId, companyId),
        eq(publishRequest.ruleId, ruleId),
        eq(publishRequest.state, 'open'),
      ),
    )
  return found ?? null
}

/** Everything that waits for a second person in a company, the latest first. */
export async function openRequests(db: Queryable, companyId: string): Promise<PublishRequestRow[]> {
  return db
    .select()
    .from(publishRequest)
    .where(and(eq(publishRequest.companyId, companyId), eq(publishRequest.state, 'open')))
    .orderBy(desc(publishRequest.requestedAt), desc(publishRequest.id))
}

/** Ends a request that no longer asks for what it asked for; its id, or null when there was none. */
export async function withdrawOpenRequest(
  tx: Transaction,
  {
    companyId,
    ruleId,
    now,
    actor,
  }: RuleKey & { readonly now: Date; readonly actor: { readonly name: string } },
  why: string,
): Promise<string | null> {
  const [withdrawn] = await tx
    .update(publishRequest)
    .set({ state: 'withdrawn', decidedBy: actor.name, decidedAt: now, decidedWhy: why })
    .where(
      and(
        eq(publishRequest.companyId, companyId),
        eq(publishRequest.ruleId, ruleId),
        eq(publishRequest.state, 'open'),
      ),
    )
    .returning({ id: publishRequest.id })
  return withdrawn?.id ?? null
}
