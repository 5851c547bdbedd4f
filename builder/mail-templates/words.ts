import { LANGUAGE } from '../words/language.ts'

/** The words of the pages for mail templates. They come with these pages and not with the first load. */
export const text =
  LANGUAGE === 'de'
    ? (await import('../words/mail-templates.de.ts')).mailTemplates
    : (await import('../words/mail-templates.en.ts')).mailTemplates
