import type { Decide, RuleDocument, RuleStep } from '#engine/rule.ts'
import { type Pin, pinsOf } from '../edit/notes-and-pins.ts'
import { listKey, type PlaceList, placeKey } from '../edit/place.ts'
import { type Block, sideBySide, stack } from './blocks.ts'
import { END_ID, type GraphEdge, TRIGGER_ID } from './graph.ts'

export type Size = { readonly width: number; readonly height: number }
export type Point = { readonly x: number; readonly y: number }
export type Placed = Point & Size

/** Where everything of a rule's drawing stands. */
export type Layout = {
  readonly nodes: ReadonlyMap<string, Placed>
  /** By `placeKey`: the middle of each place where a step can be added. */
  readonly places: ReadonlyMap<string, Point>
  /** By `listKey`: where the lane of a branch, or of what happens otherwise, begins. */
  readonly lanes: ReadonlyMap<string, Point>
  /** The middle of the lane in which an edge comes down, so that it passes beside steps and never behind them. */
  laneOf(edge: GraphEdge): number
}

/** The side of the button by which a step is added. */
export const PLUS = 24

const GAP_BELOW_STEP = 48
/** Between a decide and its branches, with room for their labels and the buttons below them. */
const GAP_BELOW_DECIDE = 112
const GAP_ABOVE_JOIN = 60
const LESS_ABOVE_END = 28
const GAP_BETWEEN_LANES = 36
const PLUS_ABOVE_STEP = 24
/** How far below a decide its lanes begin. */
const LANE_BELOW_DECIDE = 24
/** A branch without steps still needs room for its label. */
const EMPTY_LANE = 200
const MARGIN = 16

/**
 * Places every step, flowing downwards, branches side by side from left to right in the order in which they are tried. The
 * drawing follows the rule's tree, so it needs no graph algorithm: one walk, and the same rule always gets the same places.
 * (A general layered layout was tried and mirrors branches as it likes.) With `isEdited` there is room wherever a step can be
 * added. Steps somebody has put somewhere by hand stand there, and nothing else moves for them.
 */
export function layOut(
  rule: RuleDocument,
  sizeOf: (id: string) => Size,
  { isEdited = false }: { isEdited?: boolean } = {},
): Layout {
  const nodes = new Map<string, Placed>()
  const places = new Map<string, Point>()
  const lanes = new Map<string, Point>()

  const nodeBlock = (id: string): Block => {
    const size = sizeOf(id)
    return { ...size, place: (middle, top) => nodes.set(id, { x: middle - size.width / 2, y: top, ...size }) }
  }
  const plusBlock = (list: PlaceList, at: number): Block => ({
    width: PLUS,
    height: PLUS,
    place: (middle, top) => places.set(placeKey({ list, at }), { x: middle, y: top + PLUS / 2 }),
  })

  const listBlock = (list: PlaceList, steps: readonly RuleStep[]): Block => {
    const blocks = steps.map((step, at): Block => {
      const block = step.do === 'decide' ? decideBlock(step) : nodeBlock(step.id)
      return {
        ...block,
        place: (middle, top) => {
          places.set(placeKey({ list, at }), { x: middle, y: top - PLUS_ABOVE_STEP })
          block.place(middle, top)
        },
      }
    })
    const gaps = steps.map((step) => (step.do === 'decide' ? GAP_ABOVE_JOIN : GAP_BELOW_STEP))
    if (!isEdited) return stack(blocks, gaps)
    return steps.length === 0
      ? emptyList(list)
      : stack([...blocks, plusBlock(list, steps.length)], endGaps(gaps))
  }

  // An empty list has its one place where the place before its first step would be.
  const emptyList = (list: PlaceList): Block => ({
    width: PLUS,
    height: 0,
    place: (middle, top) => places.set(placeKey({ list, at: 0 }), { x: middle, y: top - PLUS_ABOVE_STEP }),
  })

  const laneBlock = (list: PlaceList, steps: readonly RuleStep[]): Block => {
    const inner = listBlock(list, steps)
    return {
      width: Math.max(inner.width, EMPTY_LANE),
      height: inner.height,
      place: (middle, top) => {
        lanes.set(listKey(list), { x: middle, y: top - GAP_BELOW_DECIDE + LANE_BELOW_DECIDE })
        inner.place(middle, top)
      },
    }
  }

  const decideBlock = (decide: Decide): Block => {
    const otherwise = decide.otherwise ?? []
    const row = sideBySide(
      [
        ...decide.branches.map((branch) => laneBlock({ decide: decide.id, branch: branch.id }, branch.steps)),
        laneBlock({ decide: decide.id, otherwise: true }, otherwise),
      ],
      GAP_BETWEEN_LANES,
    )
    return stack([nodeBlock(decide.id), row], [GAP_BELOW_DECIDE])
  }

  const whole = stack([nodeBlock(TRIGGER_ID), listBlock('root', rule.steps)], [GAP_BELOW_STEP])
  whole.place(MARGIN + whole.width / 2, MARGIN)
  pin(nodes, pinsOf(rule))
  const end = places.get(placeKey({ list: 'root', at: rule.steps.length }))
  return { nodes, places, lanes, laneOf: (edge) => laneOf(edge, { nodes, lanes, end }) }
}

/** The gaps of a list that ends in a place: above that place there is less room than above a step. */
function endGaps(gaps: readonly number[]): number[] {
  return gaps.map((gap, at) => (at === gaps.length - 1 ? gap - LESS_ABOVE_END : gap))
}

/** Puts the pinned steps where they were pinned, counted from the trigger. */
function pin(nodes: Map<string, Placed>, pins: ReadonlyMap<string, Pin>): void {
  const trigger = nodes.get(TRIGGER_ID)
  if (trigger === undefined) return
  for (const [id, { x, y }] of pins) {
    const node = nodes.get(id)
    if (node === undefined || id === TRIGGER_ID) continue
    nodes.set(id, { ...node, x: trigger.x + x, y: trigger.y + y })
  }
}

function laneOf(
  { from, to, case: reason }: GraphEdge,
  { nodes, lanes, end }: Pick<Layout, 'nodes' | 'lanes'> & { readonly end: Point | undefined },
): number {
  const list: PlaceList | null =
    reason === null
      ? null
      : reason.is === 'branch'
        ? { decide: from, branch: reason.branch.id }
        : { decide: from, otherwise: true }
  const lane = list && lanes.get(listKey(list))
  if (lane) return lane.x
  const node = nodes.get(from)
  if (node !== undefined) return node.x + node.width / 2
  return to === END_ID ? (end?.x ?? 0) : 0
}
