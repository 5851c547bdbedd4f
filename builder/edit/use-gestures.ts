import { useQueryClient } from '@tanstack/react-query'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { DrawnRule } from '../canvas/drawn-rule.ts'
import type { Point } from '../canvas/layout.ts'
import { templatesQuery } from '../inspect/catalogue.ts'
import { focusField } from '../inspect/field-problems.ts'
import { firstUnfilled } from '../inspect/problems.ts'
import { words } from '../words/words.ts'
import { announce } from './announcer.tsx'
import { copied, copiedSteps, pasting } from './clipboard.ts'
import { type Command, moveStep } from './commands.ts'
import type { Editor } from './editor.ts'
import { type Area, elementOf, focusInspector, focusSoon, isTextField } from './focus.ts'
import { duplication, placeAfter, removal, shift, titleOf } from './gestures.ts'
import type { Place } from './place.ts'
import { duplicateSeveral, moveSeveral, outermost, removeSeveral } from './several.ts'

const text = words.editing

/** Where something is being added: the list of what can be added stands beside `from`, or at a point of the window. */
export type Adding = { readonly place: Place; readonly from: HTMLElement; readonly at: Point | null }

/** What keys, buttons and drops do to a rule, the same from the canvas, the outline and the toolbar. */
export type Gestures = {
  readonly adding: Adding | null
  /** What a paste lacked here, to be shown until the next change; empty when nothing. */
  readonly lacks: readonly string[]
  openAdd(place: Place, from: HTMLElement, at?: Point): void
  closeAdd(): void
  /** Runs a command and says what it did; with an area, what is chosen then gets the focus there. */
  run(command: Command | null, area?: Area): void
  /** The same for something new: the first of its fields that has to be filled in gets the focus. */
  add(command: Command): void
  undo(area?: Area): void
  redo(area?: Area): void
  remove(id: string, area?: Area): void
  duplicate(id: string, area?: Area): void
  shift(id: string, by: -1 | 1, area?: Area): void
  /** What is dropped on a place, with everything that is chosen together with it, moves there. */
  drop(id: string, place: Place): void
  /** Chooses a step together with what is chosen, or takes it out again. */
  toggle(id: string): void
  /** The same by walking from one step to the next. */
  extend(from: string, to: string): void
  /** A key pressed on a step, branch or the trigger; true when it meant something. */
  onKey(event: KeyboardEvent, id: string, area: Area): boolean
  onCopy(event: ClipboardEvent, id: string | null, isCut: boolean): void
  onPaste(event: ClipboardEvent, id: string | null, area: Area): void
}

export function useGestures(editor: Editor, drawn: DrawnRule): Gestures {
  const queries = useQueryClient()
  const [adding, setAdding] = useState<Adding | null>(null)
  const [lacks, setLacks] = useState<readonly string[]>([])
  const closeAdd = useCallback(() => setAdding(null), [])
  useUndoKeys(editor)
  const gestures = useMemo(() => {
    const focusChosen = (area: Area | undefined) => {
      const { selected } = editor.getState()
      if (area !== undefined && selected !== null) focusSoon(() => elementOf(selected, area))
    }
    const run = (command: Command | null, area?: Area) => {
      if (command === null) return announce(text.nothingDone)
      const before = editor.getState().document
      editor.getState().run(command)
      setLacks([])
      announce(editor.getState().document === before ? text.nothingDone : command.name)
      focusChosen(area)
    }
    const choosing = (id: string) => {
      if (editor.getState().selected !== id) editor.getState().select(id)
    }
    /** The steps that are chosen together with one; none while it is chosen alone, or not among them. */
    const togetherWith = (id: string): readonly string[] => {
      const { together } = editor.getState()
      return together.includes(id) ? together : []
    }
    const remove = (id: string, area?: Area) => {
      const several = togetherWith(id)
      if (several.length > 0) return run(removeSeveral(several), area)
      // What is deleted is chosen first, so that the choice falls to what stood before it.
      choosing(id)
      run(removal(id, drawn), area)
    }
    return {
      run,
      remove,
      openAdd: (place: Place, from: HTMLElement, at?: Point) => setAdding({ place, from, at: at ?? null }),
      add(command: Command) {
        setAdding(null)
        run(command)
        const { document, selected } = editor.getState()
        const missing = selected === null ? null : firstUnfilled(document, selected, drawn.catalogue)
        if (missing === null) focusInspector()
        else focusField(missing)
      },
      undo(area?: Area) {
        undoOnce(editor)
        focusChosen(area)
      },
      redo(area?: Area) {
        redoOnce(editor)
        focusChosen(area)
      },
      duplicate(id: string, area?: Area) {
        const several = togetherWith(id)
        run(several.length > 0 ? duplicateSeveral(drawn.rule, several) : duplication(id, drawn), area)
      },
      drop(id: string, place: Place) {
        const several = togetherWith(id)
        run(several.length > 0 ? moveSeveral(several, place) : moveStep(id, place, `“${titleOf(id, drawn)}”`))
      },
      extend(from: string, to: string) {
        const { together, selected } = editor.getState()
        if (together.length === 0 && selected !== from) editor.getState().select(from)
        // Going back takes out again what was added on the way.
        editor.getState().toggle(together.includes(to) ? from : to)
        announce(text.several.chosen(Math.max(1, editor.getState().together.length)))
      },
      toggle(id: string) {
        editor.getState().toggle(id)
        announce(text.several.chosen(Math.max(1, editor.getState().together.length)))
      },
      shift(id: string, by: -1 | 1, area?: Area) {
        if (togetherWith(id).length > 0) return run(null)
        choosing(id)
        run(shift(id, by, drawn), area)
      },
      onCopy(event: ClipboardEvent, id: string | null, isCut: boolean) {
        if (id === null || isTextField(event.target)) return
        const several = togetherWith(id)
        const copy =
          several.length > 0
            ? copiedSteps(outermost(drawn.rule, several), drawn.rule)
            : copied(id, drawn.rule)
        if (copy === null) return
        event.clipboardData.setData('text/plain', copy)
        event.preventDefault()
        if (several.length > 0) {
          const what = text.several.steps(several.length)
          if (isCut) run(removeSeveral(several, text.commands.cut(what)), 'canvas')
          else announce(text.clipboard.copied(what))
          return
        }
        const title = titleOf(id, drawn)
        if (!isCut) return announce(text.clipboard.copied(title))
        choosing(id)
        const removed = removal(id, drawn)
        run(removed && { ...removed, name: text.commands.cut(`“${title}”`) }, 'canvas')
      },
      onPaste(event: ClipboardEvent, id: string | null, area: Area) {
        if (isTextField(event.target)) return
        const templates =
          queries.getQueryData(templatesQuery.queryKey)?.templates.map(({ name }) => name) ?? null
        const paste = pasting(event.clipboardData.getData('text/plain'), { drawn, chosen: id, templates })
        event.preventDefault()
        if (paste === null) return announce(text.clipboard.nothing)
        run(paste.command, area)
        setLacks(paste.lacks)
      },
    }
  }, [editor, drawn, queries])
  return useMemo(
    () => ({
      ...gestures,
      adding,
      lacks,
      closeAdd,
      onKey(event: KeyboardEvent, id: string, area: Area) {
        const isUsed = onEditKey(event, { id, area, gestures, drawn })
        if (isUsed) event.preventDefault()
        return isUsed
      },
    }),
    [gestures, adding, lacks, closeAdd, drawn],
  )
}

type Keyed = {
  readonly id: string
  readonly area: Area
  readonly gestures: Pick<Gestures, 'remove' | 'duplicate' | 'shift' | 'openAdd'>
  readonly drawn: DrawnRule
}

function onEditKey(event: KeyboardEvent, { id, area, gestures, drawn }: Keyed): boolean {
  const { key } = event
  const isCommand = event.ctrlKey || event.metaKey
  if (event.altKey && !isCommand) {
    if (key === 'ArrowUp' || key === 'ArrowLeft') gestures.shift(id, -1, area)
    else if (key === 'ArrowDown' || key === 'ArrowRight') gestures.shift(id, 1, area)
    else return false
    return true
  }
  // Shift turns letters into capitals, so letters are compared in small.
  if (isCommand && key.toLowerCase() === 'd') gestures.duplicate(id, area)
  else if (isCommand) return false
  else if (key === 'Delete') gestures.remove(id, area)
  else if ((key === 'Insert' || key.toLowerCase() === 'a') && event.target instanceof HTMLElement)
    gestures.openAdd(placeAfter(drawn.rule, id), event.target)
  else return false
  return true
}

/** Undo and redo wherever the focus is on the page, except in a field one writes in: there they are the field's. */
function useUndoKeys(editor: Editor): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTextField(event.target)) return
      const key = event.key.toLowerCase()
      if (key === 'y' || (key === 'z' && event.shiftKey)) redoOnce(editor)
      else if (key === 'z') undoOnce(editor)
      else return
      event.preventDefault()
      const { selected } = editor.getState()
      const area: Area =
        event.target instanceof Element && event.target.closest('.outline') ? 'outline' : 'canvas'
      if (selected !== null) focusSoon(() => elementOf(selected, area))
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [editor])
}

function undoOnce(editor: Editor): void {
  const last = editor.getState().past.at(-1)
  editor.getState().undo()
  announce(last === undefined ? text.nothingToUndo : text.undone(last.name))
}

function redoOnce(editor: Editor): void {
  const last = editor.getState().future.at(-1)
  editor.getState().redo()
  announce(last === undefined ? text.nothingToRedo : text.redone(last.name))
}
