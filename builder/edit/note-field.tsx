import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { words } from '../words/words.ts'
import { type Editor, useEditor } from './editor.ts'
import { titleOf } from './gestures.ts'
import { noteOn, setNote } from './notes-and-pins.ts'

const text = words.editing.note

/** What somebody wants to be remembered about a step. It is kept with the rule and changes nothing that it decides. */
export function NoteField({ editor, drawn, id }: { editor: Editor; drawn: DrawnRule; id: string }) {
  const note = useEditor(editor, ({ document }) => noteOn(document, id))
  return (
    <label className="note-field">
      <span>{text.label}</span>
      <textarea
        rows={note === '' ? 2 : 4}
        value={note}
        placeholder={text.placeholder}
        onChange={(event) =>
          editor.getState().run(setNote(id, event.target.value, `“${titleOf(id, drawn)}”`))
        }
        onBlur={() => editor.getState().seal()}
      />
    </label>
  )
}
