import { type Bits, countBits } from './mask.ts'
import type { RuleFlow } from './match-rule.ts'

/** Of a rule's flow, what stands on its drawing: all at its start, steps, branches, what happens otherwise, where data was missing. */
const COUNTED = /^(admitted$|(branch|otherwise|unknown|step):)/

/** The parts of a rule's flow that are counted, by the keys under which a run keeps their counts. */
export function countedFlow(flow: RuleFlow): [key: string, subjects: Bits][] {
  return [...flow].filter(([key]) => COUNTED.test(key))
}

/**
 * How many subjects came through each part of a rule, keyed `admitted`, `branch:ID`, `otherwise:ID`, `unknown:ID` and `step:ID`:
 * what stands on the edges of the canvas. By conditions alone, like `matched`; acts that are done or held back were reached as well.
 * Whoever came to a decide is counted at exactly one of its branches, its otherwise or its unknown.
 */
export function flowCounts(flow: RuleFlow): Record<string, number> {
  return Object.fromEntries(countedFlow(flow).map(([key, subjects]) => [key, countBits(subjects)]))
}
