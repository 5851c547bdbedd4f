import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Decision } from '#engine/decision.ts'
import { flowCounts } from '#engine/flow-counts.ts'
import { flowMoney } from '#engine/flow-money.ts'
import { outcomeOf } from '#engine/outcome.ts'
import { matchReport } from '#engine/plan-report.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import { insertRows } from '#server/database/insert-rows.ts'
import { decision as decisionTable } from '#server/database/rule-tables.ts'
import { raiseRunAlerts } from '#server/guards/run-alerts.ts'
import type { StaleSource } from '#server/guards/stale-books.ts'
import { openNoRecipientTasks } from '#server/mail/no-recipient.ts'
import type { Company } from './company.ts'
import { closeCycles, closeEventCycles, openCycles } from './cycles.ts'
import { type DecidedCompany, decideCompany } from './decide-company.ts'
import { openAllocationTasks } from './please-allocate.ts'
import { recordActions } from './record-actions.ts'
import { recordReleases } from './record-releases.ts'
import { type PublishedRule, refuseNotRunning } from './rules.ts'

/** A share of a run, or (`customerIds` null) the whole of it. */
export type Share = {
  readonly company: Company
  readonly runId: string
  readonly asOf: CalendarDate
  readonly now: Date
  /** The rules that may propose something new; all when absent. */
  readonly ruleIds?: readonly string[] | undefined
  readonly customerIds: readonly string[] | null
}

/** Why a rule stops, or which customers could not be decided. */
export type ShareProblem =
  | { readonly kind: 'rule-stopped'; readonly ruleId: string; readonly found: string }
  | { readonly kind: 'not-decided'; readonly customerIds: readonly string[]; readonly found: string }

/** What a share came to. All numbers add up over the shares of a run, but for `version`, which is the same in all. */
export type ShareResult = {
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly problems: readonly ShareProblem[]
  readonly rules: readonly PublishedRule[]
  readonly stale: readonly StaleSource[]
  readonly snapshot: Snapshot
}

/** Decides a share and records what came of it as planned: decisions, cycles, actions and letters. */
export async function recordShare(tx: Transaction, share: Share): Promise<ShareResult> {
  const { company, runId, asOf, now, ruleIds } = share
  const companyId = company.id
  const decided = await decideCompany(tx, {
    companyId,
    asOf,
    now,
    ...(ruleIds && { proposing: ruleIds }),
    customerIds: share.customerIds,
  })
  const { snapshot, catalogue, rules, invalid, history, live, monitored, broken } = decided
  const known = [...rules.map(({ document }) => document.id), ...invalid.map(({ id }) => id)]
  refuseNotRunning(companyId, ruleIds ?? [], known)
  const runsNow = ({ rule }: { rule: { id: string } }) => ruleIds?.includes(rule.id) ?? true
  const cycleOrder = { companyId, runId, asOf }
  const cycleOf = await openCycles(tx, cycleOrder, live.decisions.filter(runsNow), history)
  const recording = {
    companyId,
    companyName: company.name,
    mode: company.mode,
    soloMode: company.settings.soloMode === true,
    runId,
    asOf,
    now,
    snapshot,
    catalogue,
    // What waits for somebody who could not be decided stays as it is.
    customerIds: broken.length === 0 ? share.customerIds : snapshot.customers.map(({ id }) => id),
  }
  const changes = await recordActions(tx, recording, {
    plans: live.rules,
    decisions: live.decisions,
    messages: live.messages,
    cycleOf,
    versionOf: versionIn(rules),
  })
  await recordReleases(tx, recording, live)
  if (company.mode === 'live') {
    const decisions = live.decisions.filter(runsNow)
    await openNoRecipientTasks(tx, { ...recording, decisions })
    await openAllocationTasks(tx, { ...recording, decisions })
  }
  await closeCycles(tx, cycleOrder, live.rules.filter(runsNow), history)
  const ofEvents = [
    ...live.rules.map((plan) => ({ plan, isMonitored: false })),
    ...monitored.rules.map((plan) => ({ plan, isMonitored: true })),
  ]
  await closeEventCycles(
    tx,
    cycleOrder,
    ofEvents.filter(({ plan }) => runsNow(plan)),
    history,
  )
  const plans = [...live.rules, ...monitored.rules].filter(runsNow)
  await recordDecisions(
    tx,
    { companyId, runId, rules },
    plans.flatMap(({ decisions }) => decisions),
  )
  await raiseRunAlerts(tx, { ...recording, releases: live.releases, stale: decided.stale })
  const counts = plans.map((planned) => [
    planned.rule.id,
    {
      ...planned.counts,
      ...(changes.get(planned.rule.id) ?? { planned: 0, kept: 0, cancelled: 0 }),
      ...flowCounts(planned.flow),
      ...flowMoney(planned),
      version: versionIn(rules)(planned.rule.id),
    },
  ])
  return {
    counts: Object.fromEntries(counts),
    problems: problemsOf(decided),
    rules,
    stale: decided.stale,
    snapshot,
  }
}

function versionIn(rules: readonly PublishedRule[]): (ruleId: string) => number {
  return (ruleId) => {
    const found = rules.find(({ document }) => document.id === ruleId)
    if (!found) throw new TypeError(`The rule ${ruleId} takes no part in this run.`)
    return found.version
  }
}

/** A rule that cannot be walked, or on which the two evaluators disagree, stops until a person has looked; others go on. */
function problemsOf({ invalid, live, monitored, broken }: DecidedCompany): ShareProblem[] {
  const stopped = invalid.map(({ id, error }) => ({ ruleId: id, found: error.message }))
  for (const { rule, disagreements } of [...live.rules, ...monitored.rules])
    if (disagreements.length > 0)
      stopped.push({
        ruleId: rule.id,
        found: `Its two evaluations differ for ${disagreements.slice(0, 5).join(', ')}. This is a fault in Dunlin; please report it.`,
      })
  return [
    ...stopped.map((each) => ({ kind: 'rule-stopped' as const, ...each })),
    ...broken.map((each) => ({ kind: 'not-decided' as const, ...each })),
  ]
}

async function recordDecisions(
  tx: Transaction,
  { companyId, runId, rules }: { companyId: string; runId: string; rules: readonly PublishedRule[] },
  decisions: readonly Decision[],
): Promise<void> {
  const versionOf = versionIn(rules)
  const rows = oneForEachSubject(decisions).flatMap((each): (typeof decisionTable.$inferInsert)[] => {
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
    await tx.execute(insertRows(decisionTable, rows.slice(from, from + 500)))
}

/** Of several events about one subject the decision that acts is kept, else the latest: the rest stands in its actions. */
function oneForEachSubject(decisions: readonly Decision[]): Decision[] {
  const kept = new Map<string, Decision>()
  for (const each of decisions) {
    const key = JSON.stringify([each.rule.id, each.subject.id])
    const other = kept.get(key)
    if (other === undefined || outcomeOf(other) !== 'acted') kept.set(key, each)
  }
  return [...kept.values()]
}
