import { useState } from 'react'
import { words } from '../words/words.ts'
import { rename } from './commands.ts'
import { type Editor, useEditor } from './editor.ts'

const text = words.editing.page

/** The name of the rule, renamed where it is asked for: Enter or leaving takes it over, Escape leaves it. */
export function RenameRule({ editor }: { editor: Editor }) {
  const name = useEditor(editor, ({ document }) => document.name)
  const [written, setWritten] = useState<string | null>(null)
  const finish = (isTaken: boolean) => {
    if (isTaken && written !== null && written.trim() !== '') editor.getState().run(rename(written.trim()))
    editor.getState().seal()
    setWritten(null)
  }
  if (written === null)
    return (
      <button type="button" className="row-button" onClick={() => setWritten(name)}>
        {text.rename}
      </button>
    )
  return (
    <input
      className="rename-rule"
      aria-label={text.name}
      value={written}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: somebody asked to write here.
      autoFocus
      onChange={(event) => setWritten(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true)
        else if (event.key === 'Escape') finish(false)
      }}
    />
  )
}
