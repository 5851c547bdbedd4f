import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { HELD_BACK_REASONS } from '#engine/held-back.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Principal } from '#server/auth/principal.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer, document } from '#server/database/ledger-tables.ts'
import { decision, rule, run } from '#server/database/rule-tables.ts'
import { instantNumber, Listing, pageOf, type Sort } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { visibleCustomer } from '../row-access.ts'
import { DECISION_OUTCOMES, type DecisionsView } from '../views/decisions.ts'
import { lastRuns } from './runs.ts'
import { readActs, readLeaves } from './stored-reasons.ts'

/** By what the decisions can be narrowed. */
export const DecisionFilter = Listing.extend({
  run: IdAsked.exactOptional(),
  rule: IdAsked.exactOptional(),
  customer: IdAsked.exactOptional(),
  outcome: z.enum(DECISION_OUTCOMES).exactOptional(),
  /** Those of whom any act is held back for this reason, or for any, though other acts of theirs may go. */
  heldBack: z.enum([...HELD_BACK_REASONS, 'any']).exactOptional(),
  /** A branch that was taken, or a step that was reached. */
  branch: IdAsked.exactOptional(),
  step: IdAsked.exactOptional(),
  /** `true` for what stands today: of every rule only its latest completed run. */
  latest: z.literal('true').exactOptional(),
})

/** The decisions that were kept, newest first: those acted on, newly held back and newly unknown. */
export async function listDecisions(
  db: Queryable,
  {
    principal,
    asked,
    catalogue,
    words,
  }: {
    principal: Principal
    asked: z.infer<typeof DecisionFilter>
    catalogue: FactCatalogue
    words: EngineWords
  },
): Promise<DecisionsView> {
  const latest =
    asked.latest === undefined
      ? null
      : Object.fromEntries(
          [...(await lastRuns(db, principal.companyId))].map(([ruleId, { id: runId }]) => [ruleId, runId]),
        )
  const sort: Sort = { by: instantNumber(sql`${run.startedAt}`), kind: 'number', descending: true }
  const id = sql<string>`concat_ws(' ', ${decision.runId}, ${decision.ruleId}, ${decision.subjectType}, ${decision.subjectId})`
  const page = pageOf(asked, { sort, id })
  const found = await db
    .select({
      decision,
      asOf: run.asOf,
      decidedAt: run.startedAt,
      customerName: customer.name,
      ruleName: rule.name,
      number: document.number,
      place: page.place,
      placeId: id,
    })
    .from(decision)
    .innerJoin(run, and(eq(run.companyId, decision.companyId), eq(run.id, decision.runId)))
    .leftJoin(customer, and(eq(customer.companyId, decision.companyId), eq(customer.id, decision.customerId)))
    .leftJoin(rule, and(eq(rule.companyId, decision.companyId), eq(rule.id, decision.ruleId)))
    .leftJoin(
      document,
      and(
        eq(decision.subjectType, 'invoice'),
        eq(document.companyId, decision.companyId),
        eq(document.id, decision.subjectId),
      ),
    )
    .where(
      and(
        eq(decision.companyId, principal.companyId),
        visibleCustomer(principal, sql`${decision.customerId}`),
        asked.run === undefined ? undefined : eq(decision.runId, asked.run),
        asked.rule === undefined ? undefined : eq(decision.ruleId, asked.rule),
        asked.customer === undefined ? undefined : eq(decision.customerId, asked.customer),
        asked.outcome === undefined ? undefined : eq(decision.outcome, asked.outcome),
        asked.heldBack === undefined ? undefined : isHeldBack(asked.heldBack),
        asked.branch === undefined ? undefined : eq(decision.branch, asked.branch),
        asked.step === undefined
          ? undefined
          : sql`${decision.acts} @> ${JSON.stringify([{ step: asked.step }])}::jsonb`,
        latest === null
          ? undefined
          : sql`(${decision.ruleId}, ${decision.runId}) in (select key, value from jsonb_each_text(${JSON.stringify(latest)}::jsonb))`,
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return {
    decisions: rows.map(({ decision: row, asOf, decidedAt, customerName, ruleName, number }) => ({
      run: row.runId,
      asOf,
      decidedAt: decidedAt.toISOString(),
      rule: { id: row.ruleId, name: ruleName ?? row.ruleId, version: row.ruleVersion },
      subject: {
        type: row.subjectType,
        id: row.subjectId,
        name: number ?? customerName ?? row.subjectId,
      },
      customer: { id: row.customerId, name: customerName ?? row.customerId },
      outcome: row.outcome,
      branch: row.branch,
      heldBack: row.heldBack ?? firstReason(row.acts),
      acts: readActs(row.acts, words),
      because: readLeaves(row.because, { catalogue, subject: row.subjectType, words }),
    })),
    next,
  }
}

function isHeldBack(reason: NonNullable<z.infer<typeof DecisionFilter>['heldBack']>): SQL {
  return reason === 'any'
    ? sql`jsonb_path_exists(${decision.acts}, '$[*].heldBack')`
    : sql`${decision.acts} @> ${JSON.stringify([{ heldBack: { reason } }])}::jsonb`
}

const HeldActs = z.array(z.object({ heldBack: z.object({ reason: z.string() }).nullish() }))

/** Why the first act that is held back is; null where all may go. */
function firstReason(acts: unknown): string | null {
  return HeldActs.parse(acts).find(({ heldBack }) => heldBack)?.heldBack?.reason ?? null
}
