import { LANGUAGE } from '../words/language.ts'

/** The words of publishing and of versions. They come with these pages and not with the first load. */
export const publish =
  LANGUAGE === 'de'
    ? (await import('../words/publish.de.ts')).publish
    : (await import('../words/publish.en.ts')).publish
