import type { FactCatalogue } from './fact-catalogue.ts'
import type { RulePolicy } from './rule.ts'
import { relativeClause } from './sentence-condition.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** What the policy of a rule says, a sentence for each key that is set; a key that is not set narrows nothing and says nothing. */
export function policySentences(
  policy: RulePolicy,
  catalogue: FactCatalogue,
  words: EngineWords = english,
): string[] {
  const sentences = words.policy(policy, (condition) =>
    relativeClause(condition, catalogue, 'customer', words),
  )
  return sentences.filter((sentence) => typeof sentence === 'string')
}
