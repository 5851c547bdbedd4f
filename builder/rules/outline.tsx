import { type KeyboardEvent, memo, useMemo, useState } from 'react'
import type { RuleStep } from '#engine/rule.ts'
import { caseName, type DrawnRule } from '../canvas/drawn-rule.ts'
import { otherwiseId } from '../canvas/flow-order.ts'
import { graphOf, TRIGGER_ID } from '../canvas/graph.ts'
import { faceOf } from '../canvas/node-specs.tsx'
import { words } from '../words/words.ts'
import { OutlineLabel } from './outline-label.tsx'

const text = words.rule

/** What the outline can do to the rule; without it the outline is only walked. */
export type OutlineEditing = {
  readonly onKey: (event: KeyboardEvent, id: string) => boolean
  readonly openInspector: () => void
  readonly rename: (id: string, label: string) => void
}

type Props = {
  readonly drawn: DrawnRule
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  readonly editing?: OutlineEditing | null
}

/** One line of the outline. */
type Entry = {
  readonly id: string
  readonly level: number
  readonly kind: 'step' | 'lane'
  /** The line it stands under. */
  readonly parent: string | null
  readonly hasChildren: boolean
  /** What a lane is called; null for a step, whose face says it. */
  readonly name: string | null
  /** The label somebody gave it; null for what has none of its own. */
  readonly label: string | null
}

/** The same tree as the drawing, as a list: the whole rule by keyboard and for those who cannot see the drawing. */
export const Outline = memo(function Outline({ drawn, selected, onSelect, editing = null }: Props) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [renaming, setRenaming] = useState<string | null>(null)
  const [visited, setVisited] = useState<string | null>(null)
  const faces = useMemo(
    () => new Map(graphOf(drawn.rule).nodes.map((node) => [node.id, faceOf(node, drawn)])),
    [drawn],
  )
  const entries = useMemo(() => entriesOf(drawn), [drawn])
  const shown = useMemo(() => openEntries(entries, closed), [entries, closed])
  // One line is where Tab goes in: the one visited last, else the chosen one, else the first.
  const entrance = [visited, selected].find((id) => shown.some((entry) => entry.id === id)) ?? TRIGGER_ID

  const open = (id: string, isOpen: boolean) => {
    const next = new Set(closed)
    if (isOpen) next.delete(id)
    else next.add(id)
    setClosed(next)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, entry: Entry) => {
    const focus = (id: string | undefined) => {
      const line = id === undefined ? null : event.currentTarget.parentElement
      line?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(id ?? '')}"]`)?.focus()
    }
    if (event.target !== event.currentTarget) return
    const at = shown.indexOf(entry)
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey
    const isOpen = entry.hasChildren && !closed.has(entry.id)
    if (isPlain && event.key === 'ArrowDown') focus(shown[at + 1]?.id)
    else if (isPlain && event.key === 'ArrowUp') focus(shown[at - 1]?.id)
    else if (isPlain && event.key === 'Home') focus(shown[0]?.id)
    else if (isPlain && event.key === 'End') focus(shown.at(-1)?.id)
    else if (isPlain && event.key === 'ArrowRight') {
      if (isOpen) focus(shown[at + 1]?.id)
      else if (entry.hasChildren) open(entry.id, true)
    } else if (isPlain && event.key === 'ArrowLeft') {
      if (isOpen) open(entry.id, false)
      else focus(entry.parent ?? undefined)
    } else if (isPlain && (event.key === 'Enter' || event.key === ' ')) {
      onSelect(entry.id)
      if (event.key === 'Enter') editing?.openInspector()
    } else if (isPlain && event.key === 'F2' && editing !== null && entry.label !== null)
      setRenaming(entry.id)
    else {
      editing?.onKey(event, entry.id)
      return
    }
    event.preventDefault()
  }
  return (
    <nav className="outline" aria-label={text.outline}>
      <h2>{text.outline}</h2>
      <div role="tree" aria-label={text.outline} aria-describedby="outline-help">
        {shown.map((entry) => {
          const face = faces.get(entry.id)
          return (
            <div
              key={entry.id}
              role="treeitem"
              data-entry={entry.id}
              className={`outline-${entry.kind}`}
              style={{ paddingInlineStart: 6 + (entry.level - 1) * 12 }}
              tabIndex={entry.id === entrance ? 0 : -1}
              aria-level={entry.level}
              aria-selected={entry.id === selected}
              {...(entry.hasChildren ? { 'aria-expanded': !closed.has(entry.id) } : {})}
              aria-label={face?.sentence ?? entry.name ?? ''}
              title={face?.sentence}
              onFocus={() => setVisited(entry.id)}
              onClick={() => onSelect(entry.id)}
              onDoubleClick={() => editing !== null && entry.label !== null && setRenaming(entry.id)}
              onKeyDown={(event) => onKeyDown(event, entry)}
            >
              {face !== undefined && <face.icon size={14} aria-hidden />}
              {renaming === entry.id ? (
                <OutlineLabel
                  label={entry.label ?? ''}
                  onDone={(label) => {
                    setRenaming(null)
                    if (label !== null) editing?.rename(entry.id, label)
                  }}
                />
              ) : (
                <span>{face?.title ?? entry.name}</span>
              )}
            </div>
          )
        })}
      </div>
      <p id="outline-help" className="visually-hidden">
        {editing === null ? words.editing.outline.help : words.editing.outline.editHelp}
      </p>
    </nav>
  )
})

function entriesOf(drawn: DrawnRule): Entry[] {
  const { rule } = drawn
  const inSteps = (steps: readonly RuleStep[], level: number, parent: string | null): Entry[] =>
    steps.flatMap((step): Entry[] => {
      const own = { id: step.id, level, parent, kind: 'step' as const, name: null }
      if (step.do !== 'decide') return [{ ...own, hasChildren: false, label: null }]
      const otherwise = step.otherwise ?? []
      return [
        { ...own, hasChildren: true, label: step.label ?? '' },
        ...step.branches.flatMap((branch) => [
          {
            id: branch.id,
            level: level + 1,
            parent: step.id,
            kind: 'lane' as const,
            hasChildren: branch.steps.length > 0,
            name: caseName({ is: 'branch', branch }, drawn),
            label: branch.label ?? '',
          },
          ...inSteps(branch.steps, level + 2, branch.id),
        ]),
        {
          id: otherwiseId(step.id),
          level: level + 1,
          parent: step.id,
          kind: 'lane' as const,
          hasChildren: otherwise.length > 0,
          name: text.otherwise,
          label: null,
        },
        ...inSteps(otherwise, level + 2, otherwiseId(step.id)),
      ]
    })
  return [
    { id: TRIGGER_ID, level: 1, parent: null, kind: 'step', hasChildren: false, name: null, label: null },
    ...inSteps(rule.steps, 1, null),
  ]
}

/** The lines that are to be seen: those under no closed one. Parents stand before what is under them. */
function openEntries(entries: readonly Entry[], closed: ReadonlySet<string>): Entry[] {
  const hiding = new Set<string>()
  return entries.filter(({ id, parent }) => {
    const isHidden = parent !== null && hiding.has(parent)
    if (isHidden || closed.has(id)) hiding.add(id)
    return !isHidden
  })
}
