import { words } from '../words/words.ts'
import { type Editor, type SavedState, useEditor } from './editor.ts'

const text = words.editing.saved

/** Filled for what is safe, hollow for what is not yet, a cross for what needs somebody. */
const SHAPES: Record<SavedState, { tone: string; shape: 'full' | 'hollow' | 'cross' }> = {
  saved: { tone: 'grey', shape: 'full' },
  saving: { tone: 'grey', shape: 'hollow' },
  unsaved: { tone: 'grey', shape: 'hollow' },
  offline: { tone: 'amber', shape: 'hollow' },
  conflict: { tone: 'red', shape: 'cross' },
  refused: { tone: 'red', shape: 'cross' },
}

/** Whether what is on the screen is safe, in a word and a shape; it keeps its width, so nothing beside it moves. */
export function SavedStateMark({ editor }: { editor: Editor }) {
  const state = useEditor(editor, ({ savedState }) => savedState)
  const { tone, shape } = SHAPES[state]
  return (
    <span className={`mark saved-state tone-${tone}`} role="status" title={text.help[state]}>
      <svg className="mark-shape" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {shape === 'cross' ? (
          <path d="M2 2 L8 8 M8 2 L2 8" stroke="currentColor" strokeWidth="1.8" />
        ) : (
          <circle
            cx="5"
            cy="5"
            r="3.6"
            fill={shape === 'full' ? 'currentColor' : 'none'}
            stroke="currentColor"
            strokeWidth="1.4"
          />
        )}
      </svg>
      {text.states[state]}
    </span>
  )
}

/** What somebody has to know about saving beyond the mark: a refusal with its reason, or being offline. */
export function SavingNotice({ editor }: { editor: Editor }) {
  const state = useEditor(editor, ({ savedState }) => savedState)
  const problem = useEditor(editor, (each) => each.problem)
  const from = useEditor(editor, ({ tookInFrom }) => tookInFrom)
  return (
    <div className="edit-notices" role="status">
      {state === 'offline' && <p className="edit-notice tone-edge-amber">{text.help.offline}</p>}
      {state === 'refused' && <p className="edit-notice tone-edge-red">{text.refused(problem ?? '')}</p>}
      {from !== null && (
        <p className="edit-notice tone-edge-blue">
          {text.tookIn(from === '' ? text.somebody : from)}
          <button type="button" className="row-button" onClick={() => editor.getState().seen()}>
            {text.seen}
          </button>
        </p>
      )}
    </div>
  )
}
