import { inLanguage } from '../words/language.ts'
import { mailTemplates as de } from '../words/mail-templates.de.ts'
import { mailTemplates as en } from '../words/mail-templates.en.ts'

/** The words of the pages for mail templates. They come with these pages and not with the first load. */
export const text = inLanguage({ en, de })
