import { chooseLanguage, LANGUAGE, LANGUAGES } from '../words/language.ts'

/** Each language by its own name, so that whoever cannot read the page finds theirs. */
export const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' } as const

/** The language of the pages; choosing another draws them anew. */
export function LanguageSwitch() {
  return (
    <select
      className="company-select"
      aria-label="Language, Sprache"
      value={LANGUAGE}
      onChange={(event) => {
        const chosen = LANGUAGES.find((language) => language === event.currentTarget.value)
        if (chosen !== undefined) chooseLanguage(chosen)
      }}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </select>
  )
}
