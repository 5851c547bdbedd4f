import { fromEpochDay } from './calendar-date.ts'
import type { DecidedAct, Decision } from './decision.ts'
import { type Explanation, explainedLeaves } from './explain.ts'
import type { LedgerProblem } from './ledger.ts'
import { decimalAmount } from './money.ts'
import type { OpenItems } from './open-items.ts'
import type { Plan, RuleCounts } from './plan.ts'
import type { Snapshot } from './snapshot.ts'

/** The form in which a plan is printed (`design.md` 7). Amounts are decimal texts. */
export type PlanReport = {
  readonly asOf: string
  readonly ledger: LedgerReport
  readonly rules: readonly RuleReport[]
}

export type LedgerReport = {
  readonly customers: number
  /** Customers with something open. */
  readonly openCustomers: number
  readonly invoices: number
  readonly openInvoices: number
  readonly overdueInvoices: number
  readonly open: Readonly<Record<string, string>>
  readonly overdue: Readonly<Record<string, string>>
  readonly problems: readonly LedgerProblem[]
}

export type RuleReport = {
  readonly rule: string
  readonly counts: RuleCounts
  readonly matches: readonly MatchReport[]
  /** Present when the two evaluators disagree and the rule may therefore not act. */
  readonly disagreements?: readonly string[]
}

export type MatchReport = {
  readonly subject: { readonly type: string; readonly id: string; readonly name: string }
  readonly branch: string | null
  readonly actions: readonly ActReport[]
  readonly because: readonly LeafReport[]
}

export type ActReport = {
  readonly step: string
  readonly action: string
  readonly params: Readonly<Record<string, unknown>>
  /** Absent when the act is due. */
  readonly status?: { readonly is: string; readonly day: string | null }
  readonly heldBack?: { readonly reason: string; readonly sentence: string }
}

export type LeafReport = {
  readonly fact: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly operator: string
  readonly value: unknown
  readonly actual: unknown
  readonly result: boolean | null
}

/** A plan as it is printed. `problems` are those of the source the snapshot came from. */
export function planReport(
  plan: Plan,
  { snapshot, items, problems }: { snapshot: Snapshot; items: OpenItems; problems: readonly LedgerProblem[] },
): PlanReport {
  return {
    asOf: plan.asOf,
    ledger: ledgerReport(snapshot, items, problems),
    rules: plan.rules.map(({ rule, counts, decisions, disagreements }) => ({
      rule: rule.id,
      counts,
      matches: decisions.map(matchReport),
      ...(disagreements.length > 0 && { disagreements }),
    })),
  }
}

function ledgerReport(
  snapshot: Snapshot,
  items: OpenItems,
  problems: readonly LedgerProblem[],
): LedgerReport {
  const open = new Map<string, number>()
  const overdue = new Map<string, number>()
  const overdueDocuments = new Set<number>()
  for (let at = 0; at < items.count; at++) {
    const currency = snapshot.currencies[items.currency[at]!]!
    open.set(currency, (open.get(currency) ?? 0) + items.open[at]!)
    if (items.due[at]! >= items.asOf) continue
    overdue.set(currency, (overdue.get(currency) ?? 0) + items.open[at]!)
    overdueDocuments.add(items.document[at]!)
  }
  return {
    customers: snapshot.customers.length,
    openCustomers: new Set(items.customer).size,
    invoices: snapshot.documents.records.filter((document) => document.type !== 'credit-memo').length,
    openInvoices: new Set(items.document).size,
    overdueInvoices: overdueDocuments.size,
    open: amounts(open),
    overdue: amounts(overdue),
    // Records that point at something that is not there are as much a problem of the books as a row that cannot be read.
    problems: [
      ...problems,
      ...snapshot.orphans.map((message) => ({
        line: null,
        column: null,
        value: '',
        message: `${message}. It is left out.`,
      })),
    ],
  }
}

/** Sums by currency as decimal texts, in the order of the currency codes; a sum nobody can know is left out. */
function amounts(sums: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries(
    [...sums]
      .filter(([, minor]) => !Number.isNaN(minor))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, minor]) => [currency, decimalAmount(minor, currency)]),
  )
}

/** One decision as it is printed. */
export function matchReport({ subject, acts, because }: Decision): MatchReport {
  return {
    subject: { type: subject.type, id: subject.id, name: subject.name },
    branch: acts[0]?.branch?.id ?? null,
    actions: acts.map(actReport),
    because: because.flatMap(leafReports),
  }
}

function actReport(decided: DecidedAct): ActReport {
  const { act, heldBack } = decided
  const day = decided.status === 'done' ? decided.on : decided.status === 'waiting' ? decided.until : null
  return {
    step: act.id,
    action: act.action,
    params: inOrder(act.params),
    ...(decided.status !== 'due' && {
      status: { is: decided.status, day: day === null ? null : fromEpochDay(day) },
    }),
    ...(heldBack && { heldBack: { reason: heldBack.reason, sentence: heldBack.sentence } }),
  }
}

/** The leaves of an explanation as they are printed. */
export function leafReports(explanation: Explanation): LeafReport[] {
  return explainedLeaves(explanation).map(({ fact, params, operator, value, actual, result }) => ({
    fact,
    ...(params && { params: inOrder(params) }),
    operator,
    value,
    actual,
    result,
  }))
}

/** Params with their keys in order: a rule read from a file and the same rule from a database print the same text. */
function inOrder(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, isRecord(value) ? inOrder(value) : value]),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
