import type { RuleDocument } from '#engine/rule.ts'
import { branchName, type DrawnRule } from '../canvas/drawn-rule.ts'
import { otherwiseId } from '../canvas/flow-order.ts'
import { TRIGGER_ID } from '../canvas/graph.ts'
import { actTitle } from '../words/act-title.ts'
import { words } from '../words/words.ts'
import { duplicateBranch, moveBranch, removeBranch, setOtherwise } from './branch-commands.ts'
import { type Command, duplicateStep, moveStep, removeStep } from './commands.ts'
import { listsOf, type Place, stepsIn } from './place.ts'
import { findBranch, findStep } from './step-tree.ts'

/**
 * What somebody means by a key or a button while something is chosen: a step, a branch, what happens otherwise, or the
 * trigger. The canvas, the outline and the toolbar ask here, so that they always do the same.
 */

/** What is chosen, in words. */
export function titleOf(id: string, drawn: DrawnRule): string {
  if (id === TRIGGER_ID) return words.editing.kinds.trigger
  const step = findStep(drawn.rule, id)?.step
  if (step?.do === 'act') return actTitle(step.action)
  if (step?.do === 'wait') return words.editing.kinds.wait
  if (step?.do === 'decide') return step.label ?? words.editing.kinds.decide
  const branch = findBranch(drawn.rule, id)?.branch
  return branch === undefined ? words.rule.otherwise : branchName(branch, drawn)
}

/** Deletes what is chosen; null where there is nothing to delete. */
export function removal(id: string, drawn: DrawnRule): Command | null {
  const { rule } = drawn
  const what = quoted(titleOf(id, drawn))
  if (findStep(rule, id) !== null) return removeStep(id, what)
  if (findBranch(rule, id) !== null) return removeBranch(id, what)
  const decide = decideOfOtherwise(rule, id)
  return decide === null ? null : { ...setOtherwise(decide, []), selects: decide }
}

/** Puts a copy behind what is chosen. */
export function duplication(id: string, drawn: DrawnRule): Command | null {
  const what = quoted(titleOf(id, drawn))
  if (findStep(drawn.rule, id) !== null) return duplicateStep(id, what)
  return findBranch(drawn.rule, id) === null ? null : duplicateBranch(id, what)
}

/** Moves what is chosen by one place: a step within its list and out of it at its ends, a branch among its decide's. */
export function shift(id: string, by: -1 | 1, drawn: DrawnRule): Command | null {
  const { rule } = drawn
  const what = quoted(titleOf(id, drawn))
  const found = findBranch(rule, id)
  if (found !== null) {
    const to = found.at + by
    return to < 0 || to >= found.decide.branches.length ? null : moveBranch(id, to, what)
  }
  const place = placeBeyond(rule, id, by)
  return place === null ? null : moveStep(id, place, what)
}

/** Where something is added after what is chosen: behind a step, at the start of a branch, first below the trigger. */
export function placeAfter(rule: RuleDocument, id: string | null): Place {
  if (id === TRIGGER_ID) return { list: 'root', at: 0 }
  const step = id === null ? null : findStep(rule, id)
  if (step !== null) return { list: step.place.list, at: step.place.at + 1 }
  const branch = id === null ? null : findBranch(rule, id)
  if (branch !== null) return { list: { decide: branch.decide.id, branch: branch.branch.id }, at: 0 }
  const decide = id === null ? null : decideOfOtherwise(rule, id)
  if (decide !== null) return { list: { decide, otherwise: true }, at: 0 }
  return { list: 'root', at: rule.steps.length }
}

/** The decide whose otherwise was chosen by this id; null for any other id. */
export function decideOfOtherwise(rule: RuleDocument, id: string): string | null {
  for (const { steps } of listsOf(rule))
    for (const step of steps) if (step.do === 'decide' && otherwiseId(step.id) === id) return step.id
  return null
}

function placeBeyond(rule: RuleDocument, id: string, by: -1 | 1): Place | null {
  const found = findStep(rule, id)
  if (found === null) return null
  const { list, at } = found.place
  const isInside = by < 0 ? at > 0 : at < (stepsIn(rule, list)?.length ?? 0) - 1
  // A place is counted before the step is taken out, so the place behind the next step is two further on.
  if (isInside) return { list, at: by < 0 ? at - 1 : at + 2 }
  if (list === 'root') return null
  const decide = findStep(rule, list.decide)
  return decide && { list: decide.place.list, at: decide.place.at + (by < 0 ? 0 : 1) }
}

function quoted(text: string): string {
  return `“${text}”`
}
