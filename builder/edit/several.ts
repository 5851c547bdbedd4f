import type { RuleDocument, RuleStep } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { type Command, moveStep, pasteSteps, removeStep } from './commands.ts'
import { placeAfter } from './gestures.ts'
import type { Place } from './place.ts'
import { findStep, idsOf } from './step-tree.ts'

const names = words.editing.commands

/**
 * The steps among these ids in the order of the flow, without those that stand inside another of them: what is done to a decide is
 * done to all it holds.
 */
export function outermost(rule: RuleDocument, ids: readonly string[]): RuleStep[] {
  const wanted = new Set(ids)
  const steps = idsOf(rule.steps).flatMap((id) => (wanted.has(id) ? (findStep(rule, id)?.step ?? []) : []))
  const inside = new Set(steps.flatMap((step) => idsOf([step]).filter((id) => id !== step.id)))
  return steps.filter(({ id }) => !inside.has(id))
}

/** Deletes several steps as one. `name` is what undo calls it, such as `Cut 3 steps`. */
export function removeSeveral(ids: readonly string[], name?: string): Command {
  return {
    name: name ?? names.removed(words.editing.several.steps(ids.length)),
    apply: (rule) => outermost(rule, ids).reduce((next, { id }) => removeStep(id).apply(next), rule),
  }
}

/** Puts copies of several steps, in their order, behind the last of them. */
export function duplicateSeveral(rule: RuleDocument, ids: readonly string[]): Command | null {
  const steps = outermost(rule, ids)
  const last = steps.at(-1)
  if (last === undefined) return null
  return {
    ...pasteSteps(placeAfter(rule, last.id), steps),
    name: names.duplicated(words.editing.several.steps(steps.length)),
  }
}

/** Moves several steps to one place, one behind the other in the order of the flow. Into one of themselves they do not go. */
export function moveSeveral(ids: readonly string[], to: Place): Command {
  return {
    name: names.moved(words.editing.several.steps(ids.length)),
    apply: (rule) => {
      const steps = outermost(rule, ids)
      const list = to.list
      if (list !== 'root' && idsOf(steps).includes(list.decide)) return rule
      return steps.reduce((next, { id }, at) => {
        const before = steps[at - 1]
        return moveStep(id, before === undefined ? to : placeAfter(next, before.id)).apply(next)
      }, rule)
    },
  }
}
