import type { BusinessCalendar, EpochDay } from './calendar-date.ts'
import { branchesOf, type CompiledRule } from './compile-rule.ts'
import type { DecidedAct, Decision } from './decision.ts'
import type { ColumnEvaluator } from './evaluate-columns.ts'
import { createExplainer, type Explainer, type Explanation } from './explain.ts'
import type { SnapshotFactTable } from './facts/fact-table-of.ts'
import type { Truth } from './leaf-truth.ts'
import { hasBit, rowsOf } from './mask.ts'
import { type CustomerSide, matchRule, type RuleFlow, type RuleMatch } from './match-rule.ts'
import { type Pause, pauseAt } from './pause.ts'
import { readFact } from './read-fact.ts'
import type { Branch, RuleStep } from './rule.ts'
import { type CycleHistory, walkRule } from './walk.ts'

/** The open cycles of a rule and those brought back, by the id of the subject. */
export type RuleHistory = ReadonlyMap<string, CycleHistory>

export type DecideInput = {
  readonly compiled: CompiledRule
  readonly table: SnapshotFactTable
  readonly evaluator: ColumnEvaluator
  readonly customers: CustomerSide | null
  readonly history: RuleHistory
  readonly asOf: EpochDay
  readonly calendar: BusinessCalendar
  /** The rows to decide, of those that match; all, unless said. */
  readonly rows?: ReadonlySet<number>
  /** False for a decision nothing is done by, such as a look at everybody: it carries no reason and is not checked twice. */
  readonly explains?: boolean
  readonly pause?: Pause
}

/** What a rule came to over all subjects, before arbitration. */
export type RuleDecisions = {
  readonly match: RuleMatch
  /** Who came to each part of the rule. */
  readonly flow: RuleFlow
  /** One for each matched subject, in the order of the table. */
  readonly decisions: readonly Decision[]
  /** Subjects on which the two evaluators differ: then the rule may not act at all (`semantics.md` 1.3). */
  readonly disagreements: readonly string[]
}

/** Decides a rule: all subjects over columns, then each matched one walked and explained by json-rules-engine. */
export async function decideRule(input: DecideInput): Promise<RuleDecisions> {
  const { compiled, table, evaluator, customers } = input
  const { rule } = compiled
  const flow: RuleFlow = new Map()
  const match = matchRule(compiled, { evaluator, rows: table.rows, customers, flow })
  const explainers = new Map<string, Explainer>()
  const decisions: Decision[] = []
  const disagreements: string[] = []
  for (const row of rowsOf(match.matched)) {
    if (input.rows && !input.rows.has(row)) continue
    if (input.pause) await pauseAt(decisions.length, input.pause)
    const truthOf = (branch: Branch): Truth => truthAt(match, branch.id, row)
    const ofEvent = table.eventAt?.(row)
    const cycle = ofEvent?.cycle ?? input.history.get(table.idOf(row)) ?? null
    const { acts, branches } = walkRule({ ...input, steps: rule.steps, truthOf, cycle })
    const because: Explanation[] = []
    for (const branch of input.explains === false ? [] : askedBranches(rule.steps, truthOf)) {
      const explanation = await explainerFor(explainers, compiled, branch).explain(readFact(table, row))
      if (explanation.result !== truthOf(branch)) disagreements.push(table.idOf(row))
      if (branches.includes(branch) || passedByOtherwise(branch, rule.steps, truthOf))
        because.push(explanation)
    }
    decisions.push({
      rule,
      subject: { type: rule.subject, id: table.idOf(row), name: table.nameOf(row) },
      customer: table.customerOf(row),
      customerId: table.snapshot.customers[table.customerOf(row)]!.id,
      document: rule.subject === 'invoice' ? table.documentOf(row) : -1,
      cycle: cycle?.number ?? null,
      ...(ofEvent && { event: ofEvent.event }),
      branches,
      because,
      acts: acts.map((act): DecidedAct => ({ ...act, heldBack: null, recipient: null })),
    })
  }
  return { match, flow, decisions, disagreements }
}

function truthAt({ branches }: RuleMatch, id: string, row: number): Truth {
  const mask = branches.get(id)
  if (!mask) throw new TypeError(`The branch "${id}" was not evaluated.`)
  return hasBit(mask.yes, row) ? true : hasBit(mask.no, row) ? false : null
}

function explainerFor(explainers: Map<string, Explainer>, compiled: CompiledRule, branch: Branch): Explainer {
  const known = explainers.get(branch.id)
  if (known) return known
  const condition = compiled.branches.get(branch.id)?.condition ?? branch.when
  const explainer = createExplainer(condition, compiled.catalogue)
  explainers.set(branch.id, explainer)
  return explainer
}

/** The branches whose conditions the walk asked about, in order. */
function askedBranches(steps: readonly RuleStep[], truthOf: (branch: Branch) => Truth): Branch[] {
  const asked: Branch[] = []
  const walk = (list: readonly RuleStep[]): boolean =>
    list.every((step) => {
      if (step.do !== 'decide') return true
      for (const branch of step.branches) {
        asked.push(branch)
        const truth = truthOf(branch)
        if (truth === null) return false
        if (truth) return walk(branch.steps)
      }
      return walk(step.otherwise ?? [])
    })
  walk(steps)
  return asked
}

/** True for a branch of a decide whose `otherwise` was taken: its being false is part of the reason. */
function passedByOtherwise(
  branch: Branch,
  steps: readonly RuleStep[],
  truthOf: (branch: Branch) => Truth,
): boolean {
  return steps.some((step) => {
    if (step.do !== 'decide') return false
    if (step.branches.includes(branch))
      return (step.otherwise ?? []).length > 0 && step.branches.every((other) => truthOf(other) === false)
    return [...step.branches.map((other) => other.steps), step.otherwise ?? []].some(
      (list) => branchesOf(list).includes(branch) && passedByOtherwise(branch, list, truthOf),
    )
  })
}
