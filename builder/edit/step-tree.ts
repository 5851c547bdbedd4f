import type { Branch, Decide, RuleDocument, RuleStep } from '#engine/rule.ts'
import { listKey, listsOf, type Place, type PlaceList } from './place.ts'

export type FoundStep = { readonly step: RuleStep; readonly place: Place }
export type FoundBranch = { readonly branch: Branch; readonly decide: Decide; readonly at: number }

/** A step with the place it stands at; null when there is none of that id. */
export function findStep(rule: RuleDocument, id: string): FoundStep | null {
  for (const { list, steps } of listsOf(rule)) {
    const at = steps.findIndex((step) => step.id === id)
    const step = steps[at]
    if (step !== undefined) return { step, place: { list, at } }
  }
  return null
}

/** A branch with its decide; null when there is none of that id. */
export function findBranch(rule: RuleDocument, id: string): FoundBranch | null {
  for (const { steps } of listsOf(rule))
    for (const step of steps) {
      if (step.do !== 'decide') continue
      const at = step.branches.findIndex((branch) => branch.id === id)
      const branch = step.branches[at]
      if (branch !== undefined) return { branch, decide: step, at }
    }
  return null
}

/** The ids of every step and branch, in reading order. */
export function idsOf(steps: readonly RuleStep[]): string[] {
  return steps.flatMap((step) =>
    step.do === 'decide'
      ? [
          step.id,
          ...step.branches.flatMap((branch) => [branch.id, ...idsOf(branch.steps)]),
          ...idsOf(step.otherwise ?? []),
        ]
      : [step.id],
  )
}

/** The rule with one of its lists changed. What is not on the way to that list stays the same object. */
export function withList(
  rule: RuleDocument,
  list: PlaceList,
  change: (steps: readonly RuleStep[]) => readonly RuleStep[],
): RuleDocument {
  const key = listKey(list)
  if (list === 'root') return { ...rule, steps: change(rule.steps) }
  return withDecide(rule, list.decide, (decide) =>
    'branch' in list
      ? {
          ...decide,
          branches: decide.branches.map((branch) =>
            listKey({ decide: decide.id, branch: branch.id }) === key
              ? { ...branch, steps: change(branch.steps) }
              : branch,
          ),
        }
      : { ...decide, otherwise: change(decide.otherwise ?? []) },
  )
}

/** The rule with one step replaced by what `change` makes of it: any number of steps. */
export function withStep(
  rule: RuleDocument,
  id: string,
  change: (step: RuleStep) => readonly RuleStep[],
): RuleDocument {
  const steps = changed(rule.steps, id, change)
  return steps === rule.steps ? rule : { ...rule, steps }
}

/** The rule with one decide changed. */
export function withDecide(
  rule: RuleDocument,
  id: string,
  change: (decide: Decide) => RuleStep,
): RuleDocument {
  return withStep(rule, id, (step) => [step.do === 'decide' ? change(step) : step])
}

function changed(
  steps: readonly RuleStep[],
  id: string,
  change: (step: RuleStep) => readonly RuleStep[],
): readonly RuleStep[] {
  const next = steps.flatMap((step): readonly RuleStep[] => {
    if (step.id === id) return change(step)
    return step.do === 'decide' ? [changedInside(step, id, change)] : [step]
  })
  return next.length === steps.length && next.every((step, at) => step === steps[at]) ? steps : next
}

function changedInside(decide: Decide, id: string, change: (step: RuleStep) => readonly RuleStep[]): Decide {
  const branches = decide.branches.map((branch) => {
    const steps = changed(branch.steps, id, change)
    return steps === branch.steps ? branch : { ...branch, steps }
  })
  const otherwise = decide.otherwise && changed(decide.otherwise, id, change)
  const isSame =
    branches.every((branch, at) => branch === decide.branches[at]) && otherwise === decide.otherwise
  if (isSame) return decide
  return { ...decide, branches, ...(otherwise === undefined ? {} : { otherwise }) }
}
