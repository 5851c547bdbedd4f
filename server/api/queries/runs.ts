import { and, desc, eq, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { CUSTOM_PREFIX } from '#engine/fact-catalogue-custom.ts'
import { decimalAmount } from '#engine/money.ts'
import type { Queryable } from '#server/database/database.ts'
import { decision, RUN_STATES, rule, ruleVersion, run } from '#server/database/rule-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { instantNumber, Listing, pageOf, type Sort } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import type { RunRow, RunRuleView, RunsView, RunView } from '../views/runs.ts'
import type { CountsView, EdgeCounts, MoneyView } from '../views.ts'

type StoredCounts = Readonly<Record<string, number>>
export type StoredRun = typeof run.$inferSelect

const COUNT_NAMES = ['evaluated', 'matched', 'notMatched', 'unknown', 'heldBack', 'actions'] as const

/** The counts of one rule in a run, or of several added up. */
export function countsOf(stored: readonly StoredCounts[]): CountsView {
  const sum = (name: string) => stored.reduce((total, counts) => total + (counts[name] ?? 0), 0)
  const [evaluated, matched, notMatched, unknown, heldBack, actions] = COUNT_NAMES.map(sum)
  return {
    evaluated: evaluated ?? 0,
    matched: matched ?? 0,
    notMatched: notMatched ?? 0,
    unknown: unknown ?? 0,
    heldBack: heldBack ?? 0,
    actions: actions ?? 0,
  }
}

/** How many subjects came through each part of a rule: kept among its counts as `flowCounts` names them. */
export function edgeCountsOf(stored: StoredCounts): EdgeCounts | null {
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(stored).flatMap(([key, count]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), count]] : [],
      ),
    )
  const steps = under('step:')
  const branches = under('branch:')
  if (Object.keys(steps).length + Object.keys(branches).length === 0) return null
  return {
    admitted: stored.admitted ?? null,
    steps,
    branches,
    otherwise: under('otherwise:'),
    unknown: under('unknown:'),
  }
}

/** What those owe who came through each part of a rule, as `flowMoney` names the sums among the counts. */
function edgeMoneyOf(stored: StoredCounts): RunRuleView['edgeMoney'] {
  const sums = Object.entries(stored).flatMap(([key, minor]) => {
    const [, part, id = '', currency] = /^open:(\w+)(?::(.*))?:([A-Z]{3})$/.exec(key) ?? []
    return part === undefined || currency === undefined
      ? []
      : [{ part, id, money: { amount: decimalAmount(minor, currency), currency } }]
  })
  const under = (part: string) => {
    const byId: Record<string, MoneyView[]> = {}
    for (const { id, money } of sums.filter((sum) => sum.part === part))
      byId[id] = [...(byId[id] ?? []), money]
    return byId
  }
  return {
    admitted: under('admitted')[''] ?? [],
    steps: under('step'),
    branches: under('branch'),
    otherwise: under('otherwise'),
    unknown: under('unknown'),
  }
}

/** A rule as it was in a run, with what came to it there. Throws `NotFoundError`. */
export async function viewRunRule(
  db: Queryable,
  {
    companyId,
    id,
    ruleId,
    catalogue,
  }: { companyId: string; id: string; ruleId: string; catalogue: FactCatalogue },
): Promise<RunRuleView> {
  const [found] = await db
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.id, id)))
  const counts = found?.counts[ruleId]
  if (found === undefined || counts === undefined)
    throw new NotFoundError(
      `The rule "${ruleId}" took no part in a run "${id}". The run lists the rules that did.`,
    )
  const ofRule = and(eq(ruleVersion.companyId, companyId), eq(ruleVersion.ruleId, ruleId))
  const [decided] = await db
    .select({ version: decision.ruleVersion })
    .from(decision)
    .where(and(eq(decision.companyId, companyId), eq(decision.runId, id), eq(decision.ruleId, ruleId)))
    .limit(1)
  const [version] = await db
    .select({ version: ruleVersion.version, document: ruleVersion.document })
    .from(ruleVersion)
    .where(
      and(
        ofRule,
        // Where it decided for nobody no row names the version; then it was the last one published before.
        decided === undefined
          ? lte(ruleVersion.publishedAt, found.startedAt)
          : eq(ruleVersion.version, decided.version),
      ),
    )
    .orderBy(desc(ruleVersion.version))
    .limit(1)
  if (version === undefined)
    throw new NotFoundError(
      `The version of the rule "${ruleId}" that took part in the run "${id}" is not kept.`,
    )
  return {
    run: viewRun(found),
    rule: ruleId,
    version: version.version,
    // What was published was read as a rule then, and versions are never changed.
    document: version.document as RunRuleView['document'],
    customFacts: catalogue.all.filter(({ name }) => name.startsWith(CUSTOM_PREFIX)),
    counts: countsOf([counts]),
    edgeCounts: edgeCountsOf(counts),
    edgeMoney: edgeMoneyOf(counts),
    brakes: found.brakes[ruleId] ?? [],
  }
}

/** The latest run that has finished, for each rule that took part in one. */
export async function lastRuns(db: Queryable, companyId: string): Promise<ReadonlyMap<string, StoredRun>> {
  const recent = await db
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.state, 'completed')))
    .orderBy(desc(run.startedAt), desc(run.id))
    .limit(500)
  const found = new Map<string, StoredRun>()
  for (const row of recent)
    for (const ruleId of Object.keys(row.counts)) if (!found.has(ruleId)) found.set(ruleId, row)
  return found
}

/** By what the runs can be narrowed. */
export const RunFilter = Listing.extend({
  state: z.enum(RUN_STATES).exactOptional(),
  rule: IdAsked.exactOptional(),
})

/** The runs, newest first. */
export async function listRuns(
  db: Queryable,
  companyId: string,
  asked: z.infer<typeof RunFilter>,
): Promise<RunsView> {
  const sort: Sort = { by: instantNumber(sql`${run.startedAt}`), kind: 'number', descending: true }
  const page = pageOf(asked, { sort, id: sql`${run.id}` })
  const found = await db
    .select({ run, place: page.place, placeId: run.id })
    .from(run)
    .where(
      and(
        eq(run.companyId, companyId),
        asked.state === undefined ? undefined : eq(run.state, asked.state),
        asked.rule === undefined ? undefined : sql`jsonb_exists(${run.counts}, ${asked.rule})`,
        page.after,
      ),
    )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return { runs: rows.map((row) => viewRun(row.run)), next }
}

/** One run with what each rule came to in it. Throws `NotFoundError`. */
export async function viewRunWithRules(
  db: Queryable,
  { companyId, id }: { companyId: string; id: string },
): Promise<RunView> {
  const [found] = await db
    .select()
    .from(run)
    .where(and(eq(run.companyId, companyId), eq(run.id, id)))
  if (found === undefined) throw new NotFoundError(`There is no run "${id}". The list shows those there are.`)
  const names = await db
    .select({ id: rule.id, name: rule.name })
    .from(rule)
    .where(eq(rule.companyId, companyId))
  const rules = Object.entries(found.counts).map(([ruleId, counts]) => ({
    id: ruleId,
    name: names.find((each) => each.id === ruleId)?.name ?? ruleId,
    counts: countsOf([counts]),
    brakes: found.brakes[ruleId] ?? [],
  }))
  return {
    ...viewRun(found),
    rules: rules.sort((a, b) => (a.id < b.id ? -1 : 1)),
    released:
      found.releasedAt === null ? null : { at: found.releasedAt.toISOString(), by: found.releasedBy ?? '' },
    staleSources: found.staleSources,
  }
}

function viewRun(row: StoredRun): RunRow {
  return {
    id: row.id,
    asOf: row.asOf,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    state: row.state,
    startedBy: row.trigger,
    problem: row.problem,
    counts: countsOf(Object.values(row.counts)),
  }
}
