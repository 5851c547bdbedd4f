import type { FactRef } from './condition.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** What a fact is called, with its params: `USD balance of the group`, `number of broken promises in the last 90 days`. */
export function factNoun(ref: FactRef, words: EngineWords = english): string {
  return words.fact(ref)
}
