import { randomUUID } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Plan } from '#engine/plan.ts'
import { action, task } from '#server/database/action-tables.ts'
import { amongIds } from '#server/database/among-ids.ts'
import type { Transaction } from '#server/database/database.ts'
import { releaseKey } from './action-key.ts'
import { WAITING_STATES } from './action-states.ts'
import type { RecordingOf } from './record-actions.ts'

/** The step id under which a hold's release by its own terms is kept. */
export const RELEASE_STEP = 'release'

/**
 * Plans the release of every hold whose terms are met, once per hold, unless a rule releases it in the same run; cancels a
 * planned release whose terms are no longer met, and asks a person where it cannot be decided (`semantics.md` 5.7).
 */
export async function recordReleases(tx: Transaction, recording: RecordingOf, plan: Plan): Promise<number> {
  const { companyId, runId, asOf, now, snapshot, customerIds } = recording
  const releasedByRule = new Set(
    plan.decisions
      .filter(({ acts }) =>
        acts.some(
          ({ act, status, heldBack }) =>
            act.action === 'release-credit-hold' && !heldBack && (status === 'due' || status === 'pending'),
        ),
      )
      .map(({ customer }) => customer),
  )
  const due = plan.releases.filter(
    ({ verdict, customer }) => verdict === 'release' && !releasedByRule.has(customer),
  )
  const keys = new Set(due.map(({ hold }) => releaseKey(hold.id)))
  const waiting = await tx
    .select({ id: action.id, key: action.key })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.stepId, RELEASE_STEP),
        eq(action.kind, 'release-credit-hold'),
        sql`${action.cycle} is null`,
        inArray(action.state, [...WAITING_STATES]),
        customerIds === null ? undefined : amongIds(action.customerId, customerIds),
      ),
    )
  const stale = waiting.filter(({ key }) => !keys.has(key)).map(({ id }) => id)
  if (stale.length > 0)
    await tx
      .update(action)
      .set({
        state: 'cancelled',
        stateReason: 'The terms of the hold are not met any more, or a rule releases it.',
        settledAt: now,
      })
      .where(and(eq(action.companyId, companyId), inArray(action.id, stale)))
  const rows = due.map(({ hold, customer, sentence }): typeof action.$inferInsert => ({
    companyId,
    id: randomUUID(),
    key: releaseKey(hold.id),
    runId,
    ruleId: hold.ruleId ?? '',
    ruleVersion: 0,
    stepId: RELEASE_STEP,
    subjectType: 'customer',
    subjectId: snapshot.customers[customer]!.id,
    customerId: snapshot.customers[customer]!.id,
    kind: 'release-credit-hold',
    params: { reason: sentence },
    state: 'planned',
    reason: sentence,
    because: [],
    plannedOn: asOf,
    decidedAt: now,
  }))
  if (rows.length > 0)
    await tx
      .insert(action)
      .values(rows)
      .onConflictDoNothing({
        target: [action.companyId, action.key],
        where: sql`state not in ('cancelled', 'expired') or attempts > 0`,
      })
  await askAboutUndecided(tx, recording, plan)
  return rows.length
}

async function askAboutUndecided(
  tx: Transaction,
  { companyId, now, snapshot }: RecordingOf,
  plan: Plan,
): Promise<void> {
  const undecided = plan.releases.filter(({ verdict }) => verdict === 'undecided')
  for (const { hold, customer, sentence } of undecided)
    await tx
      .insert(task)
      .values({
        companyId,
        // One task for each hold: while it is open it is not asked again.
        id: `undecided-release/${hold.id}`,
        customerId: snapshot.customers[customer]!.id,
        title: 'The release of a credit hold cannot be decided',
        detail: sentence,
        state: 'open',
        ...(hold.ruleId !== undefined && { ruleId: hold.ruleId }),
        createdAt: now,
        createdBy: 'run',
      })
      .onConflictDoNothing()
}
