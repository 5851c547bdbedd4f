import type { Decide, RuleDocument, RuleStep } from '#engine/rule.ts'
import { type GraphEdge, TRIGGER_ID } from './graph.ts'

export type Size = { readonly width: number; readonly height: number }
export type Placed = { readonly x: number; readonly y: number } & Size

/** Where everything of a rule's drawing stands. */
export type Layout = {
  readonly nodes: ReadonlyMap<string, Placed>
  /** The middle of the lane in which an edge comes down, so that it passes beside steps and never behind them. */
  laneOf(edge: GraphEdge): number
}

const GAP_BELOW_STEP = 40
/** Between a decide and its branches, with room for their labels. */
const GAP_BELOW_DECIDE = 92
const GAP_ABOVE_JOIN = 48
const GAP_BETWEEN_LANES = 36
/** A branch without steps still needs room for its label. */
const EMPTY_LANE = 200
const MARGIN = 16

/** A piece of the drawing whose size is known and whose place is not yet. */
type Block = Size & { readonly place: (middle: number, top: number) => void }

/**
 * Places every step, flowing downwards, branches side by side from left to right in the order in which they are tried. The
 * drawing follows the rule's tree, so it needs no graph algorithm: one walk, and the same rule always gets the same places.
 * (A general layered layout was tried and mirrors branches as it likes.)
 */
export function layOut(rule: RuleDocument, sizeOf: (id: string) => Size): Layout {
  const nodes = new Map<string, Placed>()
  const lanes = new Map<string, number>()

  const nodeBlock = (id: string): Block => {
    const size = sizeOf(id)
    return { ...size, place: (middle, top) => nodes.set(id, { x: middle - size.width / 2, y: top, ...size }) }
  }

  const listBlock = (steps: readonly RuleStep[], followed: boolean): Block =>
    stack(
      steps.map((step, at) =>
        step.do === 'decide' ? decideBlock(step, followed || at < steps.length - 1) : nodeBlock(step.id),
      ),
      steps.map((step) => (step.do === 'decide' ? GAP_ABOVE_JOIN : GAP_BELOW_STEP)),
    )

  const decideBlock = (decide: Decide, followed: boolean): Block => {
    const lane = (key: string, steps: readonly RuleStep[]): Block => {
      const inner = listBlock(steps, followed)
      return {
        width: Math.max(inner.width, EMPTY_LANE),
        height: inner.height,
        place: (middle, top) => {
          lanes.set(`${decide.id}#${key}`, middle)
          inner.place(middle, top)
        },
      }
    }
    const row = sideBySide([
      ...decide.branches.map((branch) => lane(branch.id, branch.steps)),
      // Where nothing follows and otherwise has no steps, no edge goes there and the lane would be a hole in the drawing.
      ...(followed || (decide.otherwise ?? []).length > 0
        ? [lane('$otherwise', decide.otherwise ?? [])]
        : []),
    ])
    return stack([nodeBlock(decide.id), row], [GAP_BELOW_DECIDE, 0])
  }

  const whole = stack([nodeBlock(TRIGGER_ID), listBlock(rule.steps, false)], [GAP_BELOW_STEP, 0])
  whole.place(MARGIN + whole.width / 2, MARGIN)
  return {
    nodes,
    laneOf: (edge) => {
      const key =
        edge.case === null
          ? undefined
          : `${edge.from}#${edge.case.is === 'branch' ? edge.case.branch.id : '$otherwise'}`
      const from = nodes.get(edge.from)
      return lanes.get(key ?? '') ?? (from === undefined ? 0 : from.x + from.width / 2)
    },
  }
}

function stack(blocks: readonly Block[], gapsBelow: readonly number[]): Block {
  const gapBelow = (at: number) => (at === blocks.length - 1 ? 0 : (gapsBelow[at] ?? 0))
  return {
    width: Math.max(0, ...blocks.map((block) => block.width)),
    height: blocks.reduce((sum, block, at) => sum + block.height + gapBelow(at), 0),
    place: (middle, top) => {
      let y = top
      blocks.forEach((block, at) => {
        block.place(middle, y)
        y += block.height + gapBelow(at)
      })
    },
  }
}

function sideBySide(blocks: readonly Block[]): Block {
  const width =
    blocks.reduce((sum, block) => sum + block.width, 0) + GAP_BETWEEN_LANES * Math.max(0, blocks.length - 1)
  return {
    width,
    height: Math.max(0, ...blocks.map((block) => block.height)),
    place: (middle, top) => {
      let left = middle - width / 2
      for (const block of blocks) {
        block.place(left + block.width / 2, top)
        left += block.width + GAP_BETWEEN_LANES
      }
    },
  }
}
