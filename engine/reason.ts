import { CalendarDate } from './calendar-date.ts'
import type { Scalar } from './condition.ts'
import type { Decision } from './decision.ts'
import { type ExplainedLeaf, explainedLeaves } from './explain.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'

/** Why a decision came out as it did, in one sentence with the values: `Days overdue is 45 and balance is 7,200.00 USD.` */
export function reasonSentence(
  { because }: Decision,
  catalogue: FactCatalogue,
  words: EngineWords = english,
): string {
  return reasonOf(because.flatMap(explainedLeaves), catalogue, words)
}

/** What the leaves of a decision found. */
type FoundLeaf = Pick<ExplainedLeaf, 'fact' | 'result'> & {
  readonly actual: ExplainedLeaf['actual'] | readonly Scalar[]
  readonly params?: ExplainedLeaf['params'] | undefined
}

/** The same from comparisons that are kept beside a decision; those that came out true are named. */
export function reasonOf(
  found: readonly FoundLeaf[],
  catalogue: FactCatalogue,
  words: EngineWords = english,
): string {
  const leaves = found.filter((leaf) => leaf.result === true)
  const said = [...new Set(leaves.map((leaf) => leafReason(leaf, catalogue, words)))]
  if (said.length === 0) return words.reason.none
  const sentence = words.values.list(said, 'and')
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}

function leafReason(
  { fact, params, actual }: FoundLeaf,
  catalogue: FactCatalogue,
  { fact: nounOf, reason, values }: EngineWords,
): string {
  const { currency, ...others } = params ?? {}
  const noun = nounOf({ fact, params: others })
  if (actual === null) return reason.unknown(noun)
  const spec = catalogue.spec(fact)
  if (spec?.type === 'money' && typeof currency === 'string')
    return reason.is(noun, values.amount(String(actual), currency))
  if (spec?.type === 'boolean') return reason.is(noun, values.yesNo(actual === true))
  const day = spec?.type === 'day' ? CalendarDate.safeParse(actual) : null
  if (day?.success) return reason.is(noun, values.day(day.data))
  const value = Array.isArray(actual) ? values.list(actual.map(String), 'and') : String(actual)
  return reason.is(noun, `${value}${currency === undefined ? '' : ` (in ${currency})`}`)
}
