import { useStore } from '@xyflow/react'
import { memo, useId, useMemo } from 'react'
import { createPortal } from 'react-dom'
import type { Point } from './layout.ts'

/** One line of the drawing, from below one node to above another. */
export type Line = {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Where it comes down. */
  readonly lane: number
  /** At most three widths: few, some, many of those the rule looks at. */
  readonly weight: 1 | 2 | 3
  /** `end`: to where the rule ends and nothing happens any more. */
  readonly kind: 'flow' | 'end'
}

/** What lines join: a node with its size. */
type Joined = {
  readonly id: string
  readonly position: Point
  readonly width?: number | undefined
  readonly height?: number | undefined
}

const BEND = 20

/**
 * All lines of a drawing in one picture, below its nodes. Nobody can choose a line, so none is a part of React Flow's, which would
 * make a picture of each and look at every one of them in each moment of a movement.
 */
export const Lines = memo(function Lines({
  lines,
  nodes,
}: {
  lines: readonly Line[]
  nodes: readonly Joined[]
}) {
  const arrow = useId()
  const canvas = useStore(({ domNode }) => domNode)
  // Looked for once: `ViewportPortal` looks for it again in each moment of a movement.
  const place = useMemo(() => canvas?.querySelector('.react-flow__viewport-portal') ?? null, [canvas])
  const byId = new Map(nodes.map((node) => [node.id, node]))
  if (place === null) return null
  return createPortal(
    // The names of the steps tell the way.
    <svg className="lines" aria-hidden>
      <defs>
        <marker
          id={arrow}
          viewBox="-10 -10 20 20"
          markerWidth="14"
          markerHeight="14"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className="line-arrow" d="M -5,-4 L 0,0 L -5,4 Z" />
        </marker>
      </defs>
      {lines.map(({ id, from, to, lane, weight, kind }) => {
        const above = byId.get(from)
        const below = byId.get(to)
        return (
          above !== undefined &&
          below !== undefined && (
            <OneLine
              key={id}
              way={wayOf(above, below, lane)}
              looks={`line weight-${weight} line-${kind}`}
              arrow={kind === 'flow' ? arrow : null}
            />
          )
        )
      })}
    </svg>,
    place,
  )
})

const OneLine = memo(function OneLine({
  way,
  looks,
  arrow,
}: {
  way: string
  looks: string
  arrow: string | null
}) {
  return <path className={looks} d={way} {...(arrow !== null && { markerEnd: `url(#${arrow})` })} />
})

/** Leaves downwards, comes down its lane and enters from above. */
function wayOf(above: Joined, below: Joined, lane: number): string {
  const start = { x: middleOf(above), y: above.position.y + (above.height ?? 0) }
  const end = { x: middleOf(below), y: below.position.y }
  const turn = start.y + BEND
  return `M ${start.x},${start.y} V ${turn} H ${lane} V ${Math.max(end.y - BEND, turn)} H ${end.x} V ${end.y}`
}

function middleOf({ position, width = 0 }: Joined): number {
  return position.x + width / 2
}
