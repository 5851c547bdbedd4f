import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import type { NodeKind } from './graph.ts'
import type { NodeFace } from './node-specs.tsx'

/** Every node has this size, so that the drawing can be laid out before anything is on the screen. */
export const NODE_SIZE = { width: 272, height: 88 }

export type StepNodeData = {
  readonly face: NodeFace
  readonly kind: NodeKind
  /** How many came through it in the last run, in words. */
  readonly count: string | null
}
export type StepNodeType = Node<StepNodeData, 'step'>

/** One step on the canvas: its icon and title, one line with its values, and how many came through it in the last run. */
export function StepNode({ data: { face, kind, count }, selected }: NodeProps<StepNodeType>) {
  const Icon = face.icon
  return (
    <div className={`step step-${kind}${selected ? ' chosen' : ''}`}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <div className="step-title">
        <Icon size={15} aria-hidden />
        <span title={face.title}>{face.title}</span>
      </div>
      <div className="step-line" title={face.line}>
        {face.line}
      </div>
      {count !== null && <div className="step-count">{count}</div>}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  )
}
