import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { UnreachableError } from '../data/client.ts'
import { type Autosave, startAutosave } from './autosave.ts'
import { draftQuery } from './draft-requests.ts'
import { createEditor, type Editor } from './editor.ts'
import { type ReadRule, readRule, type ShapeProblem } from './read-rule.ts'
import { type EditsKey, forgetEdits, keepEdits, keptEdits } from './unsaved-edits.ts'

/** A draft whose tree cannot be drawn; it can still be read and corrected as text. */
export class NotDrawableError extends Error {
  override name = 'NotDrawableError' as const
  readonly problems: readonly ShapeProblem[]
  constructor(ruleId: string, problems: readonly ShapeProblem[]) {
    super(
      `The rule "${ruleId}" cannot be drawn: ${problems.map(({ path, expected }) => `${path}: ${expected}`).join(' ')}`,
    )
    this.problems = problems
  }
}

export type Opened = { readonly editor: Editor; readonly autosave: Autosave }

/** Every rule opened in this tab, so that one can go to its preview and back and still undo. */
const opened = new Map<string, Promise<Opened>>()

/** The editor of a rule, the same one each time it is asked for in this tab. Throws what `getDraft` throws, and `NotDrawableError`. */
export function openEditor(key: EditsKey, queries: QueryClient): Promise<Opened> {
  const place = JSON.stringify(key)
  const known = opened.get(place)
  if (known !== undefined) return known
  const opening = open(key, queries)
  opened.set(place, opening)
  // What failed is tried again the next time; nothing of a failed load is ever saved.
  opening.catch(() => opened.delete(place))
  return opening
}

async function open(key: EditsKey, queries: QueryClient): Promise<Opened> {
  const { ruleId } = key
  const view = await queries.fetchQuery(draftQuery(ruleId))
  const read: ReadRule = readRule(view.document, ruleId)
  if (!read.ok) throw new NotDrawableError(ruleId, read.problems)
  const found = { revision: view.revision, document: read.rule }
  const kept = keptEdits(key)
  const editor = createEditor({
    ruleId,
    base: kept === null ? found : { revision: kept.edits.revision, document: kept.edits.base },
    ...(kept === null ? {} : { document: kept.edits.document }),
  })
  // Restored edits begin from an older revision when somebody has saved since; then both are put together.
  if (kept !== null) editor.getState().takeIn({ ...found, by: view.savedBy, at: view.savedAt })
  keepUnsaved(editor, { key, takenOver: kept?.place ?? null })
  return { editor, autosave: startAutosave(editor) }
}

/** How long a keystroke may be only on the screen before it is in the browser's storage as well. */
const KEEP_AFTER_MS = 250

/** Keeps what is not saved in the browser, and forgets it once it is. */
function keepUnsaved(editor: Editor, { key, takenOver }: { key: EditsKey; takenOver: string | null }): void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const keep = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const { document, base, savedState } = editor.getState()
    if (savedState !== 'saved') keepEdits(key, { revision: base.revision, base: base.document, document })
  }
  editor.subscribe(({ document, base, savedState }, before) => {
    if (savedState === 'saved') {
      forgetEdits(key)
      if (takenOver !== null) forgetEdits(key, takenOver)
    } else if (document !== before.document || base !== before.base) timer ??= setTimeout(keep, KEEP_AFTER_MS)
  })
  window.addEventListener('pagehide', keep)
}

/** The editor of a rule as a page asks for it; however often it is asked for anew, it is the one this tab has. */
export const editorQuery = (key: EditsKey) =>
  queryOptions({
    queryKey: ['editor', key],
    queryFn: ({ client }) => openEditor(key, client),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) => error instanceof UnreachableError && failures < 2,
    // An editor is one living thing and no data to be compared with a newer copy.
    structuralSharing: false,
  })
