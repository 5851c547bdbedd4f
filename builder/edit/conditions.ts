import { type Condition, isLeaf } from '#engine/condition.ts'
import { blankLeaf } from './new-step.ts'

/**
 * The condition without groups that hold nothing; null when nothing is left. An empty group is true of everybody or of nobody,
 * depending on its kind, and nobody means either.
 */
export function withoutEmptyGroups(condition: Condition): Condition | null {
  if (typeof condition !== 'object' || condition === null) return null
  if (isLeaf(condition)) return condition
  if ('not' in condition) {
    const inner = withoutEmptyGroups(condition.not)
    if (inner === null) return null
    return inner === condition.not ? condition : { ...condition, not: inner }
  }
  const given: unknown = 'all' in condition ? condition.all : condition.any
  // What is no condition at all is left as it is: the check names it, and nobody's text is lost.
  if (!isGroup(given)) return condition
  const parts = given.map(withoutEmptyGroups).filter((part) => part !== null)
  if (parts.length === 0) return null
  if (parts.length === given.length && parts.every((part, at) => part === given[at])) return condition
  return 'all' in condition ? { ...condition, all: parts } : { ...condition, any: parts }
}

/** The condition without empty groups; one that is still to be chosen where nothing is left. */
export function filledCondition(condition: Condition): Condition {
  return withoutEmptyGroups(condition) ?? { all: [blankLeaf()] }
}

function isGroup(parts: unknown): parts is readonly Condition[] {
  return Array.isArray(parts)
}
