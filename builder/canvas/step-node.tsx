import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { StickyNote } from 'lucide-react'
import { memo } from 'react'
import { words } from '../words/words.ts'
import type { NodeKind } from './graph.ts'
import type { NodeFace } from './node-specs.tsx'
import type { DrawnTally } from './tally.ts'

/** Every node has this size, so that the drawing can be laid out before anything is on the screen. */
export const NODE_SIZE = { width: 272, height: 88 }

export type StepNodeData = {
  readonly icon: NodeFace['icon']
  readonly title: string
  readonly line: string
  readonly kind: NodeKind
  /** How many come through it. */
  readonly tally: DrawnTally | null
  /** Of how many its data is missing, in words; null where nobody's is. */
  readonly missing: string | null
  /** What is wrong with it, in a sentence; null when nothing is. */
  readonly problem: string | null
  readonly note: string
}
export type StepNodeType = Node<StepNodeData, 'step'>

/** One step on the canvas: its icon and title, one line with its values, and how many come through it. */
export const StepNode = memo(function StepNode({ data, selected, isConnectable }: NodeProps<StepNodeType>) {
  const { icon: Icon, title, line, kind, tally, missing, problem, note } = data
  const looks = `${selected ? ' chosen' : ''}${problem === null ? '' : ' wrong'}`
  return (
    <div className={`step step-${kind}${looks}`}>
      <div className="step-title">
        <Icon size={15} aria-hidden />
        <span title={title}>{title}</span>
        {note !== '' && (
          <span className="step-note" title={note}>
            <StickyNote size={13} aria-label={words.editing.note.has} />
          </span>
        )}
      </div>
      <div className="step-line" title={line}>
        {line}
      </div>
      <div className="step-foot">
        {problem !== null && (
          <span className="step-problem" title={problem}>
            {words.editing.toCorrect}
          </span>
        )}
        {missing !== null && <span className="step-missing">{missing}</span>}
        {tally !== null && (
          <span className="number tally" title={tally.exact}>
            {tally.short}
          </span>
        )}
      </div>
      {isConnectable && <Handle type="source" position={Position.Bottom} title={words.editing.lineHelp} />}
    </div>
  )
})
