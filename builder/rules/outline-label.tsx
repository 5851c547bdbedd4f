import { useState } from 'react'
import { words } from '../words/words.ts'

/** A label being renamed where it stands: Enter takes it over, Escape leaves it as it was. Null means nothing changed. */
export function OutlineLabel({ label, onDone }: { label: string; onDone: (label: string | null) => void }) {
  const [written, setWritten] = useState(label)
  return (
    <input
      className="outline-rename"
      aria-label={words.editing.outline.rename}
      value={written}
      // biome-ignore lint/a11y/noAutofocus: somebody asked to write here, and is given the line back afterwards.
      autoFocus
      onChange={(event) => setWritten(event.target.value)}
      onBlur={() => onDone(written === label ? null : written.trim())}
      onKeyDown={(event) => {
        event.stopPropagation()
        const line = event.currentTarget.parentElement
        if (event.key === 'Enter') onDone(written === label ? null : written.trim())
        else if (event.key === 'Escape') onDone(null)
        else return
        event.preventDefault()
        line?.focus()
      }}
    />
  )
}
