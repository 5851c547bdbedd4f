import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import { words } from '../words/words.ts'
import { type Conflict, type Editor, useEditor } from './editor.ts'
import { titleOf } from './gestures.ts'
import type { Overlap } from './merge.ts'

const text = words.editing.conflict

/** Two people have changed the same: both versions, part by part, and the choice. Nothing is saved until it is made. */
export function ConflictDialogue({ editor, drawn }: { editor: Editor; drawn: DrawnRule }) {
  const conflict = useEditor(editor, (state) => state.conflict)
  const [isAside, setAside] = useState(false)
  if (conflict === null) return null
  const who = conflict.theirs.by ?? words.editing.saved.somebody
  const choose = (choice: 'theirs' | 'mine') => {
    editor.getState().resolve(choice, words.editing.commands.takenTheirs(who))
    setAside(false)
  }
  return (
    <>
      <p className="edit-notice tone-edge-red" role="alert">
        {text.notice(who)}
        <button type="button" className="row-button" onClick={() => setAside(false)}>
          {text.choose}
        </button>
      </p>
      <Modal
        opened={!isAside}
        onClose={() => setAside(true)}
        title={text.title}
        size="xl"
        // The page behind needs no lock, which would come as a style the content policy refuses.
        lockScroll={false}
        closeButtonProps={{ 'aria-label': text.later }}
      >
        <p>{text.sentence(who)}</p>
        <Differences conflict={conflict} drawn={drawn} who={who} />
        <div className="buttons">
          <Button onClick={() => choose('theirs')}>{text.takeTheirs}</Button>
          <Button variant="default" onClick={() => choose('mine')}>
            {text.keepMine}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setAside(true)}>
            {text.later}
          </Button>
        </div>
        <p className="dimmed">{text.undoable}</p>
      </Modal>
    </>
  )
}

function Differences({ conflict, drawn, who }: { conflict: Conflict; drawn: DrawnRule; who: string }) {
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{text.what}</th>
            <th scope="col">{text.mine}</th>
            <th scope="col">{text.theirs(who)}</th>
          </tr>
        </thead>
        <tbody>
          {conflict.overlaps.map((overlap) => (
            <tr key={`${overlap.part.kind} ${overlap.part.id}`}>
              <th scope="row" className="wrap">
                {partName(overlap, { drawn, conflict })}
              </th>
              <td className="wrap">
                <Version value={overlap.mine} />
              </td>
              <td className="wrap">
                <Version value={overlap.theirs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Version({ value }: { value: unknown }) {
  if (value === null) return <span className="dimmed">{text.deleted}</span>
  if (typeof value === 'string') return <>{value}</>
  return <pre className="conflict-version">{JSON.stringify(value, null, 2)}</pre>
}

function partName(
  { part, mine }: Overlap,
  { drawn, conflict }: { drawn: DrawnRule; conflict: Conflict },
): string {
  if (part.kind === 'step' || part.kind === 'branch') {
    const side = mine === null ? { ...drawn, rule: conflict.theirs.document } : drawn
    return titleOf(part.id, side)
  }
  return part.kind === 'order' ? text.order : (text.parts[part.id] ?? part.id)
}
