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
  measured = null
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
  for (const place of placesOnScreen()) {
    if (barred.has(place.key)) continue
    const distance = Math.hypot(x - place.x, y - place.y)
    if (distance <= NEAR && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { key: place.key, distance }
  }
  return nearest?.key ?? null
}

type PlaceOnScreen = { readonly key: string; readonly x: number; readonly y: number }

/** Where the places were when they were measured last, and how the drawing stood then. */
let measured: { readonly stood: string; readonly places: readonly PlaceOnScreen[] } | null = null

/** The middles of all places. Measuring hundreds of them takes a picture's time, so it is done again only when the drawing has moved. */
function placesOnScreen(): readonly PlaceOnScreen[] {
  const drawing = document.querySelector<HTMLElement>('.canvas .react-flow__viewport')
  const stood = `${drawing?.style.transform} ${window.scrollX} ${window.scrollY}`
  if (measured?.stood === stood) return measured.places
  const places = [...document.querySelectorAll<HTMLElement>('[data-place]')].map((button) => {
    const box = button.getBoundingClientRect()
    return {
      key: button.dataset.place ?? '',
      x: (box.left + box.right) / 2,
      y: (box.top + box.bottom) / 2,
    }
  })
  measured = { stood, places }
  return places
}
