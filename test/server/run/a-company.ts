import { and, asc, eq } from 'drizzle-orm'
import { calendarDate } from '#engine/calendar-date.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { Ledger } from '#engine/ledger.ts'
import { parseRule } from '#engine/parse-rule.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { libraryRules, mailTemplateNames } from '#rules-library/load.ts'
import { action, message } from '#server/database/action-tables.ts'
import type { Database } from '#server/database/database.ts'
import { cycle } from '#server/database/rule-tables.ts'
import { companyGuards } from '#server/dispatch/company-guards.ts'
import { dispatchCompany } from '#server/dispatch/dispatch.ts'
import type { DispatchReport, DispatchServices } from '#server/dispatch/dispatch-services.ts'
import { LEASES } from '#server/dispatch/leases.ts'
import { commitImport, type ImportSummary } from '#server/import/commit-import.ts'
import { lettersOf, type MessageRow } from '#server/run/action-letters.ts'
import { type ActionRow, approveAction } from '#server/run/action-states.ts'
import { importRule } from '#server/run/rules.ts'
import { type RunReport, runCompany } from '#server/run/run-company.ts'
import { aContact, aCustomer, aLedger, anEntity, anInvoice } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'

/** A company under test: what a person does with it, one call for each day's doing. */
export type ACompany = {
  readonly id: string
  importBooks(
    day: string,
    ledger: Ledger,
    settings?: { lists?: 'all-open' | 'changes'; source?: string; confirmClosing?: boolean },
  ): Promise<ImportSummary>
  publish(day: string, documents: readonly RuleDocument[], state?: 'live' | 'monitor'): Promise<void>
  run(day: string, ruleIds?: readonly string[]): Promise<RunReport>
  approve(day: string, actionId: string): Promise<void>
  dispatch(day: string, services?: Partial<DispatchServices>): Promise<DispatchReport>
  actions(): Promise<ActionRow[]>
  messages(): Promise<MessageRow[]>
  lettersOf(actionId: string): Promise<MessageRow[]>
  cycles(): Promise<(typeof cycle.$inferSelect)[]>
}

/** Dispatch of a company that has not been told how it sends mail. */
const withoutMail: Omit<DispatchServices, 'clock'> = {
  senderOf: async () => ({ sender: null, found: 'No sender has been set up.' }),
  guards: companyGuards,
  attachmentsOf: async () => ({ attachments: [] }),
  worker: 'worker',
  deadlineMs: 2000,
  leases: LEASES,
}

/** The doings of a company that is in the database already. */
export function theCompany(db: Database, id: string): ACompany {
  return {
    id,
    importBooks: (day, ledger, { lists = 'changes', source = 'files', confirmClosing = false } = {}) =>
      commitImport(db, {
        companyId: id,
        source,
        ledger,
        problems: [],
        fileName: 'books',
        mapping: null,
        lists,
        exportedOn: calendarDate(day),
        actor: 'ann',
        now: clockAt(day).now(),
        confirmClosing,
      }),
    async publish(day, documents, state = 'live') {
      for (const document of documents)
        await importRule(db, { companyId: id, document, actor: 'ann', now: clockAt(day).now(), state })
    },
    run: (day, ruleIds) =>
      runCompany(db, {
        companyId: id,
        asOf: calendarDate(day),
        ruleIds,
        trigger: 'manual',
        clock: clockAt(day),
        actor: 'ann',
      }),
    approve: (day, actionId) =>
      approveAction(db, {
        companyId: id,
        actionId,
        actor: 'bob',
        now: clockAt(day).now(),
        today: calendarDate(day),
      }),
    dispatch: (day, services = {}) =>
      dispatchCompany(db, { ...withoutMail, clock: clockAt(day), ...services }, id),
    actions: () =>
      db
        .select()
        .from(action)
        .where(eq(action.companyId, id))
        .orderBy(asc(action.decidedAt), asc(action.customerId), asc(action.stepId), asc(action.key)),
    messages: () =>
      db
        .select()
        .from(message)
        .where(and(eq(message.companyId, id)))
        .orderBy(asc(message.createdAt), asc(message.customerId), asc(message.id)),
    lettersOf: (actionId) => lettersOf(db, { companyId: id, actionId }),
    cycles: () =>
      db
        .select()
        .from(cycle)
        .where(eq(cycle.companyId, id))
        .orderBy(asc(cycle.ruleId), asc(cycle.subjectId), asc(cycle.number)),
  }
}

/** A rule of the library by its id. */
export function libraryRule(id: string): RuleDocument {
  const found = libraryRules(catalogueOf()).find((rule) => rule.id === id)
  if (!found) throw new Error(`The library has no rule "${id}".`)
  return found
}

/** The rule of the mission: 30 days overdue and over 5,000 gets a mail and, once a second person agrees, a hold. */
export const THE_RULE = 'overdue-30-5k'

/** A rule about customers overdue for some days that does these acts. */
export function aRule(
  settings: Record<string, unknown> & { id: string; days: number; acts: readonly Record<string, unknown>[] },
): RuleDocument {
  const { days, acts, ...rest } = settings
  const when = { all: [{ fact: 'daysOverdue', operator: 'greaterThanInclusive', value: days }] }
  return parseRule(
    {
      dunlin: 1,
      name: settings.id,
      subject: 'customer',
      trigger: { schedule: '30 10 * * 1-5' },
      steps: [
        {
          id: 'decide',
          do: 'decide',
          branches: [{ id: 'late', when, steps: acts.map((act) => ({ do: 'act', ...act })) }],
        },
      ],
      ...rest,
    },
    settings.id,
    { catalogue: catalogueOf(), templates: mailTemplateNames() },
  )
}

/** A mail to billing, as an act of `aRule`. */
export const A_MAIL = { id: 'mail', action: 'send-email', params: { template: 'overdue-30', to: 'billing' } }

/**
 * Two customers on 2026-03-16: `heron` owes 6,200.50 since 2026-01-31 and 100.00 due on 2026-03-31; `plover` owes 900.00 since
 * 2026-03-01. Both have somebody for billing.
 */
export function someBooks(): Ledger {
  return aLedger({
    entities: [anEntity({ id: 'us', name: 'Dunlin Inc.' })],
    customers: [
      aCustomer({ id: 'heron', name: 'Heron Supplies' }),
      aCustomer({ id: 'plover', name: 'Plover & Sons' }),
    ],
    contacts: [
      aContact({ id: 'k1', customerId: 'heron', name: 'Ann', email: 'ann@heron.example.com' }),
      aContact({ id: 'k2', customerId: 'plover', name: 'Pat', email: 'pat@plover.example.com' }),
    ],
    documents: [
      anInvoice({ id: 'A-1', customerId: 'heron', entityId: 'us', totalMinor: 620_050, dueOn: '2026-01-31' }),
      anInvoice({ id: 'A-2', customerId: 'heron', entityId: 'us', totalMinor: 10_000, dueOn: '2026-03-31' }),
      anInvoice({ id: 'B-1', customerId: 'plover', entityId: 'us', totalMinor: 90_000, dueOn: '2026-03-01' }),
    ],
  })
}
