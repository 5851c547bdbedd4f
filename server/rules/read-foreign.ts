import { z } from 'zod'
import { branchesOf } from '#engine/compile-rule.ts'
import { isFactRef, leavesOf } from '#engine/condition.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { importPlainRules, type PlainRuleReferences } from '#engine/plain-rule-import.ts'
import type { RuleDocument } from '#engine/rule.ts'

/** A rule out of a file, and the facts it asks for that the books do not have. */
export type ForeignRule = {
  readonly document: Record<string, z.core.util.JSONType>
  readonly missingFacts: readonly string[]
}

const JsonObject = z.record(z.string(), z.json())

/**
 * The rules in the text of a file. One of ours is kept to the letter, finished or not; plain json-rules-engine rules are taken over
 * as rules of ours. Throws `RuleInvalidError` for what is neither, or cannot be taken over whole.
 */
export function readForeign(text: string, references: Omit<PlainRuleReferences, 'source'>): ForeignRule[] {
  const source = 'The file'
  const json = jsonOf(text, source)
  if (typeof json === 'object' && json !== null && 'dunlin' in json)
    return [{ document: JsonObject.parse(json), missingFacts: [] }]
  const { rules } = importPlainRules(json, { source, ...references })
  return rules.map((rule) => ({
    document: JsonObject.parse(JSON.parse(JSON.stringify(rule))),
    missingFacts: factsOf(rule).filter((fact) => !references.catalogue.spec(fact)),
  }))
}

function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RuleInvalidError(source, [{ path: '', found: '', expected: `It is not JSON: ${reason}.` }])
  }
}

function factsOf({ steps }: RuleDocument): string[] {
  const named = branchesOf(steps)
    .flatMap(({ when }) => leavesOf(when))
    .flatMap(({ fact, value }) => [fact, ...(isFactRef(value) ? [value.fact] : [])])
  return [...new Set(named)].sort()
}
