import { CalendarDate } from './calendar-date.ts'
import type { Decision } from './decision.ts'
import { type ExplainedLeaf, explainedLeaves } from './explain.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { factNoun } from './sentence-fact.ts'
import { amountInWords, dayInWords, listInWords } from './sentence-words.ts'

/** Why a decision came out as it did, in one sentence with the values: `Days overdue is 45 and balance is 7,200.00 USD.` */
export function reasonSentence({ because }: Decision, catalogue: FactCatalogue): string {
  const leaves = because.flatMap(explainedLeaves).filter((leaf) => leaf.result === true)
  const said = [...new Set(leaves.map((leaf) => leafReason(leaf, catalogue)))]
  if (said.length === 0) return 'None of the conditions before it applies.'
  const sentence = listInWords(said, 'and')
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}

function leafReason({ fact, params, actual }: ExplainedLeaf, catalogue: FactCatalogue): string {
  const { currency, ...others } = params ?? {}
  const noun = factNoun({ fact, params: others })
  if (actual === null) return `${noun} is not known`
  const spec = catalogue.spec(fact)
  if (spec?.type === 'money' && typeof currency === 'string')
    return `${noun} is ${amountInWords(String(actual), currency)}`
  if (spec?.type === 'boolean') return `${noun} is ${actual === true ? 'yes' : 'no'}`
  const day = spec?.type === 'day' ? CalendarDate.safeParse(actual) : null
  if (day?.success) return `${noun} is ${dayInWords(day.data)}`
  const value = Array.isArray(actual) ? listInWords(actual, 'and') : String(actual)
  return `${noun} is ${value}${currency === undefined ? '' : ` (in ${currency})`}`
}
