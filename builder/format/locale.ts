import { LANGUAGE } from '../words/language.ts'

/** Where somebody's browser names no region for the language of the pages. */
const USUAL = { en: 'en-US', de: 'de-DE' } as const

/** Language and region, as `Intl` takes them; a browser may also name its system's, such as `en-US@posix`. */
const WITH_REGION = /^([a-z]{2})-[A-Z]{2}$/

/** How money, numbers and days are written: as in the browser's own region where it speaks the language of the pages. */
export const LOCALE: string = regional() ?? USUAL[LANGUAGE]

function regional(): string | undefined {
  if (typeof window === 'undefined') return undefined
  return window.navigator.languages.find((tag) => WITH_REGION.exec(tag)?.[1] === LANGUAGE)
}
