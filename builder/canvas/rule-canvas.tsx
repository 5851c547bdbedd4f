import { useComputedColorScheme } from '@mantine/core'
import { Background, Controls, MarkerType, Position, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import type { EdgeCounts } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { messages } from '../messages.ts'
import { caseName, type DrawnRule } from './drawn-rule.ts'
import { countKey, graphOf, type RuleGraph, TRIGGER_ID } from './graph.ts'
import { LaneEdge, type LaneEdgeType } from './lane-edge.tsx'
import { type Layout, layOut } from './layout.ts'
import { faceOf } from './node-specs.tsx'
import { NODE_SIZE, StepNode, type StepNodeType } from './step-node.tsx'

const text = messages.rule
const nodeTypes = { step: StepNode }
const edgeTypes = { lane: LaneEdge }

type Props = {
  readonly drawn: DrawnRule
  readonly counts: EdgeCounts | null
  /** How many the last run looked at. */
  readonly evaluated: number | null
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** The rule drawn from its document: trigger on top, flowing downwards, to be looked at and not to be changed. */
export function RuleCanvas({ drawn, counts, evaluated, selected, onSelect }: Props) {
  const colorMode = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const graph = useMemo(() => graphOf(drawn.rule), [drawn])
  const layout = useMemo(() => layOut(drawn.rule, () => NODE_SIZE), [drawn])
  const unchosen = useMemo(
    () => nodesOf({ graph, layout, drawn, counts, evaluated }),
    [graph, layout, drawn, counts, evaluated],
  )
  const nodes = unchosen.map((node) => (node.id === selected ? { ...node, selected: true } : node))
  const edges = useMemo(
    () => edgesOf({ graph, layout, drawn, counts, evaluated }),
    [graph, layout, drawn, counts, evaluated],
  )
  return (
    <section className="canvas" aria-label={text.canvas}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={colorMode}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        fitView
        fitViewOptions={{ padding: 0.1, maxZoom: 1 }}
        minZoom={0.1}
        maxZoom={1.5}
        onNodesChange={(changes) => {
          for (const change of changes) if (change.type === 'select' && change.selected) onSelect(change.id)
        }}
        onPaneClick={() => onSelect(null)}
        ariaLabelConfig={{
          'node.a11yDescription.default': text.nodeHelp,
          'node.a11yDescription.keyboardDisabled': text.nodeHelp,
          'controls.ariaLabel': text.controls,
          'controls.zoomIn.ariaLabel': text.zoomIn,
          'controls.zoomOut.ariaLabel': text.zoomOut,
          'controls.fitView.ariaLabel': text.fits,
        }}
      >
        <Background gap={16} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  )
}

type Drawing = Pick<Props, 'drawn' | 'counts' | 'evaluated'> & {
  readonly graph: RuleGraph
  readonly layout: Layout
}

function nodesOf({ graph, layout, drawn, counts, evaluated }: Drawing): StepNodeType[] {
  const middle = NODE_SIZE.width / 2
  return graph.nodes.map((node) => {
    const place = layout.nodes.get(node.id) ?? { x: 0, y: 0 }
    const face = faceOf(node, drawn)
    const count = node.id === TRIGGER_ID ? evaluated : (counts?.steps[node.id] ?? null)
    return {
      id: node.id,
      type: 'step',
      position: { x: place.x, y: place.y },
      data: {
        face,
        kind: node.kind,
        count: count === null ? null : text.counted[drawn.rule.subject](readableCount(count), count),
      },
      ariaLabel: face.sentence,
      ...NODE_SIZE,
      // Known sizes and handles spare React Flow a round of measuring, during which edges would be missing.
      measured: NODE_SIZE,
      handles: [
        { type: 'target', position: Position.Top, x: middle, y: 0, width: 1, height: 1 },
        { type: 'source', position: Position.Bottom, x: middle, y: NODE_SIZE.height, width: 1, height: 1 },
      ],
    }
  })
}

function edgesOf({ graph, layout, drawn, counts, evaluated }: Drawing): LaneEdgeType[] {
  return graph.edges.map((edge) => {
    const count = edge.case === null ? null : (counts?.branches[countKey(edge.case)] ?? null)
    return {
      id: edge.id,
      source: edge.from,
      target: edge.to,
      type: 'lane',
      focusable: false,
      selectable: false,
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
      data: {
        lane: layout.laneOf(edge),
        label: edge.case === null ? null : caseName(edge.case, drawn),
        count,
        weight: weightOf(count, evaluated),
      },
    }
  })
}

function weightOf(count: number | null, evaluated: number | null): 1 | 2 | 3 {
  if (count === null || evaluated === null || evaluated === 0) return 1
  const share = count / evaluated
  if (share < 0.1) return 1
  return share < 0.4 ? 2 : 3
}
