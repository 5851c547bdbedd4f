import { Panel, type ReactFlowState, useReactFlow, useStore } from '@xyflow/react'
import { type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { words } from '../words/words.ts'
import type { Layout, Placed } from './layout.ts'

const SIZE = { width: 132, height: 96 }
/** Of the map's scale: so much is left free around the drawing. */
const MARGIN = 5
/** How much nearer one comes for each pixel a wheel is turned. */
const PER_PIXEL = 0.002

type Props = {
  readonly layout: Layout
  /** What is wrong with a step, by its id. */
  readonly problems: ReadonlyMap<string, string>
}

/**
 * The map of a long rule: its steps, those to be corrected told from the rest, and what of them is in view. Dragged, it moves the
 * drawing; its wheel brings it nearer. All steps are one shape, since it is painted anew with every movement.
 */
export function RuleMap({ layout, problems }: Props) {
  const flow = useReactFlow()
  const view = useStore(viewOf, isSameBox)
  const svg = useRef<SVGSVGElement>(null)
  const steps = useMemo(() => shapesOf(layout, problems), [layout, problems])
  const whole = useMemo(() => around([...layout.nodes.values()]), [layout])
  const box = around([whole, view])
  const scale = Math.max(box.width / SIZE.width, box.height / SIZE.height)
  const shown = {
    x: box.x - (SIZE.width * scale - box.width) / 2 - MARGIN * scale,
    y: box.y - (SIZE.height * scale - box.height) / 2 - MARGIN * scale,
    width: (SIZE.width + 2 * MARGIN) * scale,
    height: (SIZE.height + 2 * MARGIN) * scale,
  }
  useEffect(() => {
    const element = svg.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * PER_PIXEL))
    }
    // React listens to wheels without being able to keep the page from turning with them.
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [flow])
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const { x, y, zoom } = flow.getViewport()
    const way = scale * zoom
    void flow.setViewport({ x: x - event.movementX * way, y: y - event.movementY * way, zoom })
  }
  return (
    <Panel position="bottom-right" className="rule-map">
      <svg
        ref={svg}
        {...SIZE}
        viewBox={`${shown.x} ${shown.y} ${shown.width} ${shown.height}`}
        role="img"
        aria-label={words.rule.map}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <path className="map-step" d={steps.right} />
        <path className="map-wrong" d={steps.wrong} />
        <path className="map-mask" fillRule="evenodd" d={`${outline(shown)} ${outline(view)}`} />
      </svg>
    </Panel>
  )
}

type Box = Placed

/** What of the drawing is in view. */
function viewOf({ transform: [x, y, zoom], width, height }: ReactFlowState): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

function isSameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

function shapesOf({ nodes }: Layout, problems: Props['problems']): { right: string; wrong: string } {
  const shape = (isWrong: boolean) =>
    [...nodes].flatMap(([id, place]) => (problems.has(id) === isWrong ? [outline(place)] : [])).join(' ')
  return { right: shape(false), wrong: shape(true) }
}

function outline({ x, y, width, height }: Box): string {
  return `M${x},${y}h${width}v${height}h${-width}z`
}
