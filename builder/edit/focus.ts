/** Frames to wait for something that is being drawn; what is not there by then is not coming. */
const MOST_FRAMES = 120

/** Gives the focus to an element as soon as it is there. */
export function focusSoon(find: () => HTMLElement | null, frames = 0): void {
  requestAnimationFrame(() => {
    const found = find()
    if (found !== null) found.focus()
    else if (frames < MOST_FRAMES) focusSoon(find, frames + 1)
  })
}

/** Where the same step can be reached: its node in the drawing, or its entry in the outline. */
export type Area = 'canvas' | 'outline'

/** The element of a step, branch or the trigger in one of the two. */
export function elementOf(id: string, area: Area): HTMLElement | null {
  const name = CSS.escape(id)
  return document.querySelector<HTMLElement>(
    area === 'outline'
      ? `.outline [data-entry="${name}"]`
      : `.canvas .react-flow__node-step[data-id="${name}"], .canvas [data-lane="${name}"]`,
  )
}

/** Goes to the first field of the inspector. */
export function focusInspector(): void {
  focusSoon(() => {
    const inspector = document.querySelector<HTMLElement>('.inspector')
    // A form that is still fetched will have its own first field.
    if (inspector?.matches('[aria-busy], :has([aria-busy])')) return null
    return (
      inspector?.querySelector<HTMLElement>(
        'input:not([disabled]):not([type="hidden"]), select:not([disabled]), textarea:not([disabled])',
      ) ??
      inspector?.querySelector<HTMLElement>('button:not([disabled])') ??
      inspector
    )
  })
}

/** True where keys belong to the text one writes: there Ctrl+Z undoes letters, and Delete deletes one. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true
  return (
    target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'color'].includes(target.type)
  )
}
