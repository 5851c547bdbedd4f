import type { FactParams, Scalar } from '#engine/condition.ts'
import type { FactCatalogue } from '#engine/fact-catalogue.ts'
import { factNoun } from '#engine/sentence-fact.ts'
import { listInWords, valueInWords } from '#engine/sentence-words.ts'

/** What is known of a leaf wherever it is printed. */
export type PrintedLeaf = {
  readonly fact: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly actual: unknown
}

/** A fact with the value found, briefly: `days overdue: 41`, `USD balance: 5,200.50`. */
export function leafInWords(leaf: PrintedLeaf, catalogue: FactCatalogue): string {
  const params = leaf.params as FactParams | undefined
  const noun = factNoun({ fact: leaf.fact, ...(params && { params }) })
  const found = actualInWords(leaf, catalogue)
  // The noun has said the unit already.
  return `${noun}: ${found.replace(noun.startsWith(`${params?.currency} `) ? ` ${params?.currency}` : / days?$/, '')}`
}

/** The value found, in words; `unknown` where there is none. */
export function actualInWords({ fact, params, actual }: PrintedLeaf, catalogue: FactCatalogue): string {
  if (actual === null || actual === undefined) return 'unknown'
  const type = catalogue.spec(fact)?.type ?? 'text'
  const currency = typeof params?.currency === 'string' ? params.currency : undefined
  const words = (value: Scalar) => valueInWords(value, type === 'list' ? 'text' : type, currency)
  if (Array.isArray(actual)) return actual.length === 0 ? 'empty' : listInWords(actual.map(words), 'and')
  return words(actual as Scalar)
}
