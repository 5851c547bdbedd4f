import { editing as editingDe } from './editing.de.ts'
import { editing as editingEn } from './editing.en.ts'
import { LANGUAGE, type Language } from './language.ts'

type Words = {
  readonly editing: typeof editingEn
}

const WORDS: Record<Language, Words> = {
  en: { editing: editingEn },
  de: { editing: editingDe },
}

/** Every string of the editor in the language of this browser. Each area keeps its own file for each language. */
export const words: Words = WORDS[LANGUAGE]
