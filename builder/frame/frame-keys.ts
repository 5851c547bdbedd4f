import { useEffect, useRef } from 'react'
import { isTextField } from '../edit/focus.ts'

/** How long after `g` a letter still says where to. */
const TOGETHER_MS = 1500
const OPEN_DIALOGUE = 'dialog[open], [role="dialog"]'

type Doing = {
  readonly goTo: (letter: string) => boolean
  readonly search: () => void
  readonly listKeys: () => void
}

/** The keys that mean the same on every page: Ctrl+K and `/` search, `g` and a letter go to a page, `?` lists the keys. */
export function useFrameKeys(doing: Doing): void {
  const now = useRef(doing)
  now.current = doing
  useEffect(() => {
    let goUntil = 0
    const onKeyDown = (event: KeyboardEvent) => {
      const take = (act: () => void) => {
        event.preventDefault()
        event.stopPropagation()
        act()
      }
      if (document.querySelector(OPEN_DIALOGUE) !== null) return
      const isCommand = event.ctrlKey || event.metaKey
      if (isCommand && !event.altKey && event.key.toLowerCase() === 'k') {
        take(now.current.search)
        return
      }
      if (isCommand || event.altKey || isTextField(event.target)) return
      const isGoing = event.timeStamp < goUntil
      goUntil = 0
      if (isGoing && now.current.goTo(event.key.toLowerCase())) take(() => {})
      else if (event.key === 'g') goUntil = event.timeStamp + TOGETHER_MS
      else if (event.key === '/') take(now.current.search)
      else if (event.key === '?') take(now.current.listKeys)
    }
    // Before the page's own keys: after `g` a letter is a place and nothing else.
    document.addEventListener('keydown', onKeyDown, true)
    return () => document.removeEventListener('keydown', onKeyDown, true)
  }, [])
}
