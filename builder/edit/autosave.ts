import { ServerProblemError, UnreachableError } from '../data/client.ts'
import { getDraft, putDraft } from './draft-requests.ts'
import type { Editor } from './editor.ts'
import { readRule } from './read-rule.ts'

/** After the last change of a burst; a burst is saved in the middle before anybody could lose more than two seconds of it. */
const PAUSE_MS = 600
const MOST_MS = 1800
/** How long until an attempt is made again while the server does not answer. */
const AGAIN_MS = 4000

export type Autosave = {
  /** Saves at once what is not saved. */
  flush(): Promise<void>
  /** Looks at what the server has, and takes in what somebody else has saved. */
  refresh(): Promise<void>
  stop(): void
}

/** Saves an editor's changes by itself, and keeps trying while the server does not answer. */
export function startAutosave(editor: Editor): Autosave {
  let timer: ReturnType<typeof setTimeout> | null = null
  let waitingSince: number | null = null
  let isLookingNeeded = false

  const plan = (inMs: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void flush(), inMs)
  }
  const flush = async () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    waitingSince = null
    const { savedState } = editor.getState()
    if (savedState !== 'unsaved' && savedState !== 'offline') return
    await saveOnce(editor)
    if (editor.getState().savedState === 'offline') plan(AGAIN_MS)
    if (isLookingNeeded) await refresh()
  }
  const refresh = async () => {
    // What is being saved is compared by the server itself; what it says afterwards is looked at then.
    isLookingNeeded = editor.getState().savedState === 'saving'
    if (isLookingNeeded) return
    await lookOnce(editor)
  }
  const backOnline = () => void flush()

  const unsubscribe = editor.subscribe(({ document, savedState }, before) => {
    if (savedState !== 'unsaved' || (document === before.document && before.savedState === 'unsaved')) return
    const now = performance.now()
    waitingSince ??= now
    plan(Math.max(0, Math.min(PAUSE_MS, waitingSince + MOST_MS - now)))
  })
  window.addEventListener('online', backOnline)
  if (editor.getState().savedState === 'unsaved') plan(0)
  return {
    flush,
    refresh,
    stop() {
      unsubscribe()
      window.removeEventListener('online', backOnline)
      if (timer !== null) clearTimeout(timer)
    },
  }
}

async function saveOnce(editor: Editor): Promise<void> {
  const { ruleId, document, base, saving, saved, notSaved } = editor.getState()
  saving()
  try {
    const answer = await putDraft(ruleId, { document, revision: base.revision })
    if (answer.saved) saved({ revision: answer.revision, document })
    else {
      notSaved('offline')
      takeIn(editor, {
        revision: answer.current.revision,
        document: answer.current.document,
        by: answer.current.savedBy,
        at: answer.current.savedAt,
      })
    }
  } catch (error) {
    if (error instanceof UnreachableError) notSaved('offline')
    else if (error instanceof ServerProblemError) notSaved('refused', error.message)
    else throw error
  }
}

async function lookOnce(editor: Editor): Promise<void> {
  try {
    const { revision, document, savedBy: by, savedAt: at } = await getDraft(editor.getState().ruleId)
    if (editor.getState().savedState !== 'saving') takeIn(editor, { revision, document, by, at })
  } catch (error) {
    // Nothing was asked for by anybody, so nothing is said: the next save tells whether the server answers.
    if (!(error instanceof UnreachableError) && !(error instanceof ServerProblemError)) throw error
  }
}

function takeIn(
  editor: Editor,
  theirs: { revision: number; document: unknown; by: string | null; at: string | null },
): void {
  const { ruleId, takeIn: take, notSaved, base } = editor.getState()
  if (theirs.revision <= base.revision) return
  const read = readRule(theirs.document, ruleId)
  if (read.ok) take({ ...theirs, document: read.rule })
  else notSaved('refused', read.problems.map(({ path, expected }) => `${path}: ${expected}`).join(' '))
}
