import { z } from 'zod'
import type { RuleDocument } from '#engine/rule.ts'
import { type ReadRule, readRule } from './read-rule.ts'

/** Edits that the server has not taken yet, with what they began from. */
export type UnsavedEdits = {
  readonly revision: number
  readonly base: RuleDocument
  readonly document: RuleDocument
}

const Kept = z.strictObject({ revision: z.int(), base: z.unknown(), document: z.unknown() })
const PREFIX = 'dunlin-unsaved/'
const TAB = 'dunlin-tab'

/** Whose edits of what: another person at this browser must not find them, and another company's rule is another rule. */
export type EditsKey = { readonly owner: string; readonly company: string; readonly ruleId: string }

/** Keeps edits in this browser until they are saved, through a reload, a crash or a day without a network. */
export function keepEdits(key: EditsKey, edits: UnsavedEdits): void {
  try {
    window.localStorage.setItem(placeOf(key, tab()), JSON.stringify(edits))
  } catch (error) {
    // A full storage must not stop anybody's work; the page says on its own that the edits are not saved yet.
    if (!(error instanceof DOMException)) throw error
  }
}

/** The edits kept for a rule: this tab's, else those a tab left behind that is gone. Null when there are none to be read. */
export function keptEdits(key: EditsKey): { place: string; edits: UnsavedEdits } | null {
  const own = placeOf(key, tab())
  const left = Object.keys(window.localStorage).filter((place) => place.startsWith(placeOf(key, '')))
  for (const place of [own, ...left]) {
    const edits = parsed(window.localStorage.getItem(place), key.ruleId)
    if (edits !== null) return { place, edits }
  }
  return null
}

/** Forgets this tab's edits of a rule, once the server has them, or those at another place that were taken over. */
export function forgetEdits(key: EditsKey, place = placeOf(key, tab())): void {
  window.localStorage.removeItem(place)
}

function parsed(text: string | null, ruleId: string): UnsavedEdits | null {
  if (text === null) return null
  const kept = Kept.safeParse(json(text))
  if (!kept.success) return null
  const sides: ReadRule[] = [readRule(kept.data.base, ruleId), readRule(kept.data.document, ruleId)]
  const [base, document] = sides
  return base?.ok && document?.ok
    ? { revision: kept.data.revision, base: base.rule, document: document.rule }
    : null
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Half-written when the browser died; there is nothing in it to restore.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function placeOf({ owner, company, ruleId }: EditsKey, tabId: string): string {
  return `${PREFIX}${[owner, company, ruleId].map(encodeURIComponent).join('/')}/${tabId}`
}

/** This tab, by a name that a reload keeps. */
function tab(): string {
  const known = window.sessionStorage.getItem(TAB)
  if (known !== null) return known
  const made = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36)).join('')
  window.sessionStorage.setItem(TAB, made)
  return made
}
