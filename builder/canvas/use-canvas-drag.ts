import type { NodeChange, OnNodeDrag } from '@xyflow/react'
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import type { Pin } from '../edit/notes-and-pins.ts'
import { listsOf, type Place, placeKey } from '../edit/place.ts'
import { findStep, idsOf } from '../edit/step-tree.ts'
import { beginDrag, dragTo, endDrag } from './dragging.ts'
import type { DrawnNode } from './drawing.ts'
import { TRIGGER_ID } from './graph.ts'
import type { Layout, Point } from './layout.ts'

/** What a drawing can do to its rule. */
export type CanvasEditing = {
  /** Opens the list of what can be added, beside its button or where a line was let go. */
  readonly openAdd: (place: Place, from: HTMLElement, at?: Point) => void
  readonly openInspector: () => void
  /** A key on a step or lane; true when it meant something. */
  readonly onKey: (event: KeyboardEvent, id: string) => boolean
  readonly onClipboard: (kind: 'copy' | 'cut' | 'paste', event: ClipboardEvent, id: string | null) => void
  /** A step was dragged onto a place. */
  readonly onDrop: (id: string, place: Place) => void
  /** The steps chosen together; empty while there is one or none. */
  readonly together: readonly string[]
  /** A step is chosen besides the others, or taken out again. */
  readonly onToggle: (id: string) => void
  /** The same by walking from one step to the next with Shift held. */
  readonly onExtend: (from: string, to: string) => void
  /** A step was put somewhere by hand. */
  readonly onPin: (id: string, pin: Pin) => void
  /** True when steps stay where they are dragged to; else only with Shift held. */
  readonly isFree: boolean
}

/** Pins stand on this grid, so that steps put beside one another look as if they were meant to. */
const GRID = 4

/**
 * Dragging a step: onto a place it moves there; with Shift, or with free positions, it stays where it is let go. What it answers
 * but `moved` stays the same for good, so that React Flow need not look at every step when one is dragged.
 */
export function useCanvasDrag(
  editing: CanvasEditing | null,
  { rule, layout }: { rule: RuleDocument; layout: Layout },
) {
  const [moved, setMoved] = useState<{ id: string; position: Point } | null>(null)
  const now = useRef({ editing, rule, layout })
  now.current = { editing, rule, layout }
  const handlers = useMemo(() => {
    const onNodesChange = (changes: readonly NodeChange<DrawnNode>[]) => {
      for (const change of changes)
        if (change.type === 'position' && change.dragging && change.position)
          setMoved({ id: change.id, position: change.position })
    }
    const onStart: OnNodeDrag<DrawnNode> = (_, node) => beginDrag(placesBarredFor(now.current.rule, node.id))
    const onMove: OnNodeDrag<DrawnNode> = (event) => {
      const at = pointOf(event)
      if (at !== null) dragTo(at)
    }
    const onStop: OnNodeDrag<DrawnNode> = (event, node) => {
      const over = endDrag()
      setMoved(null)
      const { editing, rule, layout } = now.current
      if (editing === null) return
      const trigger = layout.nodes.get(TRIGGER_ID)
      if ((editing.isFree || event.shiftKey) && trigger !== undefined)
        editing.onPin(node.id, {
          x: onGrid(node.position.x - trigger.x),
          y: onGrid(node.position.y - trigger.y),
        })
      else if (over !== null) {
        const place = placeOf(rule, over)
        if (place !== null) editing.onDrop(node.id, place)
      }
    }
    return { onNodesChange, onStart, onMove, onStop }
  }, [])
  return { moved, ...handlers }
}

/** The place of a key; null when the rule has none such (any more). */
export function placeOf(rule: RuleDocument, key: string): Place | null {
  for (const { list, steps } of listsOf(rule))
    for (let at = 0; at <= steps.length; at++) if (placeKey({ list, at }) === key) return { list, at }
  return null
}

/** Where a step cannot go: into itself, and where it stands already. */
function placesBarredFor(rule: RuleDocument, id: string): Set<string> {
  const found = findStep(rule, id)
  if (found === null) return new Set()
  const inside = new Set(idsOf([found.step]))
  const { list, at } = found.place
  const keys = listsOf(rule)
    .filter((each) => each.list !== 'root' && inside.has(each.list.decide))
    .flatMap((each) =>
      [...each.steps.keys(), each.steps.length].map((n) => placeKey({ list: each.list, at: n })),
    )
  return new Set([...keys, placeKey({ list, at }), placeKey({ list, at: at + 1 })])
}

function pointOf(event: MouseEvent | TouchEvent): Point | null {
  if ('clientX' in event) return { x: event.clientX, y: event.clientY }
  const touch = event.touches[0]
  return touch === undefined ? null : { x: touch.clientX, y: touch.clientY }
}

function onGrid(length: number): number {
  return Math.round(length / GRID) * GRID
}
