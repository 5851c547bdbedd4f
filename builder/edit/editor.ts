import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RuleDocument } from '#engine/rule.ts'
import type { Command } from './commands.ts'
import { type History, ran, redone, sealed, undone } from './history.ts'
import { isSameDocument, merged, type Overlap, rebased } from './merge.ts'
import { findStep } from './step-tree.ts'

/** `refused`: the server does not take the document, and `problem` says why. */
export type SavedState = 'saved' | 'saving' | 'unsaved' | 'offline' | 'conflict' | 'refused'

/** What the server has: the document that edits are compared with, and the revision the next save names. */
export type Base = { readonly revision: number; readonly document: RuleDocument }

/** What somebody else has saved meanwhile. */
export type Theirs = Base & { readonly by: string | null; readonly at: string | null }

/** Both have changed the same; a person has to choose. */
export type Conflict = { readonly theirs: Theirs; readonly overlaps: readonly Overlap[] }

/** One rule as it is being edited in this tab. */
export type EditorState = History & {
  readonly ruleId: string
  readonly base: Base
  /** The steps chosen together, with `selected` among them; empty while there is one or none. No entry of undo. */
  readonly together: readonly string[]
  readonly savedState: SavedState
  readonly conflict: Conflict | null
  /** Why the server refuses the document. */
  readonly problem: string | null
  /** Whose change was taken in last while we were editing; null once it was seen. */
  readonly tookInFrom: string | null
  /** Does one command; undo knows it by its name. */
  run(command: Command): void
  undo(): void
  redo(): void
  /** Chooses a step, a branch or the trigger (`TRIGGER_ID`); no entry of undo. */
  select(id: string | null): void
  /** Chooses a step besides what is chosen, or takes it out again. */
  toggle(id: string): void
  /** Ends the joining of keystrokes, as when somebody leaves a field. */
  seal(): void
  /** Says how saving goes; `saved` takes what was sent as the new base. */
  saving(): void
  saved(base: Base): void
  notSaved(state: 'offline' | 'refused', problem?: string): void
  /** Takes in what somebody else has saved: put together with ours where that is possible, else as a conflict. */
  takeIn(theirs: Theirs): void
  /** Ends a conflict: with theirs, or with ours in the place of theirs. Both can be undone. */
  resolve(choice: 'theirs' | 'mine', name: string): void
  /** Takes the notice away. */
  seen(): void
}

export type Editor = StoreApi<EditorState>

/** An editor for one rule. `document` is what is on the screen; it differs from the base's when edits of before were restored. */
export function createEditor({
  ruleId,
  base,
  document = base.document,
  selected = null,
}: {
  ruleId: string
  base: Base
  document?: RuleDocument
  selected?: string | null
}): Editor {
  return createStore<EditorState>()((set, get) => {
    const edit = (change: (history: History) => History) => {
      const state = get()
      const next = change(state)
      if (next === state) return
      const isOther = next.document !== state.document
      set({ ...next, ...(isOther && { together: [], ...afterChange(state, next.document) }) })
    }
    return {
      ruleId,
      base,
      document,
      selected,
      past: [],
      future: [],
      together: [],
      savedState: isSameDocument(document, base.document) ? 'saved' : 'unsaved',
      conflict: null,
      problem: null,
      tookInFrom: null,
      run: (command) => edit((history) => ran(history, command)),
      undo: () => edit(undone),
      redo: () => edit(redone),
      select: (id) => {
        const { selected, together } = get()
        if (selected !== id || together.length > 0) set({ ...sealed(get()), selected: id, together: [] })
      },
      toggle: (id) => set({ ...sealed(get()), ...toggled(get(), id) }),
      seal: () => set(sealed(get())),
      saving: () => set({ savedState: 'saving', problem: null }),
      saved: (next) =>
        set(({ document }) => ({
          base: next,
          savedState: isSameDocument(document, next.document) ? 'saved' : 'unsaved',
          problem: null,
        })),
      notSaved: (savedState, problem) => set({ savedState, problem: problem ?? null }),
      takeIn: (theirs) => set(takenIn(get(), theirs)),
      resolve: (choice, name) => {
        const { conflict } = get()
        if (conflict === null) return
        const { theirs } = conflict
        set({ base: theirs, conflict: null })
        if (choice === 'theirs') edit((history) => ran(history, { name, apply: () => theirs.document }))
        set(({ document }) => ({
          savedState: isSameDocument(document, theirs.document) ? 'saved' : 'unsaved',
        }))
      },
      seen: () => set({ tookInFrom: null }),
    }
  })
}

/** One value of an editor, which draws anew when it changes. */
export function useEditor<Value>(editor: Editor, select: (state: EditorState) => Value): Value {
  return useStore(editor, select)
}

function toggled(
  { document, selected, together }: EditorState,
  id: string,
): Pick<EditorState, 'selected' | 'together'> {
  const isStep = (each: string | null): each is string => each !== null && findStep(document, each) !== null
  if (!isStep(id)) return { selected: id, together: [] }
  const before = together.length > 0 ? together : isStep(selected) ? [selected] : []
  const after = before.includes(id) ? before.filter((each) => each !== id) : [...before, id]
  const last = after.includes(id) ? id : (after.at(-1) ?? null)
  return { selected: last, together: after.length > 1 ? after : [] }
}

function afterChange(state: EditorState, document: RuleDocument): Partial<EditorState> {
  // While somebody has to choose between two versions nothing is saved, and while a save is under way its end looks again.
  if (state.savedState === 'conflict' || state.savedState === 'saving') return {}
  return { savedState: isSameDocument(document, state.base.document) ? 'saved' : 'unsaved', problem: null }
}

function takenIn(state: EditorState, theirs: Theirs): Partial<EditorState> {
  if (theirs.revision <= state.base.revision) return {}
  const together = merged({ base: state.base.document, mine: state.document, theirs: theirs.document })
  if (!together.ok)
    return { savedState: 'conflict', conflict: { theirs, overlaps: together.overlaps }, problem: null }
  const { document } = together
  const change = { base: state.base.document, theirs: theirs.document }
  return {
    document,
    together: [],
    past: rebased(state.past, change),
    future: rebased(state.future, change),
    base: { revision: theirs.revision, document: theirs.document },
    savedState: isSameDocument(document, theirs.document) ? 'saved' : 'unsaved',
    conflict: null,
    problem: null,
    tookInFrom: isSameDocument(theirs.document, state.base.document) ? null : (theirs.by ?? ''),
  }
}
