import { createContext, useContext } from 'react'
import type { Place } from '../edit/place.ts'

/** What the parts of a drawing can ask for. A drawing that is only looked at has no `add`. */
export type CanvasActions = {
  readonly select: (id: string) => void
  /** Opens the list of what can be added at a place; `from` is the button, which gets the focus back. */
  readonly add: ((place: Place, from: HTMLElement) => void) | null
}

const Context = createContext<CanvasActions>({ select: () => {}, add: null })

export const CanvasActionsProvider = Context.Provider

export function useCanvasActions(): CanvasActions {
  return useContext(Context)
}
