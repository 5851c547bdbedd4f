import type { CalendarDate } from '#engine/calendar-date.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { discoverCustomFields } from '#engine/fact-catalogue-custom.ts'
import { type Plan, plan } from '#engine/plan.ts'
import { type Snapshot, takeSnapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import { readLedger } from '#server/database/load-ledger.ts'
import { contactsUnderWay } from '#server/guards/contacts-under-way.ts'
import { planLimits } from '#server/guards/plan-limits.ts'
import type { StaleSource } from '#server/guards/stale-books.ts'
import { companyById } from './company.ts'
import { type RulesHistory, readHistory } from './history.ts'
import { type InvalidRule, type PublishedRule, runningRules } from './rules.ts'

/** What the rules of a company want, and everything it was decided from. */
export type DecidedCompany = {
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly rules: readonly PublishedRule[]
  /** Rules that cannot be walked any more, such as one that asks for a field the books have lost. */
  readonly invalid: readonly InvalidRule[]
  readonly history: RulesHistory
  readonly live: Plan
  /** Rules in monitor mode decide among themselves: what is never sent must not hold back what is. */
  readonly monitored: Plan
  /** The sources whose books are older than they may be, so that nothing leaves. */
  readonly stale: readonly StaleSource[]
}

/**
 * Decides all running rules of a company from its books within a transaction that holds the lock of the ledger. The rules
 * named may propose something new; what others have in the outbox takes part in arbitration, so that two rules that run at
 * different hours write one letter and share one contact limit.
 */
export async function decideCompany(
  tx: Transaction,
  {
    companyId,
    asOf,
    now,
    proposing,
  }: { companyId: string; asOf: CalendarDate; now: Date; proposing?: readonly string[] },
): Promise<DecidedCompany> {
  const company = await companyById(tx, companyId)
  const { input: limits, stale } = await planLimits(tx, { company, asOf, now })
  const ledger = await readLedger(tx, companyId)
  const underWay = await contactsUnderWay(tx, company)
  const snapshot = takeSnapshot({ ...ledger, contactEvents: [...ledger.contactEvents, ...underWay] })
  const catalogue = catalogueOf({ customFields: discoverCustomFields(snapshot) })
  const { rules, invalid } = await runningRules(tx, { companyId, catalogue })
  const history = await readHistory(tx, companyId)
  const planOf = (state: PublishedRule['state']) =>
    plan({
      ...limits,
      snapshot,
      catalogue,
      rules: rules.filter((each) => each.state === state).map(({ document }) => document),
      ...(proposing && { proposing: new Set(proposing) }),
      asOf,
      history: history.cycles,
      closedCycles: history.closedCycles,
      doneActs: history.doneActs,
    })
  return {
    snapshot,
    catalogue,
    rules,
    invalid,
    history,
    live: await planOf('live'),
    monitored: await planOf('monitor'),
    stale,
  }
}
