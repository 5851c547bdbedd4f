import {
  asDraft,
  blankLeaf,
  type DraftCondition,
  draftLeaves,
  freshName,
  type GroupKind,
  groupKind,
  partsOf,
  withParts,
} from './draft-condition.ts'

/** Where a condition stands: the number of its part, from the outermost group inwards. The root is the empty list. */
export type At = readonly number[]

/** The condition at a place; undefined when there is none. */
export function conditionAt(root: DraftCondition, at: At): DraftCondition | undefined {
  return at.reduce<DraftCondition | undefined>((found, part) => found && partsOf(found)[part], root)
}

/** Puts another condition in its place. */
export function replaceAt(root: DraftCondition, at: At, next: DraftCondition): DraftCondition {
  const [first, ...rest] = at
  if (first === undefined) return next
  const parts = partsOf(root).map((part, number) => (number === first ? replaceAt(part, rest, next) : part))
  return withParts(root, parts)
}

/** Adds a blank condition, or a group with one, at the end of a group. A root that is no group becomes one. */
export function addTo(root: DraftCondition, at: At, what: 'condition' | GroupKind): DraftCondition {
  const group = conditionAt(root, at)
  if (group === undefined) return root
  const leaf = blankLeaf(freshName(root))
  const added = what === 'condition' ? leaf : what === 'not' ? { not: leaf } : { [what]: [leaf] }
  const kind = groupKind(group)
  if (kind === null || kind === 'not') return replaceAt(root, at, { all: [group, added] })
  return replaceAt(root, at, withParts(group, [...partsOf(group), added]))
}

/** Takes a condition away. A group that would be empty goes with it; the last one of all leaves a blank behind. */
export function removeAt(root: DraftCondition, at: At): DraftCondition {
  const parent = at.slice(0, -1)
  const number = at.at(-1)
  if (number === undefined) return { all: [blankLeaf('c1')] }
  const group = conditionAt(root, parent)
  if (group === undefined) return root
  const parts = partsOf(group).filter((_, each) => each !== number)
  if (parts.length === 0) return removeAt(root, parent)
  return replaceAt(root, parent, withParts(group, parts))
}

/** A second condition right behind the first, under names of its own. */
export function duplicateAt(root: DraftCondition, at: At): DraftCondition {
  const number = at.at(-1)
  const condition = conditionAt(root, at)
  if (condition === undefined) return root
  const copy = renamed(condition, root)
  const parent = at.slice(0, -1)
  const group = conditionAt(root, parent)
  if (number === undefined || group === undefined || groupKind(group) === 'not')
    return replaceAt(root, at, { all: [condition, copy] })
  const parts = partsOf(group)
  return replaceAt(
    root,
    parent,
    withParts(group, [...parts.slice(0, number + 1), copy, ...parts.slice(number + 1)]),
  )
}

/** Where a condition stands after it was moved up or down among its neighbours; null when it cannot go further. */
export function neighbourAt(root: DraftCondition, at: At, by: -1 | 1): At | null {
  const number = at.at(-1)
  if (number === undefined) return null
  const group = conditionAt(root, at.slice(0, -1))
  const next = number + by
  if (group === undefined || next < 0 || next >= partsOf(group).length) return null
  return [...at.slice(0, -1), next]
}

/** Exchanges a condition with its neighbour above or below. */
export function moveBy(root: DraftCondition, at: At, by: -1 | 1): DraftCondition {
  const to = neighbourAt(root, at, by)
  const here = conditionAt(root, at)
  const there = to && conditionAt(root, to)
  if (!to || !here || !there) return root
  return replaceAt(replaceAt(root, at, there), to, here)
}

/** Puts a condition into a group of its own. */
export function wrapAt(root: DraftCondition, at: At, kind: GroupKind): DraftCondition {
  const condition = conditionAt(root, at)
  if (condition === undefined) return root
  return replaceAt(root, at, kind === 'not' ? { not: condition } : { [kind]: [condition] })
}

/** True for a condition that stands in a group within a group, which it can leave. */
export function canLeave(root: DraftCondition, at: At): boolean {
  if (at.length < 2) return false
  const outer = conditionAt(root, at.slice(0, -2))
  return outer !== undefined && groupKind(outer) !== 'not'
}

/** Takes a condition out of its group and puts it right behind that. A group that would be empty goes. */
export function leaveGroup(root: DraftCondition, at: At): DraftCondition {
  const number = at.at(-1)
  const groupNumber = at.at(-2)
  const outerAt = at.slice(0, -2)
  const condition = conditionAt(root, at)
  const inner = conditionAt(root, at.slice(0, -1))
  const outer = conditionAt(root, outerAt)
  if (number === undefined || groupNumber === undefined || !condition || !inner || !outer) return root
  if (!canLeave(root, at)) return root
  const left = partsOf(inner).filter((_, each) => each !== number)
  const parts = partsOf(outer)
  return replaceAt(
    root,
    outerAt,
    withParts(outer, [
      ...parts.slice(0, groupNumber),
      ...(left.length === 0 ? [] : [withParts(inner, left)]),
      condition,
      ...parts.slice(groupNumber + 1),
    ]),
  )
}

/** The same parts under another kind of group. "Not" of several keeps them together as "all". */
export function regroup(group: DraftCondition, kind: GroupKind): DraftCondition {
  const { all: _all, any: _any, not: _not, ...rest } = group
  const parts = partsOf(group)
  const [only] = parts
  if (kind === 'not')
    return { ...rest, not: parts.length === 1 && only !== undefined ? only : { all: parts } }
  return { ...rest, [kind]: groupKind(group) === 'not' && only ? unwrapped(only) : parts }
}

/** The parts of the "all" that a "not" of several was made of, so that going there and back changes nothing. */
function unwrapped(part: DraftCondition): readonly DraftCondition[] {
  return groupKind(part) === 'all' ? partsOf(part) : [part]
}

function renamed(condition: DraftCondition, root: DraftCondition): DraftCondition {
  const taken = new Set(draftLeaves(root).map(({ leaf }) => leaf.name))
  const rename = (each: DraftCondition): DraftCondition => {
    if (groupKind(each) !== null) return withParts(each, partsOf(each).map(rename))
    let number = 1
    while (taken.has(`c${number}`)) number += 1
    taken.add(`c${number}`)
    return { ...each, name: `c${number}` }
  }
  return rename(asDraft(condition))
}
