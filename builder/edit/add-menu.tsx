import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import type { Point } from '../canvas/layout.ts'
import { words } from '../words/words.ts'
import { type AddEntry, addEntries, searched } from './add-entries.ts'
import type { Command } from './commands.ts'
import type { Place } from './place.ts'

const text = words.editing.add
const SIZE = { width: 300, height: 380 }
const GAP = 6

type Props = {
  readonly rule: RuleDocument
  readonly place: Place
  /** The button that was pressed; the list stands beside it. */
  readonly from: HTMLElement
  /** Where a line was let go, if it was: the list stands there then. */
  readonly at: Point | null
  readonly onAdd: (command: Command) => void
  /** Closed without anything added: the focus belongs to the button again. */
  readonly onClose: () => void
}

/** The list of what can be added at a place, searched by typing and chosen by arrow keys or by a click. */
export function AddMenu({ rule, place, from, at: point, onAdd, onClose }: Props) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const { entries, refusal } = useMemo(() => addEntries(rule, place), [rule, place])
  const found = searched(entries, query)
  const current = Math.min(at, found.length - 1)
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose()
    }
    document.addEventListener('pointerdown', outside, true)
    return () => document.removeEventListener('pointerdown', outside, true)
  }, [onClose])
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])
  const take = (entry: AddEntry | undefined) => entry && onAdd(entry.command(place))
  const onKeyDown = (event: KeyboardEvent) => {
    // The list is drawn over the canvas, and its keys are its own.
    event.stopPropagation()
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: found.length - 1,
    }
    const to = moves[event.key]
    if (event.key === 'Enter') take(found[current])
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (to !== undefined && (event.key.startsWith('Arrow') || query === ''))
      setAt((to + found.length) % Math.max(1, found.length))
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      className="add-menu"
      style={besides(point ?? from)}
      role="dialog"
      aria-label={text.title}
      onKeyDown={onKeyDown}
    >
      <input
        className="add-search"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${current}`}
        aria-label={text.search}
        placeholder={text.search}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed in, and gives the focus back when it closes.
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
      />
      {refusal !== null && <p className="add-none">{refusal}</p>}
      {found.length === 0 && refusal === null && <p className="add-none">{text.none}</p>}
      <div role="listbox" id={`${id}-list`} aria-label={text.title} className="add-list">
        {found.map((entry, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above is where keys arrive, as in every combobox.
          <div
            key={entry.id}
            id={`${id}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === current}
            className="add-entry"
            onPointerMove={() => setAt(n)}
            onClick={() => take(entry)}
          >
            <entry.icon size={15} aria-hidden />
            <span>
              <span className="add-label">{entry.label}</span>
              {entry.hint !== '' && <span className="add-hint">{entry.hint}</span>}
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Beside the button or the point where there is room, else where there is. */
function besides(from: HTMLElement | Point): { left: number; top: number; width: number; maxHeight: number } {
  const { left, right, top, bottom } =
    from instanceof HTMLElement ? from.getBoundingClientRect() : new DOMRect(from.x, from.y)
  const isRoomRight = right + GAP + SIZE.width < window.innerWidth
  const maxHeight = Math.min(SIZE.height, window.innerHeight - 16)
  return {
    left: Math.max(8, isRoomRight ? right + GAP : left - GAP - SIZE.width),
    top: Math.max(8, Math.min((top + bottom) / 2 - 24, window.innerHeight - maxHeight - 8)),
    width: SIZE.width,
    maxHeight,
  }
}
