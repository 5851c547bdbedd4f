import { asc, eq } from 'drizzle-orm'
import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import type { LedgerProblem } from '#engine/ledger.ts'
import { openItemsAt } from '#engine/open-items.ts'
import { type Plan, plan } from '#engine/plan.ts'
import { type PlanReport, planReport } from '#engine/plan-report.ts'
import { type Snapshot, takeSnapshot } from '#engine/snapshot.ts'
import type { Database, Queryable } from '#server/database/database.ts'
import { ledgerImport } from '#server/database/import-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { planLimits } from '#server/guards/plan-limits.ts'
import { companyById } from './company.ts'
import { readHistory } from './history.ts'
import { type PublishedRule, publishedRules } from './rules.ts'

/** The books of a company in memory, of one version of its ledger. */
export type Books = {
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly ledgerVersion: number
}

/** Loads the books of a company. */
export async function loadBooks(db: Database, companyId: string): Promise<Books> {
  // The version is read first: should an import come between, the next look sees a newer version and loads again.
  const { ledgerVersion } = await companyById(db, companyId)
  const snapshot = takeSnapshot(await loadLedger(db, companyId))
  return { snapshot, catalogue: catalogueOf({ customFields: discoverCustomFields(snapshot) }), ledgerVersion }
}

/** A dry run from the database: decides the published rules and changes nothing. */
export async function planCompany(
  db: Database,
  order: {
    companyId: string
    asOf: CalendarDate
    /** When it is asked, for the age of the books. */
    now: Date
    ruleIds?: readonly string[] | undefined
    history: 'kept' | 'none'
  },
): Promise<{ plan: Plan; snapshot: Snapshot; report: PlanReport; rules: PublishedRule[] }> {
  const { companyId, asOf, now } = order
  const { snapshot, catalogue } = await loadBooks(db, companyId)
  const rules = await publishedRules(db, { companyId, ruleIds: order.ruleIds, catalogue })
  const history = order.history === 'kept' ? await readHistory(db, companyId) : null
  const company = await companyById(db, companyId)
  const { input: limits } = await planLimits(db, { company, asOf, now })
  const planOf = (state: PublishedRule['state']) =>
    plan({
      ...limits,
      snapshot,
      catalogue,
      rules: rules.filter((each) => each.state === state).map(({ document }) => document),
      asOf,
      ...(history && {
        history: history.cycles,
        closedCycles: history.closedCycles,
        eventCycles: history.eventCycles,
        doneActs: history.doneActs,
      }),
    })
  const made = besideEachOther(await planOf('live'), await planOf('monitor'))
  const problems = await currentProblems(db, companyId)
  const report = planReport(made, { snapshot, items: openItemsAt(snapshot, toEpochDay(asOf)), problems })
  return { plan: made, snapshot, report, rules }
}

/** The problems of each source's latest import, which are those its records in the ledger still have. */
async function currentProblems(db: Queryable, companyId: string): Promise<LedgerProblem[]> {
  const imports = await db
    .select({ source: ledgerImport.source, problems: ledgerImport.problems, state: ledgerImport.state })
    .from(ledgerImport)
    .where(eq(ledgerImport.companyId, companyId))
    .orderBy(asc(ledgerImport.createdAt), asc(ledgerImport.id))
  const latest = new Map<string, LedgerProblem[]>()
  for (const { source, problems, state } of imports) if (state === 'committed') latest.set(source, problems)
  // In the order in which a file states them: the database keeps no order of keys, and a plan is compared as text.
  return [...latest.values()]
    .flat()
    .map(({ line, column, value, message }) => ({ line, column, value, message }))
}

/** Two plans that were arbitrated apart, as a run does with rules that are live and those in monitor mode. */
function besideEachOther(live: Plan, monitored: Plan): Plan {
  const shift = live.decisions.length
  return {
    asOf: live.asOf,
    rules: [...live.rules, ...monitored.rules].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
    decisions: [...live.decisions, ...monitored.decisions],
    messages: [
      ...live.messages,
      ...monitored.messages.map((message) => ({
        ...message,
        acts: message.acts.map((act) => ({ ...act, decision: act.decision + shift })),
      })),
    ],
    releases: live.releases,
  }
}
