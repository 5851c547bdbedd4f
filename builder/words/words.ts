import type { english } from './english.ts'
import { LANGUAGE } from './language.ts'

/**
 * Every string of the pages in the language of this browser; sentences are functions of what they name, so that each language
 * keeps its own order of words. Only the language that is read is fetched. A new area is a file for each language and a line in
 * `english.ts` and in `german.ts`.
 */
export const words: typeof english =
  LANGUAGE === 'de' ? (await import('./german.ts')).german : (await import('./english.ts')).english
