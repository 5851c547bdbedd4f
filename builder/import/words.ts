import { importing as de } from '../words/importing.de.ts'
import { importing as en } from '../words/importing.en.ts'
import { inLanguage } from '../words/language.ts'

/** The words of the import pages. They come with these pages and not with the first load. */
export const text = inLanguage({ en, de })
