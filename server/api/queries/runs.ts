import { and, desc, eq, sql } from 'drizzle-orm'
import type { Queryable } from '#server/database/database.ts'
import { run } from '#server/database/rule-tables.ts'
import type { CountsView, EdgeCounts, RunRow, RunsView } from '../views.ts'
import { PAGE, readCursor, writeCursor } from './cursor.ts'

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

/** How many subjects came through each branch and act: kept among the counts of a rule as `flowCounts` names them. */
export function edgeCountsOf(stored: StoredCounts): EdgeCounts | null {
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(stored).flatMap(([key, count]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), count]] : [],
      ),
    )
  const steps = under('step:')
  const branches = under('branch:')
  return Object.keys(steps).length + Object.keys(branches).length === 0 ? null : { steps, branches }
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

/** The runs, newest first. */
export async function listRuns(
  db: Queryable,
  { companyId, cursor }: { companyId: string; cursor?: string | undefined },
): Promise<RunsView> {
  const after = readCursor(cursor, 2)
  const found = await db
    .select()
    .from(run)
    .where(
      and(
        eq(run.companyId, companyId),
        after === null
          ? undefined
          : sql`(${run.startedAt}, ${run.id}) < (${after[0]}::timestamptz, ${after[1]})`,
      ),
    )
    .orderBy(desc(run.startedAt), desc(run.id))
    .limit(PAGE + 1)
  const last = found.length > PAGE ? found[PAGE - 1] : undefined
  return {
    runs: found.slice(0, PAGE).map(viewRun),
    next: last === undefined ? null : writeCursor([last.startedAt.toISOString(), last.id]),
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
