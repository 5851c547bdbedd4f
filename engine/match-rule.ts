import type { Logic } from './compile-condition.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { ColumnEvaluator } from './evaluate-columns.ts'
import { addTo, allRows, and, type Bits, hasBit, type Mask, wordsFor } from './mask.ts'
import type { RuleStep } from './rule.ts'

/** What a rule's conditions say of every subject, ignoring history, waits and arbitration (`semantics.md` 6.1). */
export type RuleMatch = {
  /** An act is reached. */
  readonly matched: Bits
  readonly notMatched: Bits
  /** No act is reached and a condition on the way could not be decided. */
  readonly unknown: Bits
  readonly branches: ReadonlyMap<string, Mask>
}

/**
 * Who came to each part of a rule, where somebody wants to know: `admitted` by its policy, `asked:BRANCH` for those whom a branch was asked of,
 * `branch:BRANCH` for those who took it, `otherwise:DECIDE`, `unknown:DECIDE` for those whose walk ended there because data was
 * missing, and `step:STEP` for those who came to a step, whether it acts, waits or decides. Whoever comes to a decide is in one of
 * its branches, its otherwise or its unknown.
 */
export type RuleFlow = Map<string, Bits>

/** Where conditions on the customer are answered for a rule about another subject. */
export type CustomerSide = {
  readonly evaluator: ColumnEvaluator
  /** Row of the customer in the evaluator's table, per row of the subject; null when the subject is the customer. */
  readonly customerOf: Int32Array | null
}

/** Evaluates a rule over all `rows` subjects of a table. `matched`, `notMatched` and `unknown` never overlap and leave nobody out. */
export function matchRule(
  { rule, branches, audience, exclude }: CompiledRule,
  {
    evaluator,
    rows,
    customers,
    flow,
  }: { evaluator: ColumnEvaluator; rows: number; customers: CustomerSide | null; flow?: RuleFlow },
): RuleMatch {
  const everybody = allRows(rows)
  const masks = new Map([...branches].map(([id, { logic }]) => [id, evaluator.evaluate(logic)]))
  const reached: Bits = new Uint32Array(wordsFor(rows))
  const undecided: Bits = new Uint32Array(wordsFor(rows))
  let active = everybody
  for (const [logic, wanted] of [
    [audience, true],
    [exclude, false],
  ] as const) {
    if (!logic) continue
    const mask = onSubjects(logic, customers ?? { evaluator, customerOf: null }, rows)
    const passes = wanted ? mask.yes : mask.no
    addUndecided(undecided, active, mask)
    active = and(active, passes)
  }
  flow?.set('admitted', active.slice())
  walkList(rule.steps, active, { masks, reached, undecided, flow: flow ?? null })
  return { ...threeWays(everybody, reached, undecided), branches: masks }
}

/** Everybody falls under exactly one of the three. Two of them take the place of what they are made from. */
function threeWays(
  everybody: Bits,
  reached: Bits,
  undecided: Bits,
): Pick<RuleMatch, 'matched' | 'notMatched' | 'unknown'> {
  const notMatched: Bits = new Uint32Array(everybody.length)
  for (let at = 0; at < everybody.length; at++) {
    const matched = reached[at]! & everybody[at]!
    const rest = everybody[at]! & ~matched
    reached[at] = matched
    notMatched[at] = rest & ~undecided[at]!
    undecided[at] = rest & undecided[at]!
  }
  return { matched: reached, notMatched, unknown: undecided }
}

type Walk = {
  readonly masks: ReadonlyMap<string, Mask>
  readonly reached: Bits
  readonly undecided: Bits
  readonly flow: RuleFlow | null
}

/** Walks a list for all subjects at once; answers those whose walk goes on behind it, which may be `active` itself. */
function walkList(steps: readonly RuleStep[], active: Bits, walk: Walk): Bits {
  let current = active
  for (const step of steps) {
    // A copy, since the masks of the walk are used again for the next branch.
    walk.flow?.set(`step:${step.id}`, current.slice())
    if (step.do === 'act') addTo(walk.reached, current)
    else if (step.do === 'decide') {
      const rest = current.slice()
      const taken: Bits = new Uint32Array(current.length)
      const ended: Bits = new Uint32Array(current.length)
      current = new Uint32Array(current.length)
      for (const branch of step.branches) {
        const mask = walk.masks.get(branch.id)
        if (!mask) throw new TypeError(`The branch "${branch.id}" was not compiled.`)
        walk.flow?.set(`asked:${branch.id}`, rest.slice())
        takeBranch(mask, { rest, taken, undecided: ended })
        walk.flow?.set(`branch:${branch.id}`, taken.slice())
        addTo(current, walkList(branch.steps, taken, walk))
      }
      walk.flow?.set(`otherwise:${step.id}`, rest.slice())
      walk.flow?.set(`unknown:${step.id}`, ended)
      addTo(walk.undecided, ended)
      addTo(current, walkList(step.otherwise ?? [], rest, walk))
    }
  }
  return current
}

/**
 * Those of the rest of whom the branch is true take it, and those of whom it is false stay for the next one. A branch that
 * cannot be decided ends the walk there: the next one may only be taken when this one is false.
 */
function takeBranch(
  { yes, no }: Mask,
  { rest, taken, undecided }: { readonly rest: Bits; readonly taken: Bits; readonly undecided: Bits },
): void {
  for (let at = 0; at < rest.length; at++) {
    const asked = rest[at]!
    taken[at] = asked & yes[at]!
    undecided[at] = undecided[at]! | (asked & ~yes[at]! & ~no[at]!)
    rest[at] = asked & no[at]!
  }
}

/** Adds those of `asked` whom the mask says neither true nor false of. */
function addUndecided(undecided: Bits, asked: Bits, { yes, no }: Mask): void {
  for (let at = 0; at < undecided.length; at++)
    undecided[at] = undecided[at]! | (asked[at]! & ~yes[at]! & ~no[at]!)
}

function onSubjects(logic: Logic, { evaluator, customerOf }: CustomerSide, rows: number): Mask {
  const mask = evaluator.evaluate(logic)
  if (!customerOf) return mask
  const yes = new Uint32Array(wordsFor(rows))
  const no = new Uint32Array(wordsFor(rows))
  for (let row = 0; row < rows; row++) {
    const bit = 1 << (row & 31)
    if (hasBit(mask.yes, customerOf[row]!)) yes[row >>> 5]! |= bit
    if (hasBit(mask.no, customerOf[row]!)) no[row >>> 5]! |= bit
  }
  return { yes, no }
}
