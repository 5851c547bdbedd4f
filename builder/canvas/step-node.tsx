import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { readableCount } from '../format/count.ts'
import type { NodeKind } from './graph.ts'
import type { NodeFace } from './node-specs.tsx'

/** Every node has this size, so that the drawing can be laid out before anything is on the screen. */
export const NODE_SIZE = { width: 264, height: 76 }

export type StepNodeData = { readonly face: NodeFace; readonly kind: NodeKind; readonly count: number | null }
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
        {count !== null && <span className="step-count">{readableCount(count)}</span>}
      </div>
      <div className="step-line" title={face.line}>
        {face.line}
      </div>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  )
}
