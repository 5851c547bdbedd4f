// biome-ignore-all lint/a11y/useSemanticElements: a table of which only the rows in sight are drawn is laid out by hand and says how many there are.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the row it stands on.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys are the grid's.
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import './table.css'

/** How high a row is, and how many rows from the end the next page is asked for. */
const ROW_PX = 32
const AHEAD = 60

export type Column<Row> = {
  readonly key: string
  readonly title: string
  /** A track of a CSS grid, such as `minmax(200px, 2fr)`. */
  readonly width: string
  readonly isNumber?: boolean
  /** The word by which the server sorts; a column without one cannot be sorted. */
  readonly sort?: string
  /** True for what a phone can do without. */
  readonly isSpare?: boolean
  readonly cell: (row: Row) => ReactNode
}

type Props<Row> = {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** How many there are over all pages. */
  readonly total: number
  readonly keyOf: (row: Row) => string
  readonly sort: string
  readonly onSort: (sort: string) => void
  readonly onOpen: (row: Row) => void
  /** The row whose details stand beside the table. */
  readonly chosen?: string | null
  /** Asks for the next page; called again and again, so it has to ask once. */
  readonly onEnd: () => void
  readonly rowPx?: number
}

/**
 * A table of any length: the head stays, only the rows in sight are drawn, and the keyboard goes through it: j and k or the
 * arrows, Home and End, Enter opens. It is one stop of Tab.
 */
export function LongTable<Row>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    total,
    keyOf,
    sort,
    onSort,
    onOpen,
    chosen = null,
    onEnd,
    rowPx = ROW_PX,
  } = props
  const place = useRef<HTMLDivElement>(null)
  const id = useId()
  const [at, setAt] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollPaddingStart: ROW_PX,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && rows.length < total && last >= rows.length - AHEAD) onEnd()
  }, [last, rows.length, total, onEnd])
  useKeysFromAnywhere(place)
  const current = Math.min(at, rows.length - 1)
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setAt(next)
    virtual.scrollToIndex(next)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return
    const row = rows[current]
    const step = STEPS[event.key]
    if (step !== undefined) go(step(current, rows.length))
    else if (event.key === 'Enter' && row !== undefined) onOpen(row)
    else return
    event.preventDefault()
  }
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--columns': columns.map(({ width }) => width).join(' '),
    '--narrow-columns': columns.flatMap(({ width, isSpare }) => (isSpare ? [] : [width])).join(' '),
    '--least': `${columns.length * 100}px`,
  }
  return (
    <div
      ref={place}
      className="long-table"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-activedescendant={rows.length === 0 ? undefined : `${id}-${current}`}
      tabIndex={0}
      style={style}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div className="long-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <ColumnHead key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {drawn.map(({ index, start, size }) => {
          const row = rows[index]
          if (row === undefined) return null
          const isChosen = chosen !== null && keyOf(row) === chosen
          return (
            <div
              key={keyOf(row)}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === current}
              className={`long-row${index === current ? ' at' : ''}${isChosen ? ' chosen' : ''}`}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={({ target }) => {
                setAt(index)
                // A link or a button in a row does what it says; the rest of the row opens it.
                if (!(target instanceof Element && target.closest('a, button'))) onOpen(row)
              }}
            >
              {columns.map((column) => (
                <div key={column.key} role="gridcell" className={classOf(column)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const PAGE_ROWS = 15
const STEPS: Readonly<Record<string, (at: number, rows: number) => number>> = {
  j: (at) => at + 1,
  ArrowDown: (at) => at + 1,
  k: (at) => at - 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + PAGE_ROWS,
  PageUp: (at) => at - PAGE_ROWS,
  Home: () => 0,
  End: (_, rows) => rows - 1,
}

/** j and k reach the table from anywhere on the page where nothing else has the focus. */
function useKeysFromAnywhere(place: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isIdle = document.activeElement === document.body || document.activeElement?.id === 'content'
      if (!isIdle || event.altKey || event.ctrlKey || event.metaKey) return
      if (event.key === 'j' || event.key === 'k') place.current?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [place])
}

function ColumnHead<Row>({
  column,
  sort,
  onSort,
}: Pick<Props<Row>, 'sort' | 'onSort'> & { column: Column<Row> }) {
  const isSorted = column.sort === sort
  const order = column.isNumber ? 'descending' : 'ascending'
  return (
    <div role="columnheader" aria-sort={isSorted ? order : undefined} className={classOf(column)}>
      {column.sort === undefined ? (
        column.title
      ) : (
        <button type="button" className="sort-button" onClick={() => onSort(column.sort ?? '')}>
          {column.title}
          {isSorted && <ArrowDown size={12} aria-hidden />}
        </button>
      )}
    </div>
  )
}

function classOf<Row>({ isNumber, isSpare }: Column<Row>): string {
  return `long-cell${isNumber ? ' number' : ''}${isSpare ? ' spare' : ''}`
}
