import type { KeyboardEvent } from 'react'

/** Escape closes the menu or list that is open and does not also leave the pane behind it. */
export function keepEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape') return
  const isField = event.currentTarget instanceof HTMLInputElement
  if (!isField || event.currentTarget.getAttribute('aria-expanded') === 'true') event.stopPropagation()
}
