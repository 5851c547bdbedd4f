import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { words } from '../words/words.ts'
import { replaceRule } from './commands.ts'
import { type Editor, useEditor } from './editor.ts'
import { readText, type TextProblem, textOfRule } from './read-text.ts'

const text = words.editing.text

/** The rule as text, to be read and changed as a whole. Taken over it is one entry of undo, and nothing is lost on the way. */
export function TextEditor({ editor }: { editor: Editor }) {
  const document = useEditor(editor, (state) => state.document)
  const [written, setWritten] = useState<{ text: string; from: typeof document } | null>(null)
  const [problems, setProblems] = useState<readonly TextProblem[]>([])
  const area = useRef<HTMLTextAreaElement>(null)
  const shown = written?.text ?? textOfRule(document)
  const isOvertaken = written !== null && written.from !== document
  const apply = () => {
    const read = readText(shown, document.id)
    setProblems(read.ok ? [] : read.problems)
    if (!read.ok) return
    editor.getState().run(replaceRule(read.rule))
    setWritten(null)
  }
  const goTo = (line: number) => {
    const field = area.current
    if (field === null) return
    const lines = shown.split('\n')
    const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    field.focus()
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
    field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, line - 6)
  }
  return (
    <section className="text-editor" aria-label={text.title}>
      <textarea
        ref={area}
        className="text-area"
        aria-label={text.title}
        aria-invalid={problems.length > 0}
        spellCheck={false}
        value={shown}
        onChange={(event) => setWritten({ text: event.target.value, from: written?.from ?? document })}
      />
      <div className="text-side">
        <div className="buttons">
          <Button disabled={written === null} onClick={apply}>
            {text.apply}
          </Button>
          <Button
            variant="default"
            disabled={written === null}
            onClick={() => {
              setWritten(null)
              setProblems([])
            }}
          >
            {text.discard}
          </Button>
          <Button variant="default" onClick={() => saveFile(`${document.id}.json`, textOfRule(document))}>
            {text.save}
          </Button>
        </div>
        <p className="dimmed">{text.help}</p>
        {isOvertaken && <p className="edit-notice tone-edge-amber">{text.overtaken}</p>}
        <div role="alert">
          {problems.length > 0 && (
            <ul className="plain-list text-problems">
              {problems.map(({ line, path, message }) => (
                <li key={`${line} ${path} ${message}`}>
                  <button type="button" className="row-button" onClick={() => goTo(line)}>
                    {text.line(line)}
                  </button>{' '}
                  {path !== '' && <code>{path}</code>} {message}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </section>
  )
}

/** Hands a file to the browser, which puts it where it puts what is downloaded. */
function saveFile(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = Object.assign(window.document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
