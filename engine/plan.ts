import { arbitrate } from './arbitrate.ts'
import { type BusinessCalendar, type CalendarDate, MONDAY_TO_FRIDAY, toEpochDay } from './calendar-date.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import type { ClosedCycle } from './cycle.ts'
import { decideRule, type RuleDecisions, type RuleHistory } from './decide-rule.ts'
import type { Decision, MergedMessage } from './decision.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import { createEventTable, type EventCycle } from './event-table.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import { createFactTable, type DoneAct, type SnapshotFactTable } from './facts/fact-table-of.ts'
import { decideReleases, type ReleaseVerdict } from './hold-release.ts'
import { countBits } from './mask.ts'
import type { ContactLimit } from './merge-messages.ts'
import type { Pause } from './pause.ts'
import { POLICY_DEFAULTS, RELEASE_GRACE_DAYS } from './policy.ts'
import { reopenedCycles } from './reopened-cycles.ts'
import type { RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'
import { type StaleBooks, staleByCustomer } from './stale-books.ts'
import { createUndisputedActs } from './undisputed-books.ts'

export type PlanInput = {
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly rules: readonly RuleDocument[]
  /** Ids of the rules that may propose something new; of the others only what is under way takes part. All, unless said. */
  readonly proposing?: ReadonlySet<string>
  readonly asOf: CalendarDate
  /** Open cycles by the rule's id; none when rules are tried without their past. */
  readonly history?: ReadonlyMap<string, RuleHistory>
  /** The latest cycle of every subject that has none open, by the rule's id; a returned payment may bring one back. */
  readonly closedCycles?: ReadonlyMap<string, ReadonlyMap<string, ClosedCycle>>
  /**
   * The open cycles of events by the rule's id. Given, rules that wait for an event are decided for these and nobody else; left
   * out, as in a preview, for everybody as if it had just happened to them.
   */
  readonly eventCycles?: ReadonlyMap<string, readonly EventCycle[]>
  readonly doneActs?: readonly DoneAct[]
  readonly calendar?: BusinessCalendar
  readonly contactLimit?: ContactLimit
  /** Days after a person has ended a hold in which no rule places another; 5, unless said. */
  readonly releaseGraceDays?: number
  /** Whose books are too old to act on, and why; nobody's when absent. */
  readonly staleBooks?: StaleBooks
  /** False for a look that nothing is done by: the decisions carry no reasons, and the evaluators are not compared. */
  readonly explains?: boolean
  /** Called now and then; see `pause.ts`. */
  readonly pause?: Pause
}

/** The counts of one rule. `evaluated = matched + notMatched + unknown`, always. */
export type RuleCounts = {
  readonly evaluated: number
  readonly matched: number
  readonly notMatched: number
  readonly unknown: number
  /** Acts that are due and held back. */
  readonly heldBack: number
  /** Acts reached. */
  readonly actions: number
}

export type RulePlan = RuleDecisions & {
  readonly rule: RuleDocument
  readonly counts: RuleCounts
  /** The facts it was decided on, whose rows the match speaks of. */
  readonly table: SnapshotFactTable
}

/** What all rules together want on a day: decisions by rule, and the letters they come to. */
export type Plan = {
  readonly asOf: CalendarDate
  readonly rules: readonly RulePlan[]
  /** All decisions of all rules in order; the messages refer to positions in it. */
  readonly decisions: readonly Decision[]
  readonly messages: readonly MergedMessage[]
  /** What is to become of the holds that rules have placed. */
  readonly releases: readonly ReleaseVerdict[]
}

/**
 * Decides rules over a snapshot as of a day. Pure: the same snapshot, rules, history and day give the same plan. A rule on
 * which the two evaluators disagree keeps its decisions for the report, but takes no part in arbitration.
 */
export async function plan(input: PlanInput): Promise<Plan> {
  const { snapshot, catalogue, asOf, rules } = input
  const day = toEpochDay(asOf)
  const calendar = input.calendar ?? MONDAY_TO_FRIDAY
  const staleBooks = staleByCustomer(snapshot, input.staleBooks ?? new Map())
  const tableOf = (subject: Subject) => {
    const table = createFactTable({ snapshot, subject, asOf, doneActs: input.doneActs ?? [], catalogue })
    return { table, evaluator: createColumnEvaluator(table) }
  }
  const customers = tableOf('customer')
  let invoices: ReturnType<typeof tableOf> | null = null
  const compiledRules = new Map<string, CompiledRule>()
  const decided: (Pick<RulePlan, 'rule' | 'table'> & { result: RuleDecisions })[] = []
  for (const rule of rules) {
    if (rule.subject === 'invoice') invoices ??= tableOf('invoice')
    const subjects = rule.subject === 'invoice' && invoices ? invoices : customers
    const { table, evaluator } = eventsOf(rule, subjects.table, input) ?? subjects
    const customerOf =
      rule.subject === 'invoice' || table.eventAt
        ? Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
        : null
    await input.pause?.()
    const compiled = compileRule(rule, catalogue)
    compiledRules.set(rule.id, compiled)
    const open: RuleHistory = input.history?.get(rule.id) ?? new Map()
    const closed = input.closedCycles?.get(rule.id) ?? new Map()
    const again = reopenedCycles({ compiled, snapshot, asOf, closed, doneActs: input.doneActs ?? [] })
    const result = await decideRule({
      compiled,
      table,
      evaluator,
      customers: { evaluator: customers.evaluator, customerOf },
      history: again.size === 0 ? open : new Map([...again, ...open]),
      asOf: day,
      calendar,
      explains: input.explains ?? true,
      ...(input.pause && { pause: input.pause }),
    })
    const proposes = input.proposing?.has(rule.id) ?? true
    decided.push({ rule, result: proposes ? result : onlyUnderWay(result), table })
  }
  const agreed = decided.filter(({ result }) => result.disagreements.length === 0)
  const { decisions, messages } = await arbitrate({
    snapshot,
    asOf: day,
    calendar,
    contactLimit: input.contactLimit ?? POLICY_DEFAULTS.contactLimit,
    releaseGraceDays: input.releaseGraceDays ?? RELEASE_GRACE_DAYS,
    staleBooks,
    ...(input.pause && { pause: input.pause }),
    decisions: agreed.flatMap(({ result }) => result.decisions),
    undisputed: createUndisputedActs({
      snapshot,
      asOf,
      calendar,
      doneActs: input.doneActs ?? [],
      compiledOf: (ruleId) => compiledRules.get(ruleId)!,
    }),
  })
  let at = 0
  const plans = decided.map(({ rule, result, table }): RulePlan => {
    const blocked = result.disagreements.length > 0
    const own = blocked ? result.decisions : decisions.slice(at, at + result.decisions.length)
    if (!blocked) at += result.decisions.length
    const acts = own.flatMap((decision) => decision.acts)
    return {
      ...result,
      decisions: own,
      rule,
      table,
      counts: {
        evaluated: table.rows,
        matched: countBits(result.match.matched),
        notMatched: countBits(result.match.notMatched),
        unknown: countBits(result.match.unknown),
        heldBack: acts.filter((act) => act.heldBack).length,
        actions: acts.length,
      },
    }
  })
  const releases = decideReleases({
    snapshot,
    asOf: day,
    customers: customers.table,
    matchOf: (ruleId) =>
      agreed.find(({ rule }) => rule.id === ruleId && rule.subject === 'customer')?.result.match ?? null,
  })
  return {
    asOf,
    rules: plans,
    decisions,
    messages,
    releases: notOnStaleBooks(releases, staleBooks),
  }
}

/** The events a rule waits for as the rows it is decided over; null for every other rule, and where nobody has looked for events. */
function eventsOf(
  rule: RuleDocument,
  base: SnapshotFactTable,
  { eventCycles }: Pick<PlanInput, 'eventCycles'>,
): { table: SnapshotFactTable; evaluator: ReturnType<typeof createColumnEvaluator> } | null {
  if (eventCycles === undefined || !('on' in rule.trigger)) return null
  const table = createEventTable(base, { ruleId: rule.id, cycles: eventCycles.get(rule.id) ?? [] })
  return { table, evaluator: createColumnEvaluator(table) }
}

/** Whose payment old books show may have been returned since: the hold stays until they are read again. */
function notOnStaleBooks(
  releases: readonly ReleaseVerdict[],
  stale: readonly (string | null)[] | null,
): readonly ReleaseVerdict[] {
  return releases.map((each) => {
    const sentence = stale?.[each.customer] ?? null
    return each.verdict === 'release' && sentence !== null ? { ...each, verdict: 'keep', sentence } : each
  })
}

/** What is in the outbox already goes on being decided, though its rule is not the one that runs now. */
function onlyUnderWay(result: RuleDecisions): RuleDecisions {
  const decisions = result.decisions.map((decision) => ({
    ...decision,
    acts: decision.acts.filter(({ status }) => status === 'pending'),
  }))
  return { ...result, decisions }
}
