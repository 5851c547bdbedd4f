import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useCanvasActions } from './canvas-actions.ts'
import type { DrawnTally } from './tally.ts'

/** The label of a lane has this size; a longer name is cut, and shown in full when hovered. */
export const LANE_SIZE = { width: 190, height: 40 }

export type LaneNodeData = {
  readonly label: string
  readonly tally: DrawnTally | null
  /** What is wrong with its condition, in a sentence; null when nothing is. */
  readonly problem: string | null
}
export type LaneNodeType = Node<LaneNodeData, 'lane'>

/** Where a branch begins: its name, and how many take it with what they owe. */
export const LaneNode = memo(function LaneNode({
  id,
  data: { label, tally, problem },
  selected,
}: NodeProps<LaneNodeType>) {
  const { select } = useCanvasActions()
  return (
    <button
      type="button"
      className={`lane-label nodrag nopan${selected ? ' chosen' : ''}${problem === null ? '' : ' wrong'}`}
      data-lane={id}
      aria-pressed={selected}
      title={[label, ...(tally === null ? [] : [tally.exact]), ...(problem === null ? [] : [problem])].join(
        ': ',
      )}
      onClick={() => select(id)}
    >
      <span className="lane-name">{label}</span>
      {tally !== null && (
        <span className="number tally">
          <span aria-hidden>{tally.short}</span>
          <span className="visually-hidden">{tally.exact}</span>
        </span>
      )}
    </button>
  )
})
