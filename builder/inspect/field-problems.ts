import { createContext, useContext } from 'react'

/** The first problem at each path of the document, so that every field can say what would be right beside itself. */
export const FieldProblems = createContext<ReadonlyMap<string, string>>(new Map())

/** What is wrong with the value at a path; null when nothing is. */
export function useProblemAt(path: string): string | null {
  return useContext(FieldProblems).get(path) ?? null
}

/** How long a form may take to come when it is first needed, and how long one that has come may take for its last field. */
const FORM_FRAMES = 300
const FIELD_FRAMES = 30

/**
 * Puts the cursor into the field of a path, or the one nearest around it. Waits for it, since the field may belong to a step
 * that is only now being chosen and to a form that is only now being fetched; stops waiting when the cursor goes elsewhere.
 */
export function focusField(path: string): void {
  const from = document.activeElement
  const look = (frames: number) => {
    const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')]
    const [nearest] = fields
      .filter(({ dataset }) => isAround(dataset.path ?? '', path))
      .toSorted((a, b) => (b.dataset.path ?? '').length - (a.dataset.path ?? '').length)
    const control = nearest && controlOf(nearest)
    if (control && (nearest.dataset.path === path || frames >= FIELD_FRAMES)) control.focus()
    else if (
      frames < FORM_FRAMES &&
      (document.activeElement === from || document.activeElement === document.body)
    )
      window.requestAnimationFrame(() => look(frames + 1))
  }
  window.requestAnimationFrame(() => look(0))
}

/** The first control of something. */
export function controlOf(element: HTMLElement): HTMLElement | null {
  const controls = 'input:not([type=hidden]), select, textarea, button, [tabindex="0"]'
  return element.matches(controls) ? element : element.querySelector<HTMLElement>(controls)
}

function isAround(outer: string, path: string): boolean {
  return outer !== '' && (path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`))
}
