import type { Node, NodeProps } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { memo } from 'react'
import { type Place, placeKey } from '../edit/place.ts'
import { useCanvasActions } from './canvas-actions.ts'
import { useDropState } from './dragging.ts'

export type PlusNodeData = {
  readonly place: Place
  readonly label: string
  /** True while the rule has no step: then the button says what it is for. */
  readonly isFirst: boolean
}
export type PlusNodeType = Node<PlusNodeData, 'plus'>

/** A place where a step can be added: a button, and where something dragged can be let go. */
export const PlusNode = memo(function PlusNode({ data: { place, label, isFirst } }: NodeProps<PlusNodeType>) {
  const { add } = useCanvasActions()
  const key = placeKey(place)
  const drop = useDropState(key)
  return (
    <button
      type="button"
      className={`plus nodrag nopan drop-${drop}`}
      data-place={key}
      aria-label={label}
      title={label}
      onClick={(event) => add?.(place, event.currentTarget)}
    >
      <Plus size={14} aria-hidden />
      {isFirst && <span className="plus-words">{label}</span>}
    </button>
  )
})
