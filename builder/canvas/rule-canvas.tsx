import { useComputedColorScheme } from '@mantine/core'
import {
  Background,
  ConnectionLineType,
  ControlButton,
  Controls,
  getViewportForBounds,
  type NodeMouseHandler,
  ReactFlow,
  type ReactFlowInstance,
  useStore,
} from '@xyflow/react'
import { Maximize } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { words } from '../words/words.ts'
import './canvas.css'
import { type CanvasActions, CanvasActionsProvider } from './canvas-actions.ts'
import { type Drawing, type DrawnNode, draw } from './drawing.ts'
import type { DrawnRule } from './drawn-rule.ts'
import { neighbour, nextStep } from './flow-order.ts'
import { keptParts } from './kept-parts.ts'
import { LaneNode } from './lane-node.tsx'
import type { Layout } from './layout.ts'
import { Lines } from './lines.tsx'
import { PlusNode } from './plus-node.tsx'
import { RuleMap } from './rule-map.tsx'
import { StepNode } from './step-node.tsx'
import { type DrawnCounts, NO_COUNTS } from './tally.ts'
import type { CanvasEditing } from './use-canvas-drag.ts'
import { useCanvasDrag } from './use-canvas-drag.ts'
import { useLineDrag } from './use-line-drag.ts'

const text = words.rule
const nodeTypes = { step: StepNode, lane: LaneNode, plus: PlusNode }
/** Lines follow from where steps stand, so none is ever made. */
const neverStored = () => false
/** So many steps fill a screen; a rule of more is found its way in by its map. */
const MAP_FROM = 12
const NO_PROBLEMS: ReadonlyMap<string, string> = new Map()
const NOBODY: readonly string[] = []
const ZOOM = { least: 0.1, most: 1.5 }
/** Steps are never drawn larger than they are written, however few there are. */
const WHOLE = { padding: 0.08, maxZoom: 1 }
/** A drawing that is smaller than the canvas begins so far below the upper edge, so that there is room below for what is added. */
const TOP = 64
/** Drawn smaller than this, the dots behind the drawing are a grey haze that takes longer to paint than the drawing. */
const LEAST_DOTTED = 0.4

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
 * put a step by hand; everything else is the document's, and every gesture is a command on it. Whatever React Flow is handed stays
 * the same object as long as it says the same: else it draws every step anew.
 */
export const RuleCanvas = memo(function RuleCanvas({
  drawn,
  counts = NO_COUNTS,
  selected,
  onSelect,
  problems = NO_PROBLEMS,
  editing = null,
}: Props) {
  const colorMode = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const [flow, setFlow] = useState<ReactFlowInstance<DrawnNode> | null>(null)
  const isEdited = editing !== null
  const { edges: edgeCounts, steps: stepCounts, missing } = counts
  const drawing = useMemo(
    (): Drawing => ({ drawn, counts: { edges: edgeCounts, steps: stepCounts, missing }, isEdited, problems }),
    [drawn, edgeCounts, stepCounts, missing, isEdited, problems],
  )
  const { nodes: unchosen, lines, layout } = useDrawing(drawing)
  const drag = useCanvasDrag(editing, { rule: drawn.rule, layout })
  const together = editing?.together ?? NOBODY
  const chosen = useMemo(() => withChosen(unchosen, selected, together), [unchosen, selected, together])
  const { moved } = drag
  const nodes = useMemo(
    () =>
      moved === null
        ? chosen
        : chosen.map((node) => (node.id === moved.id ? { ...node, position: moved.position } : node)),
    [chosen, moved],
  )
  const lineEnd = useLineDrag(editing, drawn.rule)
  useChosenInView(flow, { selected, layout })
  const edits = useRef(editing)
  edits.current = editing
  const actions = useMemo(
    (): CanvasActions => ({
      select: onSelect,
      add: isEdited ? (place, from) => edits.current?.openAdd(place, from) : null,
    }),
    [onSelect, isEdited],
  )

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
  const onNodeClick = useCallback<NodeMouseHandler<DrawnNode>>(
    (event, node) => {
      if (node.type !== 'step') return
      if (edits.current !== null && (event.shiftKey || event.ctrlKey || event.metaKey))
        edits.current.onToggle(node.id)
      else onSelect(node.id)
    },
    [onSelect],
  )
  const onPaneClick = useCallback(() => onSelect(null), [onSelect])
  const labels = isEdited ? EDITED_LABELS : LABELS
  const clipboard = (kind: 'copy' | 'cut' | 'paste') => (event: ClipboardEvent<HTMLElement>) =>
    editing?.onClipboard(kind, event, itemOf(event.target) ?? selected)

  return (
    <section
      className={`canvas${isEdited ? ' edited' : ''}${counts.state === 'stale' ? ' stale-counts' : ''}${moved === null ? '' : ' moving'}`}
      aria-label={text.canvas}
      onKeyDownCapture={onKeyDown}
      onCopy={clipboard('copy')}
      onCut={clipboard('cut')}
      onPaste={clipboard('paste')}
    >
      <CanvasActionsProvider value={actions}>
        <ReactFlow
          nodes={nodes}
          nodeTypes={nodeTypes}
          colorMode={colorMode}
          onInit={(instance) => {
            setFlow(instance)
            showWhole(instance)
          }}
          nodesConnectable={isEdited}
          connectOnClick={false}
          isValidConnection={neverStored}
          onConnectEnd={lineEnd}
          connectionLineType={ConnectionLineType.SmoothStep}
          deleteKeyCode={null}
          multiSelectionKeyCode={null}
          selectionKeyCode={null}
          selectNodesOnDrag={false}
          nodeDragThreshold={4}
          minZoom={ZOOM.least}
          maxZoom={ZOOM.most}
          onNodeClick={onNodeClick}
          onPaneClick={onPaneClick}
          onNodesChange={drag.onNodesChange}
          onNodeDragStart={drag.onStart}
          onNodeDrag={drag.onMove}
          onNodeDragStop={drag.onStop}
          ariaLabelConfig={labels}
        >
          <Lines lines={lines} nodes={nodes} />
          <Dots />
          {/* Their own button fits the drawing once more after whatever it is told to do. */}
          <Controls showInteractive={false} showFitView={false}>
            <ControlButton aria-label={text.fits} title={text.fits} onClick={() => flow && showWhole(flow)}>
              <Maximize aria-hidden />
            </ControlButton>
          </Controls>
          {layout.nodes.size >= MAP_FROM && <RuleMap layout={layout} problems={problems} />}
        </ReactFlow>
      </CanvasActionsProvider>
    </section>
  )
})

function Dots() {
  const isLarge = useStore(({ transform: [, , zoom] }) => zoom >= LEAST_DOTTED)
  return isLarge && <Background gap={16} />
}

/** Shows the whole drawing: a small one at the upper edge, one that had to be made smaller in the middle, where zooming in finds it. */
function showWhole(flow: ReactFlowInstance<DrawnNode>): void {
  const canvas = document.querySelector<HTMLElement>('.canvas .react-flow')
  if (canvas === null) return
  const bounds = flow.getNodesBounds(flow.getNodes())
  const { clientWidth, clientHeight } = canvas
  const { x, y, zoom } = getViewportForBounds(
    bounds,
    clientWidth,
    clientHeight,
    ZOOM.least,
    WHOLE.maxZoom,
    WHOLE.padding,
  )
  const isSmall = zoom === WHOLE.maxZoom
  void flow.setViewport({ x, y: isSmall ? Math.min(y, TOP - bounds.y) : y, zoom })
}

function labelsFor(help: string) {
  return {
    'node.a11yDescription.default': help,
    'node.a11yDescription.keyboardDisabled': help,
    // Our own announcer says what was done, and no line can be chosen.
    'node.a11yDescription.ariaLiveMessage': () => '',
    'edge.a11yDescription.default': '',
    'controls.ariaLabel': text.controls,
    'controls.zoomIn.ariaLabel': text.zoomIn,
    'controls.zoomOut.ariaLabel': text.zoomOut,
  }
}

const LABELS = labelsFor(text.nodeHelp)
const EDITED_LABELS = labelsFor(words.editing.nodeHelp)

function withChosen(
  nodes: readonly DrawnNode[],
  selected: string | null,
  together: readonly string[],
): DrawnNode[] {
  return nodes.map((node) =>
    node.id === selected || together.includes(node.id) ? { ...node, selected: true } : node,
  )
}

/** The drawing, of which what looks as before stays as it was. */
function useDrawing(drawing: Drawing): ReturnType<typeof draw> {
  const last = useRef<ReturnType<typeof draw> | null>(null)
  return useMemo(() => {
    const next = draw(drawing)
    const { nodes, lines } = last.current ?? { nodes: [], lines: [] }
    last.current = { ...next, nodes: keptParts(nodes, next.nodes), lines: keptParts(lines, next.lines) }
    return last.current
  }, [drawing])
}

/** Brings what is chosen into view when it is chosen elsewhere, as in the outline or by adding it; what is in view stays put. */
function useChosenInView(
  flow: ReactFlowInstance<DrawnNode> | null,
  { selected, layout }: { selected: string | null; layout: Layout },
): void {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    const place = selected === null ? undefined : layout.nodes.get(selected)
    if (flow === null || place === undefined || shown.current === selected) return
    const canvas = document.querySelector('.canvas .react-flow')?.getBoundingClientRect()
    if (canvas === undefined) return
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
