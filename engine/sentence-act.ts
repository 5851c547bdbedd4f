import type { Act } from './rule.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** What an act does, in words: `place a credit hold for "30 days overdue" until nothing is overdue (needs approval)`. */
export function actSentence(act: Act, words: EngineWords = english): string {
  return words.act(act)
}
