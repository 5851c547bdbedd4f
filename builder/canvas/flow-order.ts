import type { Branch, Decide, RuleDocument, RuleStep } from '#engine/rule.ts'
import { type Place, type PlaceList, placeKey } from '../edit/place.ts'
import { findStep } from '../edit/step-tree.ts'
import { END_ID, TRIGGER_ID } from './graph.ts'

/** What can have the focus in a drawing. */
export type FlowItem =
  | { readonly kind: 'step'; readonly id: string }
  /** Where the lane of a branch begins, with its label; `branch` is null for what happens otherwise. */
  | {
      readonly kind: 'lane'
      readonly id: string
      readonly list: PlaceList
      readonly decide: Decide
      readonly branch: Branch | null
    }
  /** Where a step can be added. `after` is the step that stands before the place in its list. */
  | {
      readonly kind: 'plus'
      readonly id: string
      readonly place: Place
      readonly after: RuleStep | null
      readonly branch: Branch | null
    }

/** The id under which the lane of a decide's otherwise is drawn and chosen. */
export function otherwiseId(decide: string): string {
  return `${decide}:otherwise`
}

/** Everything of a drawing from top to bottom and from left to right: the order of the eye, and so of the keyboard. */
export function flowOrder(rule: RuleDocument, { isEdited }: { isEdited: boolean }): FlowItem[] {
  const plus = (place: Place, after: RuleStep | null, branch: Branch | null): FlowItem[] => {
    const isEnd = place.list === 'root' && place.at === rule.steps.length
    return isEdited
      ? [{ kind: 'plus', id: isEnd ? END_ID : `+${placeKey(place)}`, place, after, branch }]
      : []
  }
  const inList = (list: PlaceList, steps: readonly RuleStep[], branch: Branch | null): FlowItem[] => [
    ...steps.flatMap((step, at) => [
      ...plus({ list, at }, steps[at - 1] ?? null, branch),
      { kind: 'step' as const, id: step.id },
      ...(step.do === 'decide' ? inDecide(step) : []),
    ]),
    ...plus({ list, at: steps.length }, steps.at(-1) ?? null, branch),
  ]
  const inDecide = (decide: Decide): FlowItem[] => [
    ...decide.branches.flatMap((branch) => {
      const list: PlaceList = { decide: decide.id, branch: branch.id }
      return [
        { kind: 'lane' as const, id: branch.id, list, decide, branch },
        ...inList(list, branch.steps, branch),
      ]
    }),
    {
      kind: 'lane' as const,
      id: otherwiseId(decide.id),
      list: { decide: decide.id, otherwise: true as const },
      decide,
      branch: null,
    },
    ...inList({ decide: decide.id, otherwise: true }, decide.otherwise ?? [], null),
  ]
  return [{ kind: 'step', id: TRIGGER_ID }, ...inList('root', rule.steps, null)]
}

export type Direction = 'next' | 'previous' | 'left' | 'right'

/**
 * Where an arrow key leads from a step or a lane: down and up in the order of the flow, left and right to the lane beside the
 * one it stands in. Null when nothing is there.
 */
export function neighbour(rule: RuleDocument, id: string, direction: Direction): string | null {
  const items = flowOrder(rule, { isEdited: false })
  const at = items.findIndex((item) => item.id === id)
  if (at < 0) return null
  if (direction === 'next') return items[at + 1]?.id ?? null
  if (direction === 'previous') return items[at - 1]?.id ?? null
  const lane = laneAround(rule, id)
  if (lane === null) return null
  const lanes = [...lane.decide.branches.map((branch) => branch.id), otherwiseId(lane.decide.id)]
  return lanes[lanes.indexOf(lane.id) + (direction === 'left' ? -1 : 1)] ?? null
}

/** The step an arrow key leads to, past the labels of branches; null when nothing is there. */
export function nextStep(rule: RuleDocument, id: string, direction: Direction): string | null {
  const next = neighbour(rule, id, direction)
  if (next === null || findStep(rule, next) !== null) return next
  return direction === 'next' || direction === 'previous' ? nextStep(rule, next, direction) : null
}

/** The innermost lane a step stands in, or the lane itself; null for steps of the rule's own list. */
export function laneAround(rule: RuleDocument, id: string): { id: string; decide: Decide } | null {
  const within = (decide: Decide): { id: string; decide: Decide } | null => {
    const lanes = [
      ...decide.branches.map((branch) => ({ id: branch.id, steps: branch.steps })),
      { id: otherwiseId(decide.id), steps: decide.otherwise ?? [] },
    ]
    for (const lane of lanes) {
      if (lane.id === id) return { id: lane.id, decide }
      const inner = inSteps(lane.steps)
      if (inner !== null) return inner
      if (lane.steps.some((step) => step.id === id)) return { id: lane.id, decide }
    }
    return null
  }
  const inSteps = (steps: readonly RuleStep[]): { id: string; decide: Decide } | null => {
    for (const step of steps) {
      const found = step.do === 'decide' ? within(step) : null
      if (found !== null) return found
    }
    return null
  }
  return inSteps(rule.steps)
}
