import { and, eq, inArray } from 'drizzle-orm'
import { ReceivablesError } from '#engine/errors.ts'
import type { RuleCounts } from '#engine/plan.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Transaction } from '#server/database/database.ts'
import { decisionsDigest } from '#server/database/decision-digest.ts'
import { decision, rule as ruleTable, run } from '#server/database/rule-tables.ts'
import { scheduleEventTicks } from '#server/events/event-ticks.ts'
import { decideBrake } from '#server/guards/volume-brake.ts'
import type { Company } from './company.ts'
import type { OutboxChange } from './record-actions.ts'
import type { ShareProblem, ShareResult } from './record-share.ts'
import { releasePlanned } from './release-planned.ts'
import type { PublishedRule } from './rules.ts'

export type RunRow = typeof run.$inferSelect

export type RunReport = {
  readonly run: string
  readonly asOf: string
  readonly mode: 'test' | 'live'
  readonly rules: readonly ({
    readonly rule: string
    readonly state: 'monitor' | 'live'
    readonly counts: RuleCounts
  } & OutboxChange)[]
}

type Counts = ShareResult['counts']

/**
 * Closes a run whose every share has been decided: adds the shares up, stops the rules that would do far more than usual, and lets
 * the rest of what was planned go on, all at once. Sums that do not add up are a fault, and throw: then nothing goes on.
 */
export async function closeRun(
  tx: Transaction,
  {
    company,
    row,
    shares,
    rules,
    snapshot,
    finishedAt,
  }: {
    company: Company
    row: RunRow
    shares: readonly Pick<ShareResult, 'counts' | 'problems'>[]
    rules: readonly PublishedRule[]
    snapshot: Snapshot
    finishedAt: Date
  },
): Promise<RunReport> {
  const { companyId, id: runId, asOf, startedAt: now } = row
  const actor = row.startedBy ?? 'dunlin'
  const counts = sumOf(shares.map((share) => share.counts))
  refuseUnlessAddedUp(counts)
  const problems = shares.flatMap((share) => share.problems)
  const stopped = new Map(
    problems.flatMap((each) => (each.kind === 'rule-stopped' ? [[each.ruleId, each.found] as const] : [])),
  )
  await cancelPlannedOf(tx, row, stopped)
  const isLive = new Set(rules.filter(({ state }) => state === 'live').map(({ document }) => document.id))
  const brakes = await decideBrake(tx, {
    company,
    runId,
    asOf,
    now,
    snapshot,
    rules: rules
      .map(({ document }) => document)
      .filter(({ id }) => isLive.has(id) && Object.hasOwn(counts, id)),
    matched: new Map(Object.entries(counts).map(([id, own]) => [id, own.matched ?? 0])),
  })
  // In test mode everything stays planned, whatever would follow.
  if (company.mode === 'live') {
    const exceptRules = [...brakes.keys()]
    const matchingNobody = exceptRules.filter((id) => counts[id]?.matched === 0)
    await releasePlanned(tx, { companyId, runId, exceptRules, matchingNobody })
  }
  await pauseRules(tx, { companyId, at: now, actor }, stopped)
  await scheduleEventTicks(tx, { company, now })
  const report = storedReport({ ...row, counts }, company, isLive)
  const notDecided = problems.flatMap((each) => (each.kind === 'not-decided' ? [each] : []))
  await tx
    .update(run)
    .set({
      state: brakes.size > 0 ? 'stopped' : 'completed',
      brakes: Object.fromEntries([...brakes].map(([id, sentences]) => [id, [...sentences]])),
      finishedAt,
      counts: Object.fromEntries(Object.entries(counts).map(([id, { version: _, ...own }]) => [id, own])),
      problem: problemInWords(notDecided),
    })
    .where(and(eq(run.companyId, companyId), eq(run.id, runId)))
  const stored = await tx
    .select()
    .from(decision)
    .where(and(eq(decision.companyId, companyId), eq(decision.runId, runId)))
  await appendAudit(tx, [
    {
      companyId,
      at: now,
      actor,
      act: 'run rules',
      subject: { type: 'run', id: runId },
      after: {
        ...report,
        ledgerVersion: row.ledgerVersion,
        versions: Object.fromEntries(rules.map((each) => [each.document.id, each.version])),
        decisions: { rows: stored.length, digest: decisionsDigest(stored) },
        ...(notDecided.length > 0 && { notDecided }),
      },
    },
  ])
  return report
}

function sumOf(shares: readonly Counts[]): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {}
  for (const share of shares)
    for (const [ruleId, own] of Object.entries(share)) {
      const sum = sums[ruleId] ?? {}
      sums[ruleId] = sum
      for (const [name, count] of Object.entries(own))
        sum[name] = name === 'version' ? count : (sum[name] ?? 0) + count
    }
  return sums
}

function refuseUnlessAddedUp(counts: Counts): void {
  for (const [ruleId, { evaluated = 0, matched = 0, notMatched = 0, unknown = 0 }] of Object.entries(counts))
    if (evaluated !== matched + notMatched + unknown)
      throw new ReceivablesError(
        `The run of the rule "${ruleId}" does not add up: ${evaluated} evaluated, but ${matched} matched, ${notMatched} not, and ${unknown} unknown. Nothing of it goes on. This is a fault in Dunlin; please report it.`,
      )
}

/** In another share a rule may have planned something before it was stopped in this one. */
async function cancelPlannedOf(
  tx: Transaction,
  { companyId, id, startedAt }: RunRow,
  stopped: ReadonlyMap<string, string>,
): Promise<void> {
  if (stopped.size === 0) return
  await tx
    .update(action)
    .set({
      state: 'cancelled',
      stateReason: 'The rule is stopped: it cannot be decided.',
      settledAt: startedAt,
    })
    .where(
      and(
        eq(action.companyId, companyId),
        eq(action.runId, id),
        eq(action.state, 'planned'),
        inArray(action.ruleId, [...stopped.keys()]),
      ),
    )
}

/** The report of a run from the counts it was closed with. */
export function storedReport(
  row: Pick<RunRow, 'id' | 'asOf' | 'counts'>,
  company: Company,
  isLive: ReadonlySet<string>,
): RunReport {
  const number = (own: Readonly<Record<string, number>>, name: string) => own[name] ?? 0
  return {
    run: row.id,
    asOf: row.asOf,
    mode: company.mode,
    rules: inOrder(Object.entries(row.counts), isLive).map(([rule, own]) => ({
      rule,
      state: isLive.has(rule) ? 'live' : 'monitor',
      counts: {
        evaluated: number(own, 'evaluated'),
        matched: number(own, 'matched'),
        notMatched: number(own, 'notMatched'),
        unknown: number(own, 'unknown'),
        heldBack: number(own, 'heldBack'),
        actions: number(own, 'actions'),
      },
      planned: number(own, 'planned'),
      kept: number(own, 'kept'),
      cancelled: number(own, 'cancelled'),
    })),
  }
}

/** Live rules before those that are only watched, each by its id: the database keeps no order of keys. */
function inOrder<V>(entries: [string, V][], isLive: ReadonlySet<string>): [string, V][] {
  return entries.sort(
    ([a], [b]) => Number(isLive.has(b)) - Number(isLive.has(a)) || (a < b ? -1 : a > b ? 1 : 0),
  )
}

function problemInWords(
  notDecided: readonly Extract<ShareProblem, { kind: 'not-decided' }>[],
): string | null {
  if (notDecided.length === 0) return null
  const named = notDecided
    .slice(0, 5)
    .map(({ customerIds, found }) => `${customerIds.slice(0, 5).join(', ')} (${found})`)
  return `Not decided, while everybody else was: ${named.join('; ')}${notDecided.length > 5 ? `, and ${notDecided.length - 5} more` : ''}. Correct these records.`
}

async function pauseRules(
  tx: Transaction,
  { companyId, at, actor }: { companyId: string; at: Date; actor: string },
  reasons: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [id, stateReason] of reasons) {
    await tx
      .update(ruleTable)
      .set({ state: 'paused', stateReason })
      .where(and(eq(ruleTable.companyId, companyId), eq(ruleTable.id, id)))
    await appendAudit(tx, [
      {
        companyId,
        at,
        actor,
        act: 'pause rule',
        subject: { type: 'rule', id },
        after: { state: 'paused' },
        why: stateReason,
      },
    ])
  }
}
