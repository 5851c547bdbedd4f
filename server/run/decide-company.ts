import type { CalendarDate } from '#engine/calendar-date.ts'
import { catalogueOf, type FactCatalogue } from '#engine/fact-catalogue.ts'
import { type Plan, plan } from '#engine/plan.ts'
import { type Snapshot, takeSnapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import { readLedger, readLedgerOf } from '#server/database/load-ledger.ts'
import { contactsUnderWay } from '#server/guards/contacts-under-way.ts'
import { planLimits } from '#server/guards/plan-limits.ts'
import type { StaleSource } from '#server/guards/stale-books.ts'
import { type BrokenGroup, setAsideBroken } from './broken-records.ts'
import { companyById } from './company.ts'
import { readCustomFields } from './custom-fields.ts'
import { type RulesHistory, readHistory } from './history.ts'
import { refuseUnreadable } from './readable-books.ts'
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
  /** Customers whose records could not be decided, with what was found; everybody else was. */
  readonly broken: readonly BrokenGroup[]
  /** The sources whose books are older than they may be, so that nothing leaves for the customers they tell of. */
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
    customerIds = null,
  }: {
    companyId: string
    asOf: CalendarDate
    now: Date
    proposing?: readonly string[]
    /** Whole groups of customers; null for all. */
    customerIds?: readonly string[] | null
  },
): Promise<DecidedCompany> {
  const company = await companyById(tx, companyId)
  const { input: limits, stale } = await planLimits(tx, { company, asOf, now })
  const ledger =
    customerIds === null
      ? await readLedger(tx, companyId)
      : await readLedgerOf(tx, { companyId, customerIds })
  const underWay = await contactsUnderWay(tx, company)
  const books = { ...ledger, contactEvents: [...ledger.contactEvents, ...underWay] }
  const history = await readHistory(tx, companyId, customerIds)
  const customFields = await readCustomFields(tx, companyId)
  const catalogue = catalogueOf({ customFields })
  const { rules, invalid } = await runningRules(tx, { companyId, catalogue })
  const planOf = (snapshot: Snapshot, state: PublishedRule['state']) =>
    plan({
      ...limits,
      snapshot,
      catalogue,
      rules: rules.filter((each) => each.state === state).map(({ document }) => document),
      ...(proposing && { proposing: new Set(proposing) }),
      asOf,
      history: history.cycles,
      closedCycles: history.closedCycles,
      eventCycles: history.eventCycles,
      doneActs: history.doneActs,
    })
  const { found, broken } = await setAsideBroken(books, async (part) => {
    const snapshot = takeSnapshot(part)
    refuseUnreadable(snapshot)
    return { snapshot, live: await planOf(snapshot, 'live'), monitored: await planOf(snapshot, 'monitor') }
  })
  return {
    ...found,
    catalogue,
    rules,
    invalid,
    history,
    broken,
    stale,
  }
}
