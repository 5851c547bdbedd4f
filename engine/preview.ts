import { MONDAY_TO_FRIDAY, toEpochDay } from './calendar-date.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import { decideRule } from './decide-rule.ts'
import type { Decision, MergedMessage } from './decision.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import type { Explanation } from './explain.ts'
import { explainWalk } from './explain-subject.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { createFactTable, type SnapshotFactTable } from './facts/fact-table-of.ts'
import { type Bits, hasBit, rowsOf, wordsFor } from './mask.ts'
import { type MoneyByCurrency, openMoney } from './open-money.ts'
import { OUTCOMES, outcomeOf } from './outcome.ts'
import type { Plan, RulePlan } from './plan.ts'
import { type LeafReport, leafReports, type MatchReport, matchReport } from './plan-report.ts'
import { readFact } from './read-fact.ts'
import { reasonSentence } from './reason.ts'

/** How every subject of a preview ends: exactly one of these. */
export const PREVIEW_OUTCOMES = [...OUTCOMES, 'not-matched', 'unknown'] as const
export type PreviewOutcome = (typeof PREVIEW_OUTCOMES)[number]

/** Which of the subjects are looked at. */
export type PreviewFilter = {
  readonly outcome?: PreviewOutcome
  /** The id of a branch that was taken. */
  readonly branch?: string
  /** The id of an act that was reached. */
  readonly step?: string
}

/** One subject: what would be done, and why or why not. */
export type PreviewRow = {
  readonly subject: MatchReport['subject']
  readonly customerId: string
  readonly outcome: PreviewOutcome
  readonly branches: readonly string[]
  readonly actions: MatchReport['actions']
  readonly because: readonly LeafReport[]
  /** The reason in one sentence; null where the rule does not match. */
  readonly reason: string | null
  readonly open: MoneyByCurrency
  /** The letters it would get, alone or together with other rules. */
  readonly messages: readonly MergedMessage[]
}

/** Every outcome with its number of subjects and their money; the numbers add up to everybody. */
export type PreviewTotals = Readonly<
  Record<PreviewOutcome, { readonly count: number; readonly open: MoneyByCurrency }>
>

type Found = { readonly row: number; readonly outcome: PreviewOutcome; readonly decision: Decision | null }

export type PreviewPage = {
  readonly totals: PreviewTotals
  /** How many there are that the filter asks for, over all pages. */
  readonly found: number
  readonly rows: readonly PreviewRow[]
  /** Where the following page begins; null when there is none. */
  readonly next: number | null
  /** Subjects of the page on which the two evaluators differ: a run would stop the rule. */
  readonly disagreements: readonly string[]
}

/**
 * Looks at what a plan does to everybody one rule is about, a page at a time; `after` is the row the page begins behind. The plan
 * need not explain itself: reasons are given for the rows of the page alone, which is what lets a page come at once.
 */
export async function previewPage(
  plan: Plan,
  {
    ruleId,
    catalogue,
    filter = {},
    after = -1,
    limit,
  }: {
    ruleId: string
    catalogue: FactCatalogue
    filter?: PreviewFilter
    after?: number
    limit: number
  },
): Promise<PreviewPage> {
  const ruled = plan.rules.find(({ rule }) => rule.id === ruleId)
  if (!ruled) throw new TypeError(`The rule "${ruleId}" is not part of the plan.`)
  const { table } = ruled
  const everybody = everySubject(ruled)
  const wanted = everybody.filter((each) => passes(each, filter))
  const rest = wanted.filter(({ row }) => row > after)
  const page = rest.slice(0, limit)
  const messages = messagesOf(plan)
  const compiled = compileRule(ruled.rule, catalogue)
  const reasons = await reasonsOf(page, { compiled, plan, table })
  const rows: PreviewRow[] = []
  for (const { row, outcome, decision } of page) {
    const id = table.idOf(row)
    const bits: Bits = new Uint32Array(wordsFor(table.rows))
    bits[row >>> 5]! |= 1 << (row & 31)
    const because =
      reasons.because.get(id) ??
      (await explainWalk(compiled, readFact(table, row))).map(({ explanation }) => explanation)
    rows.push({
      subject: { type: ruled.rule.subject, id, name: table.nameOf(row) },
      customerId: table.snapshot.customers[table.customerOf(row)]!.id,
      outcome,
      branches: decision?.branches.map((branch) => branch.id) ?? [],
      actions: decision ? matchReport(decision).actions : [],
      because: because.flatMap(leafReports),
      reason: decision && reasonSentence({ ...decision, because }, catalogue),
      open: openMoney(table, bits),
      messages: decision ? (messages.get(decision) ?? []) : [],
    })
  }
  return {
    totals: totalsOf(ruled, everybody),
    found: wanted.length,
    rows,
    next: rest.length > page.length ? (page.at(-1)?.row ?? null) : null,
    disagreements: reasons.disagreements,
  }
}

/** Why the matched subjects of a page were matched, by id. */
async function reasonsOf(
  page: readonly Found[],
  { compiled, plan, table }: { compiled: CompiledRule; plan: Plan; table: SnapshotFactTable },
): Promise<{ because: ReadonlyMap<string, readonly Explanation[]>; disagreements: readonly string[] }> {
  const { snapshot } = table
  const isAboutInvoices = table.subject === 'invoice'
  const beside = isAboutInvoices ? plan.rules.find(({ rule }) => rule.subject === 'customer')?.table : table
  const customers = beside ?? createFactTable({ snapshot, subject: 'customer', asOf: plan.asOf })
  const { decisions, disagreements } = await decideRule({
    compiled,
    table,
    evaluator: createColumnEvaluator(table),
    customers: {
      evaluator: createColumnEvaluator(customers),
      customerOf: isAboutInvoices
        ? Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
        : null,
    },
    // Where a subject stands changes nothing of why its conditions are true.
    history: new Map(),
    asOf: toEpochDay(plan.asOf),
    calendar: MONDAY_TO_FRIDAY,
    rows: new Set(page.filter(({ decision }) => decision !== null).map(({ row }) => row)),
  })
  return { because: new Map(decisions.map(({ subject, because }) => [subject.id, because])), disagreements }
}

function everySubject({ table, match, decisions }: RulePlan): Found[] {
  const byRow = new Map<number, Decision>()
  // Decisions stand in the order of the table, one for each matched row.
  rowsOf(match.matched).forEach((row, at) => {
    const decision = decisions[at]
    if (decision) byRow.set(row, decision)
  })
  return Array.from({ length: table.rows }, (_, row): Found => {
    const decision = byRow.get(row) ?? null
    if (decision) return { row, outcome: outcomeOf(decision), decision }
    return { row, outcome: hasBit(match.unknown, row) ? 'unknown' : 'not-matched', decision }
  })
}

function passes({ outcome, decision }: Found, filter: PreviewFilter): boolean {
  if (filter.outcome !== undefined && filter.outcome !== outcome) return false
  if (filter.branch !== undefined && !decision?.branches.some(({ id }) => id === filter.branch)) return false
  return filter.step === undefined || (decision?.acts.some(({ act }) => act.id === filter.step) ?? false)
}

function totalsOf({ table }: RulePlan, everybody: readonly Found[]): PreviewTotals {
  const masks = new Map<PreviewOutcome, { count: number; bits: Bits }>(
    PREVIEW_OUTCOMES.map((outcome) => [outcome, { count: 0, bits: new Uint32Array(wordsFor(table.rows)) }]),
  )
  for (const { row, outcome } of everybody) {
    const own = masks.get(outcome)!
    own.count += 1
    own.bits[row >>> 5]! |= 1 << (row & 31)
  }
  const of = (outcome: PreviewOutcome) => {
    const { count, bits } = masks.get(outcome)!
    return { count, open: count === 0 ? {} : openMoney(table, bits) }
  }
  return {
    acted: of('acted'),
    waiting: of('waiting'),
    'held-back': of('held-back'),
    done: of('done'),
    'not-matched': of('not-matched'),
    unknown: of('unknown'),
  }
}

function messagesOf({ messages, decisions }: Plan): ReadonlyMap<Decision, readonly MergedMessage[]> {
  const found = new Map<Decision, MergedMessage[]>()
  for (const message of messages)
    for (const at of new Set(message.acts.map(({ decision }) => decision))) {
      const decision = decisions[at]
      if (decision) found.set(decision, [...(found.get(decision) ?? []), message])
    }
  return found
}
