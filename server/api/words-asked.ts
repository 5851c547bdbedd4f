import type { Context } from 'hono'
import { type EngineWords, LANGUAGES } from '#engine/words/engine-words.ts'
import { wordsIn } from '#engine/words/words-in.ts'

/**
 * In which language the sentences of an answer are wanted: the one of `Accept-Language` that the engine speaks and that is
 * wanted most, else English. What is stored stays in the language in which it was written.
 */
export function wordsAsked(c: Pick<Context, 'req'>): EngineWords {
  const wanted = (c.req.header('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';')
      const weight = Number(/^\s*q=([\d.]+)\s*$/.exec(params.join(';'))?.[1] ?? 1)
      return { language: LANGUAGES.find((known) => known === tag.split('-')[0]), weight }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  return wordsIn(wanted.find(({ language }) => language !== undefined)?.language ?? 'en')
}
