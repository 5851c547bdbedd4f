import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import { ReceivablesError } from '#engine/errors.ts'
import { flowCounts } from '#engine/flow-counts.ts'
import { flowMoney } from '#engine/flow-money.ts'
import { outcomeOf } from '#engine/outcome.ts'
import type { Plan, RuleCounts } from '#engine/plan.ts'
import { matchReport } from '#engine/plan-report.ts'
import type { Clock } from '#server/clock.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { decisionsDigest } from '#server/database/decision-digest.ts'
import { lockLedger } from '#server/database/ledger-version.ts'
import { decision as decisionTable, rule as ruleTable, run } from '#server/database/rule-tables.ts'
import { raiseRunAlerts } from '#server/guards/run-alerts.ts'
import { decideBrake } from '#server/guards/volume-brake.ts'
import { openNoRecipientTasks } from '#server/mail/no-recipient.ts'
import { type Company, companyById, lockRuns } from './company.ts'
import { closeCycles, openCycles } from './cycles.ts'
import { type DecidedCompany, decideCompany } from './decide-company.ts'
import { type OutboxChange, recordActions } from './record-actions.ts'
import { recordReleases } from './record-releases.ts'
import { releasePlanned } from './release-planned.ts'
import { type PublishedRule, refuseNotRunning } from './rules.ts'

export type RunOrder = {
  readonly companyId: string
  readonly asOf: CalendarDate
  readonly ruleIds?: readonly string[] | undefined
  readonly trigger: 'manual' | 'schedule' | 'demo' | 'command-line'
  readonly scheduledFor?: Date
  readonly clock: Clock
  readonly actor: string
}

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

/**
 * Runs the published rules of a company: decides, records decisions, cycles, actions and letters, all in one transaction.
 * In test mode the actions stop in the outbox. One run at a time per company; the books do not change under it.
 */
export async function runCompany(db: Database, order: RunOrder): Promise<RunReport> {
  return db.transaction((tx) => runWithin(tx, order))
}

/** The same within a transaction of the caller, for what has to be committed with the run or not at all. */
export async function runWithin(tx: Transaction, order: RunOrder): Promise<RunReport> {
  await lockRuns(tx, order.companyId)
  await lockLedger(tx, order.companyId)
  const company = await companyById(tx, order.companyId)
  refuseOtherDay(company, order)
  return recordRun(tx, company, order)
}

/** A live company acts for today only: a look at another day is what `plan` is for (`semantics.md` 6.5). */
function refuseOtherDay({ id, mode, timeZone }: Company, { asOf, clock }: RunOrder): void {
  const today = clock.today(timeZone)
  if (mode === 'live' && asOf !== today)
    throw new ReceivablesError(
      `Cannot run "${id}" as of ${asOf}: it is live, and today is ${today}. Use "dunlin plan --as-of ${asOf}" to look at that day.`,
    )
}

async function recordRun(tx: Transaction, company: Company, order: RunOrder): Promise<RunReport> {
  const { asOf, clock, companyId, actor } = order
  const startedAt = clock.now()
  const runId = randomUUID()
  const decided = await decideCompany(tx, {
    companyId,
    asOf,
    now: startedAt,
    ...(order.ruleIds && { proposing: order.ruleIds }),
  })
  const { snapshot, catalogue, rules, invalid, history, live, monitored } = decided
  const known = [...rules.map(({ document }) => document.id), ...invalid.map(({ id }) => id)]
  refuseNotRunning(companyId, order.ruleIds ?? [], known)
  const runsNow = ({ rule }: { rule: { id: string } }) => order.ruleIds?.includes(rule.id) ?? true
  await tx.insert(run).values({
    companyId,
    id: runId,
    asOf,
    trigger: order.trigger,
    ...(order.scheduledFor && { scheduledFor: order.scheduledFor }),
    state: 'running',
    startedAt,
    startedBy: actor,
    ledgerVersion: company.ledgerVersion,
    staleSources: decided.stale.map(({ source }) => source),
  })
  const cycleOrder = { companyId, runId, asOf }
  const cycleOf = await openCycles(tx, cycleOrder, live.decisions.filter(runsNow), history)
  const recording = {
    companyId,
    companyName: company.name,
    mode: company.mode,
    soloMode: company.settings.soloMode === true,
    runId,
    asOf,
    now: startedAt,
    snapshot,
    catalogue,
    customerIds: null,
  }
  const changes = await recordActions(tx, recording, {
    plans: live.rules,
    decisions: live.decisions,
    messages: live.messages,
    cycleOf,
    versionOf: versionIn(rules),
  })
  await recordReleases(tx, recording, live)
  if (company.mode === 'live')
    await openNoRecipientTasks(tx, { ...recording, decisions: live.decisions.filter(runsNow) })
  const brakes = await decideBrake(tx, {
    company,
    runId,
    asOf,
    now: startedAt,
    snapshot,
    rules: live.rules.filter(runsNow).map(({ rule }) => rule),
    matched: new Map(live.rules.map(({ rule, counts }) => [rule.id, counts.matched])),
  })
  // In test mode everything stays planned, whatever would follow.
  if (company.mode === 'live') await releasePlanned(tx, { companyId, runId, exceptRules: [...brakes.keys()] })
  await raiseRunAlerts(tx, { ...recording, releases: live.releases, stale: decided.stale })
  await closeCycles(tx, cycleOrder, live.rules.filter(runsNow), history)
  const plans = [...live.rules, ...monitored.rules].filter(runsNow)
  const stored = await recordDecisions(
    tx,
    { companyId, runId, rules },
    plans.flatMap(({ decisions }) => decisions),
  )
  await pauseRules(tx, { companyId, at: startedAt, actor }, reasonsToPause(decided))
  const report = reportOf({ runId, asOf, mode: company.mode }, plans, rules, changes)
  await tx
    .update(run)
    .set({
      state: brakes.size > 0 ? 'stopped' : 'completed',
      brakes: Object.fromEntries([...brakes].map(([id, sentences]) => [id, [...sentences]])),
      finishedAt: clock.now(),
      counts: Object.fromEntries(
        report.rules.map(({ rule, counts, planned, kept, cancelled }) => [
          rule,
          { ...counts, planned, kept, cancelled, ...flowOf(plans, rule) },
        ]),
      ),
    })
    .where(and(eq(run.companyId, companyId), eq(run.id, runId)))
  await appendAudit(tx, [
    {
      companyId,
      at: startedAt,
      actor,
      act: 'run rules',
      subject: { type: 'run', id: runId },
      after: {
        ...report,
        ledgerVersion: company.ledgerVersion,
        versions: Object.fromEntries(rules.map((each) => [each.document.id, each.version])),
        decisions: stored,
      },
    },
  ])
  return report
}

function versionIn(rules: readonly PublishedRule[]): (ruleId: string) => number {
  return (ruleId) => {
    const found = rules.find(({ document }) => document.id === ruleId)
    if (!found) throw new TypeError(`The rule ${ruleId} takes no part in this run.`)
    return found.version
  }
}

function reportOf(
  head: { runId: string; asOf: string; mode: 'test' | 'live' },
  plans: Plan['rules'],
  rules: readonly PublishedRule[],
  changes: ReadonlyMap<string, OutboxChange>,
): RunReport {
  return {
    run: head.runId,
    asOf: head.asOf,
    mode: head.mode,
    rules: plans.map(({ rule, counts }) => ({
      rule: rule.id,
      state: rules.find(({ document }) => document.id === rule.id)?.state ?? 'live',
      counts,
      ...(changes.get(rule.id) ?? { planned: 0, kept: 0, cancelled: 0 }),
    })),
  }
}

/** How many came through each branch and reached each act, and what they owe, for the edges of the canvas. */
function flowOf(plans: Plan['rules'], ruleId: string): Record<string, number> {
  const planned = plans.find(({ rule }) => rule.id === ruleId)
  return planned === undefined ? {} : { ...flowCounts(planned.decisions), ...flowMoney(planned) }
}

async function recordDecisions(
  tx: Transaction,
  { companyId, runId, rules }: { companyId: string; runId: string; rules: readonly PublishedRule[] },
  decisions: readonly Decision[],
): Promise<{ rows: number; digest: string }> {
  const versionOf = versionIn(rules)
  const rows = decisions.flatMap((each): (typeof decisionTable.$inferInsert)[] => {
    const outcome = outcomeOf(each)
    // One whose every act is done leaves no row.
    if (outcome === 'done') return []
    const report = matchReport(each)
    const held = each.acts.find(({ heldBack }) => heldBack)?.heldBack
    return [
      {
        companyId,
        runId,
        ruleId: each.rule.id,
        ruleVersion: versionOf(each.rule.id),
        subjectType: each.subject.type,
        subjectId: each.subject.id,
        customerId: each.customerId,
        outcome,
        branch: report.branch,
        because: report.because,
        acts: report.actions,
        heldBack: outcome === 'held-back' && held ? held.reason : null,
      },
    ]
  })
  for (let from = 0; from < rows.length; from += 500)
    await tx.insert(decisionTable).values(rows.slice(from, from + 500))
  return { rows: rows.length, digest: decisionsDigest(rows) }
}

/** A rule that cannot be walked, or on which the two evaluators disagree, stops until a person has looked; others go on. */
function reasonsToPause({ invalid, live, monitored }: DecidedCompany): Map<string, string> {
  const reasons = new Map(invalid.map(({ id, error }) => [id, error.message]))
  for (const { rule, disagreements } of [...live.rules, ...monitored.rules])
    if (disagreements.length > 0)
      reasons.set(
        rule.id,
        `Its two evaluations differ for ${disagreements.slice(0, 5).join(', ')}. This is a fault in Dunlin; please report it.`,
      )
  return reasons
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
