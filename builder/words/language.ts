/** The languages the pages are written in. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

const PLACE = 'dunlin-language'

/** The language of this browser: the one somebody chose here, else the first of theirs that the pages are written in. */
export const LANGUAGE: Language = chosen() ?? preferred()

/** Chooses the language of the pages. They are drawn anew, since every word of them changes. */
export function chooseLanguage(language: Language): void {
  window.localStorage.setItem(PLACE, language)
  window.location.reload()
}

function chosen(): Language | null {
  // Commands name themselves in these words and are pure; they also run where there is no window.
  if (typeof window === 'undefined') return null
  const kept = window.localStorage.getItem(PLACE)
  return LANGUAGES.find((language) => language === kept) ?? null
}

function preferred(): Language {
  if (typeof window === 'undefined') return 'en'
  const wanted = window.navigator.languages.map((tag) => tag.toLowerCase().split('-')[0])
  for (const tag of wanted) {
    const known = LANGUAGES.find((language) => language === tag)
    if (known !== undefined) return known
  }
  return 'en'
}
