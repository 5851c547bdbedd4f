import type { RuleDocument } from './rule.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** When a rule is looked at, in words: `Every business day at 10:30`. */
export function triggerSentence(trigger: RuleDocument['trigger'], words: EngineWords = english): string {
  return words.trigger(trigger)
}
