import { useComputedColorScheme } from '@mantine/core'
import {
  Background,
  ConnectionLineType,
  Controls,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { words } from '../words/words.ts'
import './canvas.css'
import { CanvasActionsProvider } from './canvas-actions.ts'
import { type Drawing, type DrawnNode, draw } from './drawing.ts'
import type { DrawnRule } from './drawn-rule.ts'
import { neighbour, nextStep } from './flow-order.ts'
import { keptParts } from './kept-parts.ts'
import { LaneEdge, type LaneEdgeType } from './lane-edge.tsx'
import { LaneNode } from './lane-node.tsx'
import type { Layout } from './layout.ts'
import { PlusNode } from './plus-node.tsx'
import { StepNode } from './step-node.tsx'
import { type DrawnCounts, NO_COUNTS } from './tally.ts'
import type { CanvasEditing } from './use-canvas-drag.ts'
import { useCanvasDrag } from './use-canvas-drag.ts'
import { useLineDrag } from './use-line-drag.ts'

const text = words.rule
const nodeTypes = { step: StepNode, lane: LaneNode, plus: PlusNode }
const edgeTypes = { lane: LaneEdge }
/** Lines follow from where steps stand, so none is ever made. */
const neverStored = () => false
/** So many steps fill a screen; a rule of more is found its way in by its map. */
const MAP_FROM = 12
const MAP_SIZE = { width: 132, height: 96 }
const NO_PROBLEMS: ReadonlyMap<string, string> = new Map()

type Props = {
  readonly drawn: DrawnRule
  readonly counts?: DrawnCounts
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
  /** What is wrong with a step or branch, in a sentence. */
  readonly problems?: ReadonlyMap<string, string>
  /** What the drawing can do to the rule; without it the drawing is only looked at. */
  readonly editing?: CanvasEditing | null
}

/**
 * The rule drawn from its document: trigger on top, flowing downwards. Nothing of the drawing is kept but where somebody has
 * put a step by hand; everything else is the document's, and every gesture is a command on it.
 */
export function RuleCanvas({
  drawn,
  counts = NO_COUNTS,
  selected,
  onSelect,
  problems = NO_PROBLEMS,
  editing = null,
}: Props) {
  const colorMode = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const [flow, setFlow] = useState<ReactFlowInstance<DrawnNode, LaneEdgeType> | null>(null)
  const isEdited = editing !== null
  const drawing = useMemo(
    (): Drawing => ({ drawn, counts, isEdited, problems }),
    [drawn, counts, isEdited, problems],
  )
  const { nodes: unchosen, edges, layout } = useDrawing(drawing)
  const drag = useCanvasDrag(editing, { rule: drawn.rule, layout })
  const nodes = unchosen.map((node) => {
    const isChosen = node.id === selected || editing?.together.includes(node.id) === true
    const chosen = isChosen ? { ...node, selected: true } : node
    return drag.moved?.id === node.id ? { ...chosen, position: drag.moved.position } : chosen
  })
  const lineEnd = useLineDrag(editing, drawn.rule)
  useChosenInView(flow, { selected, layout })
  const actions = useMemo(() => ({ select: onSelect, add: editing?.openAdd ?? null }), [onSelect, editing])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const id = itemOf(event.target)
    if (id === null || event.defaultPrevented) return
    if (onWalk(event, id)) {
      event.stopPropagation()
      event.preventDefault()
    } else if (editing?.onKey(event, id)) event.stopPropagation()
  }
  const onWalk = (event: KeyboardEvent<HTMLElement>, id: string): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey) return false
    const direction = WALKS[event.key]
    if (direction !== undefined) {
      const next =
        event.shiftKey && editing !== null
          ? nextStep(drawn.rule, id, direction)
          : neighbour(drawn.rule, id, direction)
      if (next === null) return true
      focusItem(event.currentTarget, next)
      if (event.shiftKey) editing?.onExtend(id, next)
      return true
    }
    // Enter and Space press the buttons there are; only a node has to be told what they mean.
    const isPress = event.key === 'Enter' || event.key === ' '
    if (!isPress || event.target instanceof HTMLButtonElement) return false
    onSelect(id)
    if (event.key === 'Enter') editing?.openInspector()
    return true
  }
  const clipboard = (kind: 'copy' | 'cut' | 'paste') => (event: ClipboardEvent<HTMLElement>) =>
    editing?.onClipboard(kind, event, itemOf(event.target) ?? selected)

  return (
    <section
      className={`canvas${isEdited ? ' edited' : ''}`}
      aria-label={text.canvas}
      onKeyDownCapture={onKeyDown}
      onCopy={clipboard('copy')}
      onCut={clipboard('cut')}
      onPaste={clipboard('paste')}
    >
      <CanvasActionsProvider value={actions}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={colorMode}
          onInit={setFlow}
          nodesConnectable={isEdited}
          connectOnClick={false}
          isValidConnection={neverStored}
          onConnectEnd={lineEnd}
          connectionLineType={ConnectionLineType.SmoothStep}
          edgesFocusable={false}
          deleteKeyCode={null}
          multiSelectionKeyCode={null}
          selectionKeyCode={null}
          selectNodesOnDrag={false}
          nodeDragThreshold={4}
          fitView
          fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
          minZoom={0.1}
          maxZoom={1.5}
          onNodeClick={(event, node) => {
            if (node.type !== 'step') return
            if (editing !== null && (event.shiftKey || event.ctrlKey || event.metaKey))
              editing.onToggle(node.id)
            else onSelect(node.id)
          }}
          onPaneClick={() => onSelect(null)}
          onNodesChange={(changes: NodeChange<DrawnNode>[]) => drag.onNodesChange(changes)}
          onNodeDragStart={drag.onStart}
          onNodeDrag={drag.onMove}
          onNodeDragStop={drag.onStop}
          ariaLabelConfig={{
            'node.a11yDescription.default': isEdited ? words.editing.nodeHelp : text.nodeHelp,
            'node.a11yDescription.keyboardDisabled': isEdited ? words.editing.nodeHelp : text.nodeHelp,
            // Our own announcer says what was done, and no line can be chosen.
            'node.a11yDescription.ariaLiveMessage': () => '',
            'edge.a11yDescription.default': '',
            'controls.ariaLabel': text.controls,
            'minimap.ariaLabel': text.map,
            'controls.zoomIn.ariaLabel': text.zoomIn,
            'controls.zoomOut.ariaLabel': text.zoomOut,
            'controls.fitView.ariaLabel': text.fits,
          }}
        >
          <Background gap={16} />
          <Controls
            showInteractive={false}
            onFitView={() => void flow?.fitView({ padding: 0.08, maxZoom: 1 })}
          />
          {layout.nodes.size >= MAP_FROM && (
            <MiniMap pannable zoomable style={MAP_SIZE} nodeClassName={mapClass} nodeStrokeWidth={0} />
          )}
        </ReactFlow>
      </CanvasActionsProvider>
    </section>
  )
}

/** The drawing, of which what looks as before stays as it was. */
function useDrawing(drawing: Drawing): ReturnType<typeof draw> {
  const last = useRef<ReturnType<typeof draw> | null>(null)
  return useMemo(() => {
    const next = draw(drawing)
    const { nodes, edges } = last.current ?? { nodes: [], edges: [] }
    last.current = { ...next, nodes: keptParts(nodes, next.nodes), edges: keptParts(edges, next.edges) }
    return last.current
  }, [drawing])
}

/** Brings what is chosen into view when it is chosen elsewhere, as in the outline or by adding it; what is in view stays put. */
function useChosenInView(
  flow: ReactFlowInstance<DrawnNode, LaneEdgeType> | null,
  { selected, layout }: { selected: string | null; layout: Layout },
): void {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    const place = selected === null ? undefined : layout.nodes.get(selected)
    const canvas = document.querySelector('.canvas .react-flow')?.getBoundingClientRect()
    if (flow === null || place === undefined || canvas === undefined || shown.current === selected) return
    shown.current = selected
    const from = flow.flowToScreenPosition({ x: place.x, y: place.y })
    const to = flow.flowToScreenPosition({ x: place.x + place.width, y: place.y + place.height })
    const isInView =
      from.x >= canvas.left && to.x <= canvas.right && from.y >= canvas.top && to.y <= canvas.bottom
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (!isInView)
      void flow.setCenter(place.x + place.width / 2, place.y + place.height / 2, {
        zoom: flow.getZoom(),
        duration: isStill ? 0 : 160,
      })
  }, [flow, selected, layout])
}

const WALKS: Readonly<Record<string, 'next' | 'previous' | 'left' | 'right'>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** The step or lane an element of the drawing belongs to; null for the buttons between them. */
function itemOf(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null
  const lane = target.closest<HTMLElement>('[data-lane]')?.dataset.lane
  return lane ?? target.closest<HTMLElement>('.react-flow__node-step')?.dataset.id ?? null
}

function focusItem(canvas: HTMLElement, id: string): void {
  const name = CSS.escape(id)
  canvas
    .querySelector<HTMLElement>(`.react-flow__node-step[data-id="${name}"], [data-lane="${name}"]`)
    ?.focus()
}

/** On the map steps are drawn, and of those what needs correcting is told from the rest. */
function mapClass({ type, data }: DrawnNode): string {
  if (type !== 'step') return 'map-nothing'
  return 'problem' in data && data.problem !== null ? 'map-wrong' : 'map-step'
}
