/** Something the page in view lets one do: a button or a link of it, by its name. */
export type PageAction = { readonly label: string; readonly take: () => void }

const PRESSED = 'button:not([disabled]), a[href], summary, [role="tab"]'
/** Rows of a table and parts of a drawing are the page's matter, not its commands. */
const MATTER =
  'tbody, [role="grid"], [role="treeitem"], [role="option"], .react-flow__viewport, .react-flow__attribution, .search-button'

/**
 * Everything the page in view can be told to do, read off the page itself: what it offers is what can be commanded, and nothing
 * has to be said twice. The first of those with the same name stands for all.
 */
export function pageActions(page: ParentNode): PageAction[] {
  const found = new Map<string, HTMLElement>()
  for (const element of page.querySelectorAll<HTMLElement>(PRESSED)) {
    const label = nameOf(element)
    const isMatter = element.closest(MATTER) !== null
    if (label !== '' && !isMatter && !found.has(label) && element.checkVisibility()) found.set(label, element)
  }
  return [...found].map(([label, element]) => ({
    label,
    take() {
      element.focus()
      element.click()
    },
  }))
}

function nameOf(element: HTMLElement): string {
  const named = element.getAttribute('aria-label') ?? element.innerText
  return named.replaceAll(/\s+/g, ' ').trim()
}
