import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'

export type LaneEdgeData = {
  /** Where the edge comes down. */
  readonly lane: number
  /** At most three widths: few, some, many of those the rule looks at. */
  readonly weight: 1 | 2 | 3
  /** `end`: to where the rule ends and nothing happens any more. */
  readonly kind: 'flow' | 'end'
}
export type LaneEdgeType = Edge<LaneEdgeData, 'lane'>

const BEND = 20

/** An edge that leaves downwards, comes down its lane and enters from above. */
export const LaneEdge = memo(function LaneEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  data,
  markerEnd,
}: EdgeProps<LaneEdgeType>) {
  const { lane = sourceX, weight = 1, kind = 'flow' } = data ?? {}
  const path = `M ${sourceX},${sourceY} V ${sourceY + BEND} H ${lane} V ${Math.max(targetY - BEND, sourceY + BEND)} H ${targetX} V ${targetY}`
  return (
    <BaseEdge
      id={id}
      path={path}
      {...(markerEnd ? { markerEnd } : {})}
      className={`lane weight-${weight} lane-${kind}`}
    />
  )
})
