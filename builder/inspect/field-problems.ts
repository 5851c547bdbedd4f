import { createContext, useContext } from 'react'

/** The first problem at each path of the document, so that every field can say what would be right beside itself. */
export const FieldProblems = createContext<ReadonlyMap<string, string>>(new Map())

/** What is wrong with the value at a path; null when nothing is. */
export function useProblemAt(path: string): string | null {
  return useContext(FieldProblems).get(path) ?? null
}

/**
 * Puts the cursor into the field of a path, or the one nearest around it. Waits for the next drawing, since the field may
 * belong to a step that is only now being chosen.
 */
export function focusField(path: string, tries = 5): void {
  window.requestAnimationFrame(() => {
    const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')]
    const [nearest] = fields
      .filter(({ dataset }) => isAround(dataset.path ?? '', path))
      .toSorted((a, b) => (b.dataset.path ?? '').length - (a.dataset.path ?? '').length)
    const control = nearest && controlOf(nearest)
    if (control && (nearest.dataset.path === path || tries === 0)) control.focus()
    else if (tries > 0) focusField(path, tries - 1)
    else if (control) control.focus()
  })
}

/** The first control of something. */
export function controlOf(element: HTMLElement): HTMLElement | null {
  const controls = 'input:not([type=hidden]), select, textarea, button, [tabindex="0"]'
  return element.matches(controls) ? element : element.querySelector<HTMLElement>(controls)
}

function isAround(outer: string, path: string): boolean {
  return outer !== '' && (path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`))
}
