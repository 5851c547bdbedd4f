import type { FinalConnectionState, OnConnectEnd } from '@xyflow/react'
import { useCallback, useRef } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import { placeAfter } from '../edit/gestures.ts'
import { placeKey } from '../edit/place.ts'
import type { Point } from './layout.ts'
import { type CanvasEditing, placeOf } from './use-canvas-drag.ts'

/**
 * Drawing a line from the dot below a step: onto another step, that step comes behind this one; onto a place, or onto nothing, the
 * list of what can be added opens there. No line is ever stored: where a step stands in the rule is what draws its lines. The handler
 * stays the same for good, as those of `useCanvasDrag` do.
 */
export function useLineDrag(editing: CanvasEditing | null, rule: RuleDocument): OnConnectEnd {
  const now = useRef({ editing, rule })
  now.current = { editing, rule }
  return useCallback((event, { fromNode }: FinalConnectionState) => {
    const { editing, rule } = now.current
    const at = endOf(event)
    if (editing === null || fromNode === null || at === null) return
    const under = document.elementFromPoint(at.x, at.y)
    const step = under?.closest<HTMLElement>('.react-flow__node-step')?.dataset.id
    if (step === fromNode.id) return
    if (step !== undefined) return editing.onDrop(step, placeAfter(rule, fromNode.id))
    const button = under?.closest<HTMLElement>('[data-place]') ?? null
    const place = button === null ? placeAfter(rule, fromNode.id) : placeOf(rule, button.dataset.place ?? '')
    // Let go outside of the drawing, nothing was meant.
    if (place === null || under?.closest('.react-flow') == null) return
    const from = button ?? buttonOf(placeKey(place))
    if (from !== null) editing.openAdd(place, from, at)
  }, [])
}

function buttonOf(key: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-place="${CSS.escape(key)}"]`)
}

function endOf(event: MouseEvent | TouchEvent): Point | null {
  if ('clientX' in event) return { x: event.clientX, y: event.clientY }
  const touch = event.changedTouches[0]
  return touch === undefined ? null : { x: touch.clientX, y: touch.clientY }
}
