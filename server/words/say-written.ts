import type { EngineWords, Language } from '#engine/words/engine-words.ts'
import { type Phrases, phraseBook } from '#engine/words/phrase-book.ts'
import { wordsIn } from '#engine/words/words-in.ts'
import { germanFileProblems } from './german-file-problems.ts'
import { germanHandRefusals } from './german-hand-refusals.ts'
import { germanOutcomes } from './german-outcomes.ts'
import { germanRefusals } from './german-refusals.ts'
import { germanRuleRefusals } from './german-rule-refusals.ts'
import { germanShapes } from './plain-shapes.ts'

/** What the server says beside the engine, in each language; English is what it is written in. */
const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: [],
  de: [
    ...germanRuleRefusals,
    ...germanHandRefusals,
    ...germanRefusals,
    ...germanOutcomes,
    ...germanFileProblems,
    ...germanShapes,
  ],
}

const books = new Map<Language, (text: string) => string>()

/**
 * A sentence of the server or the engine that is written in English, such as a stored reason or a refusal, in the language of
 * these words. Somebody's own words stay as they are.
 */
export function sayWritten(text: string, { language }: EngineWords): string {
  if (language === 'en') return text
  let say = books.get(language)
  if (say === undefined) {
    const { written, values } = wordsIn(language)
    say = phraseBook([...written, ...PHRASES[language]], values)
    books.set(language, say)
  }
  return say(text)
}

/**
 * A view in which the texts under these keys, wherever they stand, are said in the language of these words. Which keys hold
 * sentences of ours, and not somebody's own, is for the route to know.
 */
export function withWritten<View>(view: View, words: EngineWords, keys: readonly string[]): View {
  if (words.language === 'en') return view
  const said = (value: unknown, isOurs: boolean): unknown => {
    if (typeof value === 'string') return isOurs ? sayWritten(value, words) : value
    if (Array.isArray(value)) return value.map((each) => said(each, isOurs))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, said(each, keys.includes(key))]),
    )
  }
  // A text takes the place of a text, so the shape is what it was.
  return said(view, false) as View
}
