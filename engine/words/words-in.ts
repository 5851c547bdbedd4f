import type { EngineWords, Language } from './engine-words.ts'
import { english } from './english.ts'
import { german } from './german.ts'

const WORDS = { en: english, de: german } as const satisfies Record<Language, EngineWords>

/** Everything the engine says, in a language. For whoever has all of them at hand; a page fetches the one it needs. */
export function wordsIn(language: Language): EngineWords {
  return WORDS[language]
}
