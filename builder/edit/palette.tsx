import { memo, type PointerEvent, useRef, useState } from 'react'
import type { RuleDocument } from '#engine/rule.ts'
import { beginDrag, dragTo, endDrag } from '../canvas/dragging.ts'
import { placeOf } from '../canvas/use-canvas-drag.ts'
import { words } from '../words/words.ts'
import { type AddEntry, addEntries, RARER_BLOCKS, USUAL_BLOCKS } from './add-entries.ts'
import type { Command } from './commands.ts'
import { type Place, placeKey } from './place.ts'

const text = words.editing.palette
/** So far a pointer has to go before a press is a drag. */
const THRESHOLD = 5

type Props = {
  readonly rule: RuleDocument
  /** Where a block goes that is only pressed: after what is chosen. */
  readonly after: Place
  readonly onAdd: (command: Command) => void
}

/**
 * The building blocks, to be dragged onto a place of the drawing, by mouse, pen or finger; pressed, a block goes behind what is
 * chosen. Pointer events, since the browser's own dragging knows no fingers.
 */
export const Palette = memo(function Palette({ rule, after, onAdd }: Props) {
  const [carried, setCarried] = useState<{ entry: AddEntry; x: number; y: number } | null>(null)
  const block = (entry: AddEntry) => (
    <li key={entry.id}>
      <Block
        entry={entry}
        onPress={() => isLegal(rule, after, entry) && onAdd(entry.command(after))}
        onCarry={(at) => setCarried(at === null ? null : { entry, ...at })}
        onDrop={(key) => {
          const place = placeOf(rule, key)
          if (place !== null && isLegal(rule, place, entry)) onAdd(entry.command(place))
        }}
        barred={() => barredFor(rule, entry)}
      />
    </li>
  )
  return (
    <section className="palette" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p className="dimmed palette-help">{text.help}</p>
      {/* The rest is behind one more press, so that the outline below stays in sight. */}
      <ul>{USUAL_BLOCKS.map(block)}</ul>
      <details>
        <summary>{text.more(RARER_BLOCKS.length)}</summary>
        <ul>{RARER_BLOCKS.map(block)}</ul>
      </details>
      {carried !== null && (
        <div className="carried" style={{ left: carried.x + 12, top: carried.y + 8 }} aria-hidden>
          <carried.entry.icon size={14} />
          {carried.entry.label}
        </div>
      )}
    </section>
  )
})

type BlockProps = {
  readonly entry: AddEntry
  readonly onPress: () => void
  readonly onCarry: (at: { x: number; y: number } | null) => void
  readonly onDrop: (key: string) => void
  readonly barred: () => ReadonlySet<string>
}

function Block({ entry, onPress, onCarry, onDrop, barred }: BlockProps) {
  const start = useRef<{ x: number; y: number; isDrag: boolean } | null>(null)
  const wasDragged = useRef(false)
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    const from = start.current
    if (from === null) return
    const at = { x: event.clientX, y: event.clientY }
    if (!from.isDrag) {
      if (Math.hypot(at.x - from.x, at.y - from.y) < THRESHOLD) return
      from.isDrag = true
      beginDrag(barred())
    }
    dragTo(at)
    onCarry(at)
  }
  const end = (isDropped: boolean) => {
    const isDrag = start.current?.isDrag === true
    start.current = null
    wasDragged.current = isDrag
    if (!isDrag) return
    onCarry(null)
    const over = endDrag()
    if (isDropped && over !== null) onDrop(over)
  }
  return (
    <button
      type="button"
      className="palette-block"
      title={entry.hint}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        // A quick hand is outside of the block before the first move is told.
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, y: event.clientY, isDrag: false }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => end(true)}
      onPointerCancel={() => end(false)}
      onClick={() => {
        // The click that ends a drag is no press.
        if (!wasDragged.current) onPress()
        wasDragged.current = false
      }}
    >
      <entry.icon size={15} aria-hidden />
      <span>{entry.label}</span>
    </button>
  )
}

function isLegal(rule: RuleDocument, place: Place, entry: AddEntry): boolean {
  return addEntries(rule, place).entries.some(({ id }) => id === entry.id)
}

/** The places of the drawing where a block may not go. */
function barredFor(rule: RuleDocument, entry: AddEntry): Set<string> {
  const barred = new Set<string>()
  for (const button of document.querySelectorAll<HTMLElement>('[data-place]')) {
    const place = placeOf(rule, button.dataset.place ?? '')
    if (place !== null && !isLegal(rule, place, entry)) barred.add(placeKey(place))
  }
  return barred
}
