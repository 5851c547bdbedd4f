import { LANGUAGE } from '../words/language.ts'

/** The words of the settings. They come with these pages and not with the first load. */
export const text =
  LANGUAGE === 'de'
    ? (await import('../words/settings.de.ts')).settings
    : (await import('../words/settings.en.ts')).settings
