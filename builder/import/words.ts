import { LANGUAGE } from '../words/language.ts'

/** The words of the import pages. They come with these pages and not with the first load. */
export const text =
  LANGUAGE === 'de'
    ? (await import('../words/importing.de.ts')).importing
    : (await import('../words/importing.en.ts')).importing
