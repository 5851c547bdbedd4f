import type { CalendarDate } from './calendar-date.ts'
import { compileCondition } from './compile-condition.ts'
import { branchesOf, type CompiledRule, compileRule } from './compile-rule.ts'
import { type Condition, isLeaf, type Leaf, leavesOf } from './condition.ts'
import { type ColumnEvaluator, createColumnEvaluator } from './evaluate-columns.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import type { DoneAct, SnapshotFactTable } from './facts/fact-table-of.ts'
import { withGrace } from './grace.ts'
import { keptTables, type Tables } from './kept-tables.ts'
import { and, type Bits, countBits, type Mask } from './mask.ts'
import { matchRule, type RuleFlow, type RuleMatch } from './match-rule.ts'
import { type MoneyByCurrency, openMoney } from './open-money.ts'
import { POLICY_DEFAULTS } from './policy.ts'
import type { RuleDocument } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

/** Subjects by number, and what they owe. */
export type Counted = { readonly count: number; readonly open: MoneyByCurrency }

/** How many a single condition is true, false and unknown of, among those its branch is asked of. */
export type ConditionCount = {
  /** Where it stands in its branch, such as `when.all[1]`. */
  readonly path: string
  readonly name: string | null
  readonly yes: Counted
  readonly no: number
  readonly unknown: number
}

export type BranchCount = {
  readonly id: string
  readonly label: string | null
  readonly asked: number
  readonly taken: Counted
  readonly unknown: number
  readonly conditions: readonly ConditionCount[]
}

/** What a rule says of everybody today, by conditions alone. `evaluated = matched + notMatched + unknown`, always. */
export type LiveCount = {
  readonly asOf: CalendarDate
  readonly subject: Subject
  readonly evaluated: number
  /** Those the policy admits (`audience`, `exclude`). */
  readonly admitted: number
  /** What those owe. */
  readonly admittedOpen: MoneyByCurrency
  readonly matched: Counted
  readonly notMatched: number
  readonly unknown: number
  readonly branches: readonly BranchCount[]
  /** Whom no branch of a decide took, with or without steps for them. */
  readonly otherwise: readonly ({ readonly id: string } & Counted)[]
  readonly steps: readonly ({ readonly id: string } & Counted)[]
  /** Beside the version that acts now; null when none does, or it is about other subjects. */
  readonly delta: {
    readonly entering: Counted
    readonly leaving: Counted
    readonly staying: Counted
  } | null
}

export type LiveCountInput = {
  readonly snapshot: Snapshot
  readonly catalogue: FactCatalogue
  readonly asOf: CalendarDate
  readonly rule: RuleDocument
  readonly live: RuleDocument | null
  /** What rules have done, for the facts about that (`asksForDoneActs`). */
  readonly doneActs?: readonly DoneAct[]
}

/** Counts a rule while it is being written, in step with what a run would match. */
export function liveCount({ snapshot, catalogue, asOf, rule, live, doneActs }: LiveCountInput): LiveCount {
  const tables = keptTables(snapshot, asOf, doneActs)
  const { table, match, flow, compiled, evaluator } = evaluated(rule, catalogue, tables)
  // Many parts of a rule are come to by the same subjects (a branch and its first step), and adding up money is what takes the time.
  const added: { readonly bits: Bits; readonly counted: Counted }[] = []
  const counted = (bits: Bits | undefined): Counted => {
    const count = bits ? countBits(bits) : 0
    if (bits === undefined || count === 0) return { count, open: {} }
    const known = added.find((each) => each.counted.count === count && isSame(each.bits, bits))
    if (known) return known.counted
    const found = { count, open: openMoney(table, bits) }
    added.push({ bits, counted: found })
    return found
  }
  const named = (prefix: string) =>
    [...flow]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, bits]) => ({ id: key.slice(prefix.length), ...counted(bits) }))
  const admitted = counted(flow.get('admitted'))
  return {
    asOf,
    subject: rule.subject,
    evaluated: table.rows,
    admitted: admitted.count,
    admittedOpen: admitted.open,
    matched: counted(match.matched),
    notMatched: countBits(match.notMatched),
    unknown: countBits(match.unknown),
    branches: branchesOf(rule.steps).map(({ id, label = null, when }): BranchCount => {
      const asked = flow.get(`asked:${id}`) ?? new Uint32Array(match.matched.length)
      const conditions = leafPaths(when, 'when').map(({ leaf, path }): ConditionCount => {
        const mask = evaluator.evaluate(compileCondition(withGrace(leaf, graceOf(compiled)), catalogue))
        return { path, name: leaf.name ?? null, ...threeWays(mask, asked, counted) }
      })
      const { unknown } = threeWays(match.branches.get(id)!, asked, counted)
      return {
        id,
        label,
        asked: countBits(asked),
        taken: counted(flow.get(`branch:${id}`)),
        unknown,
        conditions,
      }
    }),
    otherwise: named('otherwise:'),
    steps: named('step:'),
    delta:
      live && live.subject === rule.subject
        ? deltaOf(match, evaluated(live, catalogue, tables).match, counted)
        : null,
  }
}

function deltaOf(now: RuleMatch, before: RuleMatch, counted: (bits: Bits) => Counted): LiveCount['delta'] {
  const without = (a: Bits, b: Bits) => a.map((word, at) => word & ~b[at]!)
  return {
    entering: counted(without(now.matched, before.matched)),
    leaving: counted(without(before.matched, now.matched)),
    staying: counted(and(now.matched, before.matched)),
  }
}

function isSame(a: Bits, b: Bits): boolean {
  return a.every((word, at) => word === b[at])
}

function threeWays(mask: Mask, asked: Bits, counted: (bits: Bits) => Counted) {
  const yes = counted(and(mask.yes, asked))
  const no = countBits(and(mask.no, asked))
  return { yes, no, unknown: countBits(asked) - yes.count - no }
}

function graceOf({ rule }: CompiledRule): number {
  return rule.policy.grace ?? POLICY_DEFAULTS.grace
}

/** Facts that speak of what rules have done; all others follow from the books alone. */
const ABOUT_DONE_ACTS = new Set(['daysSinceStep', 'timesDone'])

/** True for a rule that has to know what rules have done before it can be counted. */
export function asksForDoneActs({ steps, policy }: RuleDocument): boolean {
  const conditions = [
    ...branchesOf(steps).map(({ when }) => when),
    ...[policy.audience, policy.exclude].filter((each) => each !== undefined),
  ]
  return conditions
    .flatMap(leavesOf)
    .some(({ fact, value }) =>
      [fact, typeof value === 'object' && 'fact' in value ? value.fact : ''].some((name) =>
        ABOUT_DONE_ACTS.has(name),
      ),
    )
}

function evaluated(rule: RuleDocument, catalogue: FactCatalogue, tables: Tables) {
  const compiled = compileRule(rule, catalogue)
  const table = tables(rule.subject)
  const evaluator: ColumnEvaluator = createColumnEvaluator(table)
  const customers =
    rule.subject === 'customer'
      ? { evaluator, customerOf: null }
      : { evaluator: createColumnEvaluator(tables('customer')), customerOf: customersOf(table) }
  const flow: RuleFlow = new Map()
  const match = matchRule(compiled, { evaluator, rows: table.rows, customers, flow })
  return { table, match, flow, compiled, evaluator }
}

const keptCustomers = new WeakMap<SnapshotFactTable, Int32Array>()

function customersOf(table: SnapshotFactTable): Int32Array {
  const known = keptCustomers.get(table)
  if (known) return known
  const customers = Int32Array.from({ length: table.rows }, (_, row) => table.customerOf(row))
  keptCustomers.set(table, customers)
  return customers
}

function leafPaths(condition: Condition, path: string): { leaf: Leaf; path: string }[] {
  if (isLeaf(condition)) return [{ leaf: condition, path }]
  if ('not' in condition) return leafPaths(condition.not, `${path}.not`)
  const [kind, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
  return parts.flatMap((part, at) => leafPaths(part, `${path}.${kind}[${at}]`))
}
