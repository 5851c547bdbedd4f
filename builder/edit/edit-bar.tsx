import {
  ArrowDown,
  ArrowUp,
  Braces,
  CopyPlus,
  type LucideIcon,
  Move,
  PinOff,
  Plus,
  Redo2,
  Trash2,
  Undo2,
} from 'lucide-react'
import type { MouseEvent } from 'react'
import { TRIGGER_ID } from '../canvas/graph.ts'
import { words } from '../words/words.ts'
import { type Editor, useEditor } from './editor.ts'
import { placeAfter } from './gestures.ts'
import { pinsOf, unpinAll } from './notes-and-pins.ts'
import type { Gestures } from './use-gestures.ts'

const text = words.editing
const bar = text.bar

type Props = {
  readonly editor: Editor
  readonly gestures: Gestures
  readonly isFree: boolean
  readonly onFree: (isFree: boolean) => void
  readonly isText: boolean
  readonly onText: (isText: boolean) => void
}

/** What can be done to the rule and to what is chosen, each with its words; keys do the same. */
export function EditBar({ editor, gestures, isFree, onFree, isText, onText }: Props) {
  const hasPins = useEditor(editor, ({ document }) => pinsOf(document).size > 0)
  const selected = useEditor(editor, (state) => state.selected)
  const undoes = useEditor(editor, ({ past }) => past.at(-1)?.name ?? null)
  const redoes = useEditor(editor, ({ future }) => future.at(-1)?.name ?? null)
  const chosen = selected === TRIGGER_ID ? null : selected
  const isSeveral = useEditor(editor, ({ together }) => together.length > 0)
  return (
    <div className="edit-bar" role="toolbar" aria-label={bar.title}>
      <Tool
        icon={Undo2}
        label={text.undo}
        title={undoes === null ? text.nothingToUndo : text.undoWhat(undoes)}
        keys="Control+Z"
        isOff={undoes === null}
        onClick={() => gestures.undo()}
      />
      <Tool
        icon={Redo2}
        label={text.redo}
        title={redoes === null ? text.nothingToRedo : text.redoWhat(redoes)}
        keys="Control+Shift+Z"
        isOff={redoes === null}
        onClick={() => gestures.redo()}
      />
      <span className="edit-bar-line" />
      <Tool
        icon={Plus}
        label={bar.add}
        keys="A"
        onClick={(event) =>
          gestures.openAdd(placeAfter(editor.getState().document, selected), event.currentTarget)
        }
      />
      <Tool
        icon={CopyPlus}
        label={bar.duplicate}
        keys="Control+D"
        isOff={chosen === null}
        onClick={() => chosen !== null && gestures.duplicate(chosen)}
      />
      <Tool
        icon={ArrowUp}
        label={bar.earlier}
        keys="Alt+ArrowUp"
        isOff={chosen === null || isSeveral}
        onClick={() => chosen !== null && gestures.shift(chosen, -1)}
      />
      <Tool
        icon={ArrowDown}
        label={bar.later}
        keys="Alt+ArrowDown"
        isOff={chosen === null || isSeveral}
        onClick={() => chosen !== null && gestures.shift(chosen, 1)}
      />
      <Tool
        icon={Trash2}
        label={bar.remove}
        keys="Delete"
        isOff={chosen === null}
        onClick={() => chosen !== null && gestures.remove(chosen)}
      />
      <span className="edit-bar-line" />
      <Tool icon={Move} label={bar.free} title={bar.freeHelp} isOn={isFree} onClick={() => onFree(!isFree)} />
      {hasPins && <Tool icon={PinOff} label={bar.unpin} onClick={() => gestures.run(unpinAll())} />}
      <Tool
        icon={Braces}
        label={text.text.tab}
        title={text.text.help}
        isOn={isText}
        onClick={() => onText(!isText)}
      />
    </div>
  )
}

type ToolProps = {
  readonly icon: LucideIcon
  readonly label: string
  readonly title?: string
  readonly keys?: string
  readonly isOff?: boolean
  readonly isOn?: boolean
  readonly onClick: (event: MouseEvent<HTMLButtonElement>) => void
}

function Tool({ icon: Icon, label, title, keys, isOff = false, isOn, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      title={[
        title ?? label,
        ...(keys === undefined ? [] : [`(${keys.replace('Control', 'Ctrl').replace('Arrow', '')})`]),
      ].join(' ')}
      // It stays where Tab finds it: a button that vanishes under the focus loses its owner.
      aria-disabled={isOff}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      onClick={(event) => {
        if (!isOff) onClick(event)
      }}
    >
      <Icon size={14} aria-hidden />
      <span>{label}</span>
    </button>
  )
}
