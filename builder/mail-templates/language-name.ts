import { LANGUAGE } from '../words/language.ts'

const names = new Intl.DisplayNames(LANGUAGE, { type: 'language', fallback: 'code' })

/** A language by its name, in the language of the pages: `de` is German, or Deutsch. */
export function languageName(code: string): string {
  return names.of(code) ?? code
}
