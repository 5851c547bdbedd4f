import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { readableCount } from '../format/count.ts'

export type LaneEdgeData = {
  /** Where the edge comes down. */
  readonly lane: number
  readonly label: string | null
  readonly count: number | null
  /** At most three widths: few, some, many of those the rule looked at. */
  readonly weight: 1 | 2 | 3
}
export type LaneEdgeType = Edge<LaneEdgeData, 'lane'>

const BEND = 20
const LABEL_BELOW_BEND = 34

/** An edge that leaves downwards, comes down its lane and enters from above; the branch's label stands in the lane. */
export function LaneEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  data,
  markerEnd,
}: EdgeProps<LaneEdgeType>) {
  const { lane = sourceX, label = null, count = null, weight = 1 } = data ?? {}
  const path = `M ${sourceX},${sourceY} V ${sourceY + BEND} H ${lane} V ${targetY - BEND} H ${targetX} V ${targetY}`
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd ? { markerEnd } : {})}
        className={`lane weight-${weight}`}
      />
      {label !== null && (
        <EdgeLabelRenderer>
          <div
            className="edge-label"
            style={{
              transform: `translate(-50%, -50%) translate(${lane}px, ${sourceY + BEND + LABEL_BELOW_BEND}px)`,
            }}
          >
            <span className="edge-label-text" title={label}>
              {label}
            </span>
            {count !== null && <span className="number">{readableCount(count)}</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
