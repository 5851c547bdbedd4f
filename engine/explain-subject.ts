import type { CalendarDate } from './calendar-date.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import type { Condition } from './condition.ts'
import type { Decision, SubjectRef } from './decision.ts'
import { ReceivablesError } from './errors.ts'
import { createColumnEvaluator } from './evaluate-columns.ts'
import { createExplainer, type Explanation, type FactReader } from './explain.ts'
import { createFactTable, type SnapshotFactTable } from './facts/fact-table-of.ts'
import { hasBit } from './mask.ts'
import { matchRule } from './match-rule.ts'
import { nearest } from './nearest.ts'
import { type PlanInput, plan } from './plan.ts'
import { readFact } from './read-fact.ts'
import type { Branch, RuleDocument, RuleStep } from './rule.ts'
import type { Snapshot } from './snapshot.ts'

export type Outcome = 'matched' | 'notMatched' | 'unknown'

/** A branch whose condition the walk asked about, with what it came to. */
export type AskedBranch = { readonly branch: Branch; readonly explanation: Explanation }

/** Why a rule does or does not act for one subject on a day. */
export type SubjectExplanation = {
  readonly rule: RuleDocument
  readonly asOf: CalendarDate
  readonly subject: SubjectRef
  readonly outcome: Outcome
  /** What the policy says of the customer, where it narrows anything. */
  readonly admission: readonly { readonly of: 'audience' | 'exclude'; readonly explanation: Explanation }[]
  /** In the order of the rule, up to the first that is true or unknown; none when the policy keeps the subject out. */
  readonly asked: readonly AskedBranch[]
  /** What is done for it and what holds it back, after all rules were heard; null when the rule does not match. */
  readonly decision: Decision | null
  /** True when the two evaluators differ for this rule, which then may not act for anybody. */
  readonly isBlocked: boolean
}

/** One of the rules of a plan, and whom to explain it for. An invoice may also be named by its number. */
export type ExplainInput = PlanInput & { readonly ruleId: string; readonly subjectId: string }

/** Explains one rule for one subject, leaf by leaf, also where it does not match. Throws when there is no such subject that day. */
export async function explainSubject(input: ExplainInput): Promise<SubjectExplanation> {
  const { snapshot, catalogue, asOf, subjectId, doneActs = [] } = input
  const rule = input.rules.find(({ id }) => id === input.ruleId)
  if (!rule) throw new TypeError(`The rule "${input.ruleId}" is not among the rules to plan.`)
  const tableOf = (subject: 'customer' | 'invoice') => createFactTable({ snapshot, subject, asOf, doneActs })
  const customers = tableOf('customer')
  const table = rule.subject === 'invoice' ? tableOf('invoice') : customers
  const row = rowOfSubject(table, subjectId)
  const compiled = compileRule(rule, catalogue)
  const facts = readFact(table, row)

  const admission: { of: 'audience' | 'exclude'; explanation: Explanation }[] = []
  for (const key of ['audience', 'exclude'] as const) {
    const condition = rule.policy[key]
    if (condition === undefined) continue
    const customer = readFact(customers, table.customerOf(row))
    admission.push({ of: key, explanation: await explain(condition, compiled, customer) })
  }
  const isAdmitted = admission.every(({ of, explanation }) => explanation.result === (of === 'audience'))
  const asked: AskedBranch[] = []
  if (isAdmitted) await askList(rule.steps, { compiled, facts, asked })

  const outcome = outcomeAt(compiled, { table, customers, row })
  const subject = { type: rule.subject, id: table.idOf(row), name: table.nameOf(row) }
  if (outcome !== 'matched')
    return { rule, asOf, subject, outcome, admission, asked, decision: null, isBlocked: false }
  const planned = (await plan(input)).rules.find((each) => each.rule.id === rule.id)
  return {
    rule,
    asOf,
    subject,
    outcome,
    admission,
    asked,
    decision: planned?.decisions.find((decision) => decision.subject.id === subject.id) ?? null,
    isBlocked: (planned?.disagreements.length ?? 0) > 0,
  }
}

function explain(condition: Condition, { catalogue }: CompiledRule, facts: FactReader): Promise<Explanation> {
  return createExplainer(condition, catalogue).explain(facts)
}

/** What the walk asks of one subject that the policy admits, up to the first branch that is true or unknown. */
export async function explainWalk(compiled: CompiledRule, facts: FactReader): Promise<AskedBranch[]> {
  const asked: AskedBranch[] = []
  await askList(compiled.rule.steps, { compiled, facts, asked })
  return asked
}

type Asking = {
  readonly compiled: CompiledRule
  readonly facts: FactReader
  readonly asked: AskedBranch[]
}

/** Asks branches in the order of the walk; false when an unknown one ends it. */
async function askList(steps: readonly RuleStep[], asking: Asking): Promise<boolean> {
  for (const step of steps) {
    if (step.do !== 'decide') continue
    const taken = await askBranches(step.branches, asking)
    if (taken === 'unknown') return false
    if (!(await askList(taken ? taken.steps : (step.otherwise ?? []), asking))) return false
  }
  return true
}

async function askBranches(
  branches: readonly Branch[],
  { compiled, facts, asked }: Asking,
): Promise<Branch | 'unknown' | null> {
  for (const branch of branches) {
    // The condition as it is asked: with the rule's grace worked in.
    const condition = compiled.branches.get(branch.id)?.condition ?? branch.when
    const explanation = await explain(condition, compiled, facts)
    asked.push({ branch, explanation })
    if (explanation.result === null) return 'unknown'
    if (explanation.result) return branch
  }
  return null
}

type At = {
  readonly table: SnapshotFactTable
  readonly customers: SnapshotFactTable
  readonly row: number
}

function outcomeAt(compiled: CompiledRule, { table, customers, row }: At): Outcome {
  const customerOf =
    table === customers ? null : Int32Array.from({ length: table.rows }, (_, at) => table.customerOf(at))
  const match = matchRule(compiled, {
    evaluator: createColumnEvaluator(table),
    rows: table.rows,
    customers: { evaluator: createColumnEvaluator(customers), customerOf },
  })
  if (hasBit(match.matched, row)) return 'matched'
  return hasBit(match.unknown, row) ? 'unknown' : 'notMatched'
}

function rowOfSubject(table: SnapshotFactTable, wanted: string): number {
  const byName: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (table.idOf(row) === wanted) return row
    if (table.nameOf(row) === wanted) byName.push(row)
  }
  const [only, another] = byName
  if (only !== undefined && another === undefined) return only
  throw new ReceivablesError(
    another === undefined
      ? subjectMissing(table, wanted)
      : `Cannot explain the ${table.subject} "${wanted}": ${byName.length} have that name. Use an id: ${byName
          .slice(0, 10)
          .map((row) => table.idOf(row))
          .join(', ')}.`,
  )
}

function subjectMissing({ snapshot, subject, rows, asOf, idOf }: SnapshotFactTable, wanted: string): string {
  if (subject === 'invoice' && documentExists(snapshot, wanted))
    return `Cannot explain the invoice "${wanted}": it is not open on ${asOf}. Choose a day on which it is.`
  const ids = Array.from({ length: rows }, (_, row) => idOf(row))
  return `There is no ${subject} "${wanted}" in this ledger on ${asOf}. ${nearest(wanted, ids)}`.trimEnd()
}

function documentExists({ documents }: Snapshot, wanted: string): boolean {
  return documents.row.has(wanted) || documents.records.some(({ number }) => number === wanted)
}
