import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Principal } from '#server/auth/principal.ts'
import { action } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer, document } from '#server/database/ledger-tables.ts'
import { cycle, decision, run } from '#server/database/rule-tables.ts'
import { visibleCustomer } from '../row-access.ts'
import type { MatchesView, MatchRow } from '../views.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { findRule } from './rules.ts'
import { countsOf, lastRuns } from './runs.ts'
import { readActs, readLeaves } from './stored-reasons.ts'

type Asked = {
  readonly principal: Principal
  readonly ruleId: string
  readonly cursor?: string
  readonly limit?: number
  readonly catalogue: FactCatalogue
  readonly words: EngineWords
}

/** How many a page has unless asked otherwise. */
const PAGE = 100

/**
 * Whom a rule matches as of its last run, and why. A run stores a subject only when something is new about it, so a customer
 * who waits or is done is shown by the latest decision of the cycle that is still open.
 */
export async function listMatches(
  db: Queryable,
  { principal, ruleId, cursor, limit = PAGE, catalogue, words }: Asked,
): Promise<MatchesView> {
  const { companyId } = principal
  const { rule } = await findRule(db, { companyId, id: ruleId })
  const last = (await lastRuns(db, companyId)).get(rule.id)
  if (last === undefined) return { run: null, matches: [], next: null }
  const found = await latestDecisions(db, principal, {
    ruleId,
    runId: last.id,
    after: readCursor(cursor, 1)?.[0],
    limit: limit + 1,
  })
  const shown = found.slice(0, limit)
  const actions = await actionsOf(
    db,
    { companyId, ruleId },
    shown.map((row) => row.decision.subjectId),
  )
  const lastShown = found.length > limit ? shown.at(-1) : undefined
  return {
    run: {
      runId: last.id,
      asOf: last.asOf,
      startedAt: last.startedAt.toISOString(),
      counts: countsOf([last.counts[ruleId] ?? {}]),
    },
    matches: shown.map(({ decision: row, customerName, number }): MatchRow => {
      const own = actions.filter(
        (each) => each.subjectType === row.subjectType && each.subjectId === row.subjectId,
      )
      return {
        subject: {
          type: row.subjectType,
          id: row.subjectId,
          name:
            number === null
              ? (customerName ?? row.customerId)
              : `${number}, ${customerName ?? row.customerId}`,
        },
        outcome: row.outcome,
        branch: row.branch,
        actions: readActs(row.acts, words).map((act) => {
          const done = own.find((each) => each.stepId === act.step)
          return { ...act, id: done?.id ?? null, state: done?.state ?? null }
        }),
        because: readLeaves(row.because, { catalogue, subject: row.subjectType, words }),
      }
    }),
    next: lastShown === undefined ? null : writeCursor([lastShown.decision.subjectId]),
  }
}

async function latestDecisions(
  db: Queryable,
  principal: Principal,
  {
    ruleId,
    runId,
    after,
    limit,
  }: { ruleId: string; runId: string; after: string | undefined; limit: number },
) {
  const decidedIn = alias(run, 'decided_in')
  const openCycle = db
    .select({ one: sql`1` })
    .from(cycle)
    .where(
      and(
        eq(cycle.companyId, decision.companyId),
        eq(cycle.ruleId, decision.ruleId),
        eq(cycle.subjectType, decision.subjectType),
        eq(cycle.subjectId, decision.subjectId),
        eq(cycle.state, 'open'),
      ),
    )
  return db
    .selectDistinctOn([decision.subjectId, decision.subjectType], {
      decision,
      customerName: customer.name,
      number: document.number,
    })
    .from(decision)
    .innerJoin(decidedIn, and(eq(decidedIn.companyId, decision.companyId), eq(decidedIn.id, decision.runId)))
    .leftJoin(customer, and(eq(customer.companyId, decision.companyId), eq(customer.id, decision.customerId)))
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
        eq(decision.ruleId, ruleId),
        eq(decidedIn.state, 'completed'),
        after === undefined ? undefined : gt(decision.subjectId, after),
        sql`(${decision.runId} = ${runId} or exists ${openCycle})`,
      ),
    )
    .orderBy(
      asc(decision.subjectId),
      asc(decision.subjectType),
      sql`${decidedIn.startedAt} desc`,
      sql`${decidedIn.id} desc`,
    )
    .limit(limit)
}

/** The newest action of every step for these subjects. */
async function actionsOf(
  db: Queryable,
  { companyId, ruleId }: { companyId: string; ruleId: string },
  subjectIds: readonly string[],
) {
  if (subjectIds.length === 0) return []
  return db
    .select({
      id: action.id,
      state: action.state,
      stepId: action.stepId,
      subjectType: action.subjectType,
      subjectId: action.subjectId,
    })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.ruleId, ruleId),
        inArray(action.subjectId, [...subjectIds]),
      ),
    )
    .orderBy(sql`${action.decidedAt} desc`, sql`${action.repeat} desc`)
}
