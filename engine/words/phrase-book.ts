import { CalendarDate } from '../calendar-date.ts'
import type { EngineWords } from './engine-words.ts'

/**
 * Sentences in English, as they are written down, each beside how it is said in another language. Places in braces stand for what
 * a sentence names: `The rule starts on {day}.`. Where two fit, the one counts that says more before its
 * first place, then the one that stands first.
 */
export type Phrases = readonly (readonly [english: string, said: string])[]

const PLACE = /\{(\w+)\}/g
const DAY = /^\d{4}-\d{2}-\d{2}$/
const AMOUNT = /^(-?[\d,]+(?:\.\d+)?) ([A-Z]{3})$/
const BETWEEN_SENTENCES = /(?<=[.!?:;]["”“]?)\s+|\n\s*/

type Phrase = {
  readonly start: string
  readonly whole: RegExp
  readonly places: string[]
  readonly said: string
}

/**
 * Says in another language what was written down in English: by the phrase that is the text, else sentence by sentence, and what
 * a phrase names likewise. Days and amounts are written as `values` has them. What no phrase knows stays as it was written, since
 * it is somebody's own words or the name of something.
 */
export function phraseBook(phrases: Phrases, values: EngineWords['values']): (text: string) => string {
  const plain = new Map<string, string>()
  const open: Phrase[] = []
  for (const [english, said] of phrases) {
    const places = [...english.matchAll(PLACE)].map(([, name]) => name!)
    if (places.length === 0) plain.set(english, said)
    else open.push({ start: english.slice(0, english.indexOf('{')), whole: shapeOf(english), places, said })
  }
  open.sort((a, b) => b.start.length - a.start.length)
  const whole = (text: string): string | null => {
    const known = plain.get(text)
    if (known !== undefined) return known
    for (const { start, whole: shape, places, said } of open) {
      const found = text.startsWith(start) ? shape.exec(text) : null
      if (found === null) continue
      const named = new Map(places.map((name, at) => [name, sayNamed(found[at + 1] ?? '')]))
      return said.replace(PLACE, (_, name: string) => named.get(name) ?? '')
    }
    return null
  }
  const sayNamed = (text: string): string => {
    if (DAY.test(text)) return values.day(CalendarDate.parse(text))
    const [, figures, currency] = AMOUNT.exec(text) ?? []
    if (figures !== undefined && currency !== undefined)
      return values.amount(figures.replaceAll(',', ''), currency)
    return say(text)
  }
  const say = (text: string): string => whole(text) ?? inParts(text, whole)
  return say
}

/** Sentence by sentence, of several that belong together the longest run that is known. */
function inParts(text: string, whole: (part: string) => string | null): string {
  const parts = text.split(BETWEEN_SENTENCES)
  if (parts.length < 2) return text
  const said: string[] = []
  for (let from = 0; from < parts.length; ) {
    let until = parts.length
    let known: string | null = null
    for (; until > from; until--) {
      known = until - from === parts.length ? null : whole(parts.slice(from, until).join(' '))
      if (known !== null) break
    }
    said.push(known ?? parts[from]!)
    from = known === null ? from + 1 : until
  }
  return said.join(' ')
}

function shapeOf(english: string): RegExp {
  const literal = english.split(PLACE).filter((_, at) => at % 2 === 0)
  return new RegExp(
    `^${literal.map((part) => part.replace(/[\^$.*+?()[\]{}|]/g, '\\$&')).join('(.+?)')}$`,
    's',
  )
}
