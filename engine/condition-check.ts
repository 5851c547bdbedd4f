import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { Subject } from './fact-spec.ts'
import type { EventKind } from './ledger-event.ts'

/** A check of one condition on its way: what it may name, and what was found wrong so far. */
export type ConditionCheck = {
  readonly catalogue: FactCatalogue
  readonly subject: Subject
  /** The event the rule waits for, null for none; left out where no rule is known. */
  readonly event?: EventKind | null
  readonly problems: RuleProblem[]
  leaves: number
}

export type JsonObject = Readonly<Record<string, unknown>>

/** Names that mean something to JavaScript's own objects and may therefore name nothing here. */
export const PROTOTYPE_NAMES = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
])

/** Writes down a problem: where, what was found there (nothing when it is missing), what would be right. */
export function report(check: ConditionCheck, path: string, found: unknown, expected: string): void {
  const text = found === undefined ? '' : (JSON.stringify(found) ?? String(found))
  check.problems.push({ path, found: text.length > 200 ? `${text.slice(0, 200)}…` : text, expected })
}

/** True for an object that is no list. */
export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
