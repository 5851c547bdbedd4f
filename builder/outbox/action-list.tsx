// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the list is one stop of Tab, and its keys work while it has the focus.
// biome-ignore-all lint/a11y/useSemanticElements: a section of this name would be one more landmark.
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { ActionRow } from '#server/client.ts'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import { readableDay } from '../format/day.ts'
import { ActionStateMark } from '../status/state-mark.tsx'
import { actTitle } from '../words/act-title.ts'
import { words } from '../words/words.ts'
import { SettleMany, type VerdictKind } from './settle-many.tsx'
import { isWaiting } from './verdict.tsx'

const text = words.outbox

type Props = {
  readonly rows: readonly ActionRow[]
  readonly opened: string | null
  readonly onOpen: (id: string | null, edits?: boolean) => void
}

/**
 * The actions by day and kind. The keyboard goes through all of them: j and k move, Space selects, * selects all, and a, d and x
 * give a verdict on what is selected, or on the row one stands on where nothing is.
 */
export function ActionList({ rows, opened, onOpen }: Props) {
  const mayApprove = isOffered(useRole(), 'approve-actions')
  const groups = useMemo(() => groupsOf(rows), [rows])
  const ordered = useMemo(() => groups.flatMap((group) => group.rows), [groups])
  const [at, setAt] = useState(0)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [verdict, setVerdict] = useState<VerdictKind | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const current = ordered[Math.min(at, ordered.length - 1)]
  // What is settled leaves a list of one state; it must not stay selected unseen.
  const chosen = ordered.filter(({ id }) => picked.has(id))
  const subjects = chosen.length > 0 ? chosen : current === undefined ? [] : [current]
  useEffect(() => {
    if (current !== undefined)
      list.current
        ?.querySelector(`[data-action="${CSS.escape(current.id)}"]`)
        ?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const toggle = (ids: readonly string[]) =>
    setPicked((before) => {
      const isIn = ids.every((id) => before.has(id))
      const next = new Set(before)
      for (const id of ids)
        if (isIn) next.delete(id)
        else next.add(id)
      return next
    })
  const ask = (kind: VerdictKind) => {
    const isPossible = subjects.some((row) =>
      kind === 'cancel' ? isWaiting(row.state) : row.state === 'awaiting-approval',
    )
    if (mayApprove && isPossible) setVerdict(kind)
  }
  const keys: Readonly<Record<string, () => void>> = {
    j: () => setAt(Math.min(ordered.length - 1, at + 1)),
    ArrowDown: () => setAt(Math.min(ordered.length - 1, at + 1)),
    k: () => setAt(Math.max(0, at - 1)),
    ArrowUp: () => setAt(Math.max(0, at - 1)),
    Home: () => setAt(0),
    End: () => setAt(ordered.length - 1),
    ' ': () => current && toggle([current.id]),
    '*': () => toggle(ordered.map(({ id }) => id)),
    Enter: () => current && onOpen(current.id),
    e: () => current && onOpen(current.id, true),
    a: () => ask('approve'),
    d: () => ask('decline'),
    x: () => ask('cancel'),
    Escape: () => (picked.size > 0 ? setPicked(new Set()) : onOpen(null)),
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const act = keys[event.key]
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    // A button or a box within the list has the key for itself.
    if (event.target !== event.currentTarget && (event.key === ' ' || event.key === 'Enter')) return
    event.preventDefault()
    act()
  }
  return (
    <>
      {mayApprove && <p className="dimmed outbox-keys">{text.keys}</p>}
      {mayApprove && (chosen.length > 0 || verdict !== null) && (
        <SettleMany
          rows={subjects}
          verdict={verdict}
          onVerdict={(next) => {
            setVerdict(next)
            if (next === null) list.current?.focus()
          }}
          onDone={() => {
            setPicked(new Set())
            setVerdict(null)
            list.current?.focus()
          }}
        />
      )}
      <div
        ref={list}
        className="action-list"
        role="group"
        aria-label={text.title}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {groups.map((group) => (
          <section key={group.key} className="outbox-group">
            <h2>
              {mayApprove && (
                <input
                  type="checkbox"
                  aria-label={text.selectGroup(group.title)}
                  checked={group.rows.every(({ id }) => picked.has(id))}
                  onChange={() => toggle(group.rows.map(({ id }) => id))}
                />
              )}
              {group.title} <span className="dimmed number">{readableCount(group.rows.length)}</span>
            </h2>
            <div className="scroll-x">
              <table className="table outbox-table" aria-label={group.title}>
                <thead className="visually-hidden">
                  <tr>
                    {mayApprove && <th>{text.selectAll}</th>}
                    <th>{text.customer}</th>
                    <th className="number">{text.amount}</th>
                    <th>{text.state}</th>
                    <th className="spare">{text.why}</th>
                  </tr>
                </thead>
                <tbody>
                  {group.rows.map((row) => (
                    <Row
                      key={row.id}
                      row={row}
                      isAt={row === current}
                      isOpen={row.id === opened}
                      pick={
                        mayApprove ? { isPicked: picked.has(row.id), toggle: () => toggle([row.id]) } : null
                      }
                      onOpen={() => {
                        setAt(ordered.indexOf(row))
                        onOpen(row.id)
                      }}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        ))}
      </div>
    </>
  )
}

function Row({
  row,
  isAt,
  isOpen,
  pick,
  onOpen,
}: {
  row: ActionRow
  isAt: boolean
  isOpen: boolean
  pick: { isPicked: boolean; toggle: () => void } | null
  onOpen: () => void
}) {
  return (
    <tr data-action={row.id} className={`${isAt ? 'at' : ''}${isOpen ? ' chosen' : ''}`}>
      {pick !== null && (
        <td className="pick">
          <input
            type="checkbox"
            aria-label={text.select(row.customer.name)}
            checked={pick.isPicked}
            onChange={pick.toggle}
          />
        </td>
      )}
      <td className="who">
        <button
          type="button"
          className="row-button"
          title={row.customer.name}
          aria-expanded={isOpen}
          onClick={onOpen}
        >
          {row.customer.name}
        </button>
        {row.invoice !== null && <div className="dimmed">{row.invoice}</div>}
      </td>
      <td className="number">
        <Amounts money={row.amounts} />
      </td>
      <td>
        <ActionStateMark state={row.state} />
        {row.stateReason !== null && !isOpen && <div className="dimmed spare">{row.stateReason}</div>}
      </td>
      <td className="wrap spare">
        {row.reason}
        <div className="dimmed">{row.rule.name}</div>
      </td>
    </tr>
  )
}

type Group = { readonly key: string; readonly title: string; readonly rows: readonly ActionRow[] }

/** The actions by the day they are planned for and what they do, the latest day first. */
function groupsOf(rows: readonly ActionRow[]): readonly Group[] {
  return [...Map.groupBy(rows, ({ plannedOn, act }) => `${plannedOn} ${act.name}`)]
    .map(([key, own]): Group => {
      const [first] = own
      const title =
        first === undefined ? '' : text.group(readableDay(first.plannedOn), actTitle(first.act.name))
      return { key, title, rows: own }
    })
    .sort((a, b) => (a.key < b.key ? 1 : -1))
}
