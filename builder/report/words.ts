import { LANGUAGE } from '../words/language.ts'

/** The words of alerts, morning reports and tomorrow. They come with these pages and not with the first load. */
export const text =
  LANGUAGE === 'de'
    ? (await import('../words/report.de.ts')).report
    : (await import('../words/report.en.ts')).report
