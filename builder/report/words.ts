import { inLanguage } from '../words/language.ts'
import { report as de } from '../words/report.de.ts'
import { report as en } from '../words/report.en.ts'

/** The words of alerts, morning reports and tomorrow. They come with these pages and not with the first load. */
export const text = inLanguage({ en, de })
