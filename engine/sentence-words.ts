import type { Scalar } from './condition.ts'
import type { FactType } from './fact-spec.ts'
import type { EngineWords } from './words/engine-words.ts'
import { english } from './words/english.ts'
import { listInWords } from './words/english-values.ts'
import { valueIn } from './words/value-in-words.ts'

export { listInWords }

/** A written value by its type: `30 days`, `5,000.00 USD`, `31 January 2026`, `"enterprise"`, `yes`. */
export function valueInWords(
  value: Scalar,
  type: FactType,
  currency: string | undefined,
  words: EngineWords = english,
): string {
  return valueIn(words.values, value, type, currency)
}
