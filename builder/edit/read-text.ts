import { isNestedDeeper, MAX_JSON_DEPTH } from '#engine/json-depth.ts'
import type { RuleDocument } from '#engine/rule.ts'
import { words } from '../words/words.ts'
import { lineOfPath, lineOfSyntaxError, linesOfPaths } from './json-places.ts'
import { readRule } from './read-rule.ts'

/** Something in the text of a rule that keeps it from being taken over, with the line it stands on. */
export type TextProblem = { readonly line: number; readonly path: string; readonly message: string }

export type ReadText =
  | { readonly ok: true; readonly rule: RuleDocument }
  | { readonly ok: false; readonly problems: readonly TextProblem[] }

/** The text of a rule as it is edited and put into files; nothing of the rule is left out. */
export function textOfRule(rule: RuleDocument): string {
  return `${JSON.stringify(rule, null, 2)}\n`
}

/** Reads the text of a rule. It may be unfinished, but it has to be a tree of steps, and no group in it may be empty. */
export function readText(text: string, ruleId: string): ReadText {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const line = lineOfSyntaxError(text, error.message)
    return { ok: false, problems: [{ line, path: '', message: words.editing.text.noJson(error.message) }] }
  }
  if (isNestedDeeper(json, MAX_JSON_DEPTH))
    return { ok: false, problems: [{ line: 1, path: '', message: words.editing.text.tooDeep }] }
  const lines = linesOfPaths(text)
  const at = (path: string, message: string): TextProblem => ({
    line: lineOfPath(lines, path),
    path,
    message,
  })
  const read = readRule(json, ruleId)
  if (!read.ok) return { ok: false, problems: read.problems.map(({ path, expected }) => at(path, expected)) }
  const empty = emptyGroups(json, '')
  if (empty.length > 0)
    return { ok: false, problems: empty.map((path) => at(path, words.editing.text.emptyGroup)) }
  return read
}

/** The paths of groups without conditions, among the conditions of a document. */
function emptyGroups(json: unknown, path: string): string[] {
  if (Array.isArray(json)) return json.flatMap((each: unknown, at) => emptyGroups(each, `${path}[${at}]`))
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    // Only conditions have groups; params and tests of a rule may have keys of any name.
    if (key === 'params' || key === 'given' || key === 'view' || key === 'notes') return []
    const isEmptyGroup = (key === 'all' || key === 'any') && Array.isArray(value) && value.length === 0
    return isEmptyGroup ? [here] : emptyGroups(value, here)
  })
}
