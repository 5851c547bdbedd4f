import { MONDAY_TO_FRIDAY, toEpochDay } from './calendar-date.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import { decideRule } from './decide-rule.ts'
import type { Decision, MergedMessage } from './decision.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import type { Explanation } from './explain.ts'
import { explainWalk } from './explain-subject.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { createFactTable, type SnapshotFactTable } from './facts/fact-table-of.ts'
import type { HeldBackReason } from './held-back.ts'
import { factsAsGiven, type GivenNow } from './keep-as-test.ts'
import type { CustomerSide } from './match-rule.ts'
import { type MoneyByCurrency, openMoneyOfEach } from './open-money.ts'
import type { Pause } from './pause.ts'
import type { Plan } from './plan.ts'
import { type LeafReport, leafReports, type MatchReport, matchReport } from './plan-report.ts'
import { type DoorFilter, openDoors } from './preview-doors.ts'
import { PREVIEW_OUTCOMES, type PreviewOutcome } from './preview-outcome.ts'
import { type PreviewSample, pickSamples } from './preview-samples.ts'
import { everySubject, isLater, type PreviewedSubject } from './preview-subjects.ts'
import {
  type HeldBackTotal,
  heldBackTotals,
  openOfAll,
  type PreviewTotals,
  previewTotals,
} from './preview-totals.ts'
import { readFact } from './read-fact.ts'
import { reasonSentence } from './reason.ts'
import type { RuleDocument } from './rule.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** Which of the subjects are looked at. */
export type PreviewFilter = DoorFilter & {
  readonly outcome?: PreviewOutcome
  /** Why they are held back. */
  readonly heldBack?: HeldBackReason
  /** The id of a single one. */
  readonly subject?: string
}

/** One subject: what would be done, and why or why not. */
export type PreviewRow = {
  readonly subject: MatchReport['subject']
  /** The customer it is about, or whose invoice it is. */
  readonly customer: { readonly id: string; readonly name: string }
  readonly outcome: PreviewOutcome
  readonly branches: readonly string[]
  readonly actions: MatchReport['actions']
  readonly because: readonly LeafReport[]
  /** The reason in one sentence; null where the rule does not match. */
  readonly reason: string | null
  readonly open: MoneyByCurrency
  /** The letters it would get, alone or together with other rules. */
  readonly messages: readonly MergedMessage[]
  /** Why it is held back, where it is; a subject with several acts counts under the first of its reasons. */
  readonly heldBack: HeldBackReason | null
  /** The facts the rule asks about it, as a test of the rule gives them. */
  readonly given: GivenNow
}

export type PreviewPage = {
  readonly totals: PreviewTotals
  readonly heldBack: readonly HeldBackTotal[]
  /** How many there are that the filter asks for, over all pages, and what they owe together. */
  readonly found: number
  readonly foundOpen: MoneyByCurrency
  readonly samples: readonly PreviewSample[]
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
    live = null,
    filter = {},
    after = -1,
    limit,
    words = english,
    pause,
  }: {
    ruleId: string
    catalogue: FactCatalogue
    /** The version that acts now, for whom a change would bring in or let go. */
    live?: RuleDocument | null
    filter?: PreviewFilter
    after?: number
    limit: number
    /** In which language the reasons are said. */
    words?: EngineWords
    pause?: Pause
  },
): Promise<PreviewPage> {
  const ruled = plan.rules.find(({ rule }) => rule.id === ruleId)
  if (!ruled) throw new TypeError(`The rule "${ruleId}" is not part of the plan.`)
  const { table } = ruled
  const everybody = everySubject(ruled)
  await pause?.()
  const compiled = compileRule(ruled.rule, catalogue)
  const evaluator = createColumnEvaluator(table)
  const { customers, side } = customerSideOf(plan, table, catalogue)
  const doors = openDoors(compiled, { table, evaluator, customers: side }, live)
  await pause?.()
  const behind = Map.groupBy(
    everybody.filter((each) => passes(each, filter, table) && doors.isBehind(each.row, filter)),
    ({ outcome }) => outcome,
  )
  // Whom the rule would act on comes first: they are why somebody looks.
  const wanted = PREVIEW_OUTCOMES.flatMap((outcome) => behind.get(outcome) ?? [])
  const last = everybody[after]
  const rest = last === undefined ? wanted : wanted.filter((each) => isLater(each, last))
  const page = rest.slice(0, limit)
  await pause?.()
  const messages = messagesOf(plan, page)
  await pause?.()
  const reasons = await reasonsOf(page, { compiled, plan, table, side })
  const open = openMoneyOfEach(
    table,
    page.map(({ row }) => row),
  )
  await pause?.()
  const rows: PreviewRow[] = []
  for (const { row, outcome, decision, reason } of page) {
    const id = table.idOf(row)
    const customer = table.snapshot.customers[table.customerOf(row)]!
    const because =
      reasons.because.get(id) ??
      (await explainWalk(compiled, readFact(table, row))).map(({ explanation }) => explanation)
    rows.push({
      subject: { type: ruled.rule.subject, id, name: table.nameOf(row) },
      customer: { id: customer.id, name: customer.name },
      outcome,
      branches: decision?.branches.map((branch) => branch.id) ?? [],
      actions: decision ? matchReport(decision).actions : [],
      because: because.flatMap(leafReports),
      reason: decision && reasonSentence({ ...decision, because }, catalogue, words),
      open: open.get(row) ?? {},
      messages: decision ? (messages.get(decision) ?? []) : [],
      heldBack: reason,
      given: factsAsGiven(ruled.rule, {
        catalogue,
        subject: readFact(table, row),
        customer: readFact(customers, table.customerOf(row)),
      }),
    })
  }
  await pause?.()
  const totals = previewTotals(table, everybody)
  await pause?.()
  return {
    totals,
    heldBack: heldBackTotals(table, everybody),
    found: wanted.length,
    foundOpen: openOfAll(table, wanted),
    samples: pickSamples(compiled, { table, evaluator, everybody }),
    rows,
    next: rest.length > page.length ? (page.at(-1)?.row ?? null) : null,
    disagreements: reasons.disagreements,
  }
}

/** Why the matched subjects of a page were matched, by id. */
async function reasonsOf(
  page: readonly PreviewedSubject[],
  {
    compiled,
    plan,
    table,
    side,
  }: { compiled: CompiledRule; plan: Plan; table: SnapshotFactTable; side: CustomerSide },
): Promise<{ because: ReadonlyMap<string, readonly Explanation[]>; disagreements: readonly string[] }> {
  const { decisions, disagreements } = await decideRule({
    compiled,
    table,
    evaluator: createColumnEvaluator(table),
    customers: side,
    // Where a subject stands changes nothing of why its conditions are true.
    history: new Map(),
    asOf: toEpochDay(plan.asOf),
    calendar: MONDAY_TO_FRIDAY,
    rows: new Set(page.filter(({ decision }) => decision !== null).map(({ row }) => row)),
  })
  return { because: new Map(decisions.map(({ subject, because }) => [subject.id, because])), disagreements }
}

/** Where conditions on the customer are answered, beside a rule's own table. */
function customerSideOf(
  plan: Plan,
  table: SnapshotFactTable,
  catalogue: FactCatalogue,
): { customers: SnapshotFactTable; side: CustomerSide } {
  const isAboutInvoices = table.subject === 'invoice'
  const beside = isAboutInvoices ? plan.rules.find(({ rule }) => rule.subject === 'customer')?.table : table
  const customers =
    beside ?? createFactTable({ snapshot: table.snapshot, subject: 'customer', asOf: plan.asOf, catalogue })
  const customerOf = isAboutInvoices
    ? Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
    : null
  return { customers, side: { evaluator: createColumnEvaluator(customers), customerOf } }
}

function passes(
  { row, outcome, reason }: PreviewedSubject,
  filter: PreviewFilter,
  table: SnapshotFactTable,
): boolean {
  if (filter.outcome !== undefined && filter.outcome !== outcome) return false
  if (filter.heldBack !== undefined && filter.heldBack !== reason) return false
  return filter.subject === undefined || table.idOf(row) === filter.subject
}

function messagesOf(
  { messages, decisions }: Plan,
  page: readonly PreviewedSubject[],
): ReadonlyMap<Decision, readonly MergedMessage[]> {
  const found = new Map<Decision, MergedMessage[]>()
  for (const { decision } of page) if (decision) found.set(decision, [])
  for (const message of messages)
    for (const { decision: at } of message.acts) {
      const decision = decisions[at]
      const own = decision && found.get(decision)
      // Two acts of one decision may share a letter.
      if (own && own.at(-1) !== message) own.push(message)
    }
  return found
}
