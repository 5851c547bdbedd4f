import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { type DrawnRule, drawnRule } from '../canvas/drawn-rule.ts'
import { RuleCanvas } from '../canvas/rule-canvas.tsx'
import type { CanvasEditing } from '../canvas/use-canvas-drag.ts'
import { Inspector } from '../inspect/inspector.tsx'
import { useLiveCounts } from '../inspect/live-counts.ts'
import { ProblemList } from '../inspect/problem-list.tsx'
import { SentenceBar } from '../inspect/sentence-bar.tsx'
import { useProblems } from '../inspect/use-problems.ts'
import { Outline, type OutlineEditing } from '../rules/outline.tsx'
import { words } from '../words/words.ts'
import { AddMenu } from './add-menu.tsx'
import { Announcer } from './announcer.tsx'
import { replaceBranch } from './branch-commands.ts'
import { replaceStep } from './commands.ts'
import { EditBar } from './edit-bar.tsx'
import './edit.css'
import { type Editor, useEditor } from './editor.ts'
import { elementOf, focusInspector, focusSoon } from './focus.ts'
import { placeAfter, titleOf } from './gestures.ts'
import { NoteField } from './note-field.tsx'
import { setView } from './notes-and-pins.ts'
import { Palette } from './palette.tsx'
import { SavingNotice } from './saved-state.tsx'
import { findBranch, findStep } from './step-tree.ts'
import { useUnhurried } from './unhurried.ts'
import { type Gestures, useGestures } from './use-gestures.ts'

const text = words.editing

// What few people need is fetched when somebody asks for it.
const ConflictDialogue = lazy(async () => ({
  default: (await import('./conflict-dialogue.tsx')).ConflictDialogue,
}))
const TextEditor = lazy(async () => ({ default: (await import('./text-editor.tsx')).TextEditor }))

type Props = {
  readonly editor: Editor
  readonly catalogue: FactCatalogue
  /** What the address says is chosen, and where a new choice is told. */
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** A rule being edited: its sentence, its outline, its drawing or text, and what can be changed of the chosen step. */
export function RuleEditor({ editor, catalogue, selected: asked, onSelect }: Props) {
  const rule = useEditor(editor, ({ document }) => document)
  // The sentence, the fields and what is wrong with them are there with the letter; of how many it holds, right after.
  const counted = useDeferredValue(rule)
  const selected = useEditor(editor, (state) => state.selected)
  const together = useEditor(editor, (state) => state.together)
  const isConflict = useEditor(editor, ({ conflict }) => conflict !== null)
  const counts = useLiveCounts(counted)
  const found = useProblems(rule)
  const shown = useMemo(() => ({ rule, problems: found.problems }), [rule, found.problems])
  const { rule: drawable, problems: drawnProblems } = useUnhurried(editor, shown)
  const drawn = useMemo(() => drawnRule(drawable, catalogue), [drawable, catalogue])
  const gestures = useGestures(editor, drawn)
  const [isText, setText] = useState(false)
  const [isFree, setFree] = useState(false)
  const { select, run, seal } = editor.getState()
  useChoiceInAddress(editor, asked, onSelect)
  const problems = useMemo(
    () =>
      new Map(
        drawnProblems
          // That there is no step yet, the place for the first one says.
          .filter(({ isWarning, at, path }) => !isWarning && at !== '' && path !== 'steps')
          .toReversed()
          .map(({ at, sentence }) => [at, sentence]),
      ),
    [drawnProblems],
  )
  const after = useMemo(() => placeAfter(drawable, selected), [drawable, selected])
  const canvasEditing = useCanvasEditing({ drawn, gestures, isFree, together })
  const outlineEditing = useOutlineEditing({ editor, gestures })
  const backToNode = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && selected !== null && !event.defaultPrevented)
      focusSoon(() => elementOf(selected, 'canvas'))
  }
  return (
    <>
      <SavingNotice editor={editor} />
      {isConflict && (
        <Suspense>
          <ConflictDialogue editor={editor} drawn={drawn} />
        </Suspense>
      )}
      <SentenceBar rule={rule} selected={selected} onSelect={select} />
      {gestures.lacks.length > 0 && (
        <div className="edit-notice tone-edge-amber" role="alert">
          {text.clipboard.lacks} {gestures.lacks.join(' ')}
        </div>
      )}
      <div className="rule-grid editing">
        <div className="left-pane">
          <Palette rule={drawable} after={after} onAdd={gestures.add} />
          <Outline drawn={drawn} selected={selected} onSelect={select} editing={outlineEditing} />
          <ProblemList rule={drawable} found={found} onSelect={select} />
        </div>
        <div className="middle-pane">
          <EditBar
            editor={editor}
            gestures={gestures}
            isFree={isFree}
            onFree={setFree}
            isText={isText}
            onText={setText}
          />
          {isText ? (
            <Suspense>
              <TextEditor editor={editor} />
            </Suspense>
          ) : (
            <RuleCanvas
              drawn={drawn}
              counts={counts}
              selected={selected}
              onSelect={select}
              problems={problems}
              editing={canvasEditing}
            />
          )}
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back to the step from any of the fields inside. */}
        <div className="right-pane" onKeyDown={backToNode}>
          {together.length > 0 && (
            <p className="edit-notice several-notice">{text.several.help(together.length)}</p>
          )}
          <Inspector
            rule={rule}
            selected={selected}
            counts={counts}
            found={found}
            run={run}
            onSelect={select}
            onLeave={seal}
          />
          {selected !== null && <NoteField key={selected} editor={editor} drawn={drawn} id={selected} />}
        </div>
      </div>
      {gestures.adding !== null && (
        <AddMenu
          rule={rule}
          place={gestures.adding.place}
          from={gestures.adding.from}
          at={gestures.adding.at}
          onAdd={gestures.add}
          onClose={gestures.closeAdd}
        />
      )}
      <Announcer />
    </>
  )
}

/** Keeps what is chosen in the address, so that it can be sent to a colleague; undo may choose as well. */
function useChoiceInAddress(
  editor: Editor,
  asked: string | null,
  onSelect: (id: string | null) => void,
): void {
  const tell = useRef(onSelect)
  tell.current = onSelect
  const first = useRef(asked)
  useEffect(() => {
    if (first.current !== null) editor.getState().select(first.current)
    return editor.subscribe(({ selected }, before) => {
      if (selected !== before.selected) tell.current(selected)
    })
  }, [editor])
}

function useCanvasEditing({
  drawn,
  gestures,
  isFree,
  together,
}: {
  drawn: DrawnRule
  gestures: Gestures
  isFree: boolean
  together: readonly string[]
}): CanvasEditing {
  const { openAdd, onKey, onCopy, onPaste, run, drop, toggle, extend } = gestures
  return useMemo(
    (): CanvasEditing => ({
      openAdd,
      openInspector: focusInspector,
      onKey: (event, id) => onKey(event, id, 'canvas'),
      onClipboard(kind, event, id) {
        if (kind === 'paste') onPaste(event, id, 'canvas')
        else onCopy(event, id, kind === 'cut')
      },
      onDrop: drop,
      onToggle: toggle,
      onExtend: extend,
      together,
      onPin: (id, pin) => run(setView(new Map([[id, pin]]), text.commands.pinned(`“${titleOf(id, drawn)}”`))),
      isFree,
    }),
    [openAdd, onKey, onCopy, onPaste, run, drop, toggle, extend, drawn, isFree, together],
  )
}

function useOutlineEditing({ editor, gestures }: { editor: Editor; gestures: Gestures }): OutlineEditing {
  const { onKey } = gestures
  const relabel = useCallback(
    (id: string, label: string) => {
      const { document, run } = editor.getState()
      const name = text.outline.labelled(label)
      const step = findStep(document, id)?.step
      const branch = findBranch(document, id)?.branch
      if (step?.do === 'decide') run(replaceStep(id, withLabel(step, label), name))
      if (branch !== undefined) run(replaceBranch(id, withLabel(branch, label), name))
    },
    [editor],
  )
  return useMemo(
    () => ({
      onKey: (event, id) => onKey(event, id, 'outline'),
      openInspector: focusInspector,
      rename: relabel,
    }),
    [onKey, relabel],
  )
}

/** With the label, or without any where it is empty. */
function withLabel<Part extends { readonly label?: string }>(part: Part, label: string): Part {
  const { label: _, ...rest } = part
  // What is left is the same part: its label is the one key that may be absent.
  return (label === '' ? rest : { ...rest, label }) as Part
}
