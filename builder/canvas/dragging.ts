import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** What is being dragged over the drawing, and over which place it is. */
type Dragging = {
  /** True while something is dragged that could be put into a place. */
  readonly isOn: boolean
  /** Places it cannot go to: those inside itself. */
  readonly barred: ReadonlySet<string>
  /** The key of the place under it. */
  readonly over: string | null
}

const NOTHING: Dragging = { isOn: false, barred: new Set(), over: null }

/** One pointer drags one thing, whatever drawing it is over. Kept outside of React, so that moving draws two buttons and not the page. */
export const dragging = createStore<Dragging>()(() => NOTHING)

/** How near to a place, in pixels on the screen, something has to be let go. */
const NEAR = 56

/** Begins a drag. */
export function beginDrag(barred: ReadonlySet<string> = new Set()): void {
  dragging.setState({ isOn: true, barred, over: null })
}

/** Follows the pointer; what is under it, or near, is where a drop would go. */
export function dragTo({ x, y }: { x: number; y: number }): void {
  const { isOn, barred, over } = dragging.getState()
  if (!isOn) return
  const next = nearestPlace({ x, y }, barred)
  if (next !== over) dragging.setState({ over: next })
}

/** Ends a drag and says over which place it ended. */
export function endDrag(): string | null {
  const { over } = dragging.getState()
  dragging.setState(NOTHING)
  return over
}

/** How a place looks while something is dragged. */
export function useDropState(key: string): 'idle' | 'open' | 'over' {
  return useStore(dragging, ({ isOn, barred, over }) => {
    if (!isOn || barred.has(key)) return 'idle'
    return over === key ? 'over' : 'open'
  })
}

function nearestPlace({ x, y }: { x: number; y: number }, barred: ReadonlySet<string>): string | null {
  let nearest: { key: string; distance: number } | null = null
  for (const button of document.querySelectorAll<HTMLElement>('[data-place]')) {
    const key = button.dataset.place ?? ''
    if (barred.has(key)) continue
    const box = button.getBoundingClientRect()
    const distance = Math.hypot(x - (box.left + box.right) / 2, y - (box.top + box.bottom) / 2)
    if (distance <= NEAR && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { key, distance }
  }
  return nearest?.key ?? null
}
