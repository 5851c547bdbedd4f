import type { Subject } from '#engine/fact-spec.ts'
import type { MoneyView } from '#server/client.ts'
import { readableCount } from '../format/count.ts'
import { exactMoney } from '../format/money.ts'
import { compactTally } from '../inspect/tally-words.ts'
import { words } from '../words/words.ts'
import { keptByPart } from './kept-by-part.ts'

/** How many, and what they owe in each currency. */
export type Tally = { readonly count: number; readonly open: readonly MoneyView[] }

/**
 * What is counted along the drawing: `edges` by branch id and `DECIDE:otherwise`, `steps` by step id, and by the id of a decide
 * the number of those whose way ended there for missing data. The edges of a decide and its `missing` add up to those who came.
 */
export type DrawnCounts = {
  readonly state: 'fresh' | 'stale' | 'none'
  readonly edges: Readonly<Record<string, Tally>>
  readonly steps: Readonly<Record<string, Tally>>
  readonly missing: Readonly<Record<string, number>>
}

export const NO_COUNTS: DrawnCounts = { state: 'none', edges: {}, steps: {}, missing: {} }

/** A tally as it stands in the drawing, and in full for hovering and for screen readers. */
export type DrawnTally = { readonly short: string; readonly exact: string }

/**
 * The words of a tally; null where nothing is counted. That it is of the rule as it was a moment ago, the whole drawing shows at
 * once: so a keystroke, which makes all of them stale, draws no step anew.
 */
export function drawnTally(tally: Tally | undefined, subject: Subject): DrawnTally | null {
  return tally === undefined ? null : tallyInWords(tally, subject)
}

const tallyInWords = keptByPart((tally: Tally, subject: Subject): DrawnTally => {
  const count = readableCount(tally.count)
  return {
    short: compactTally(tally),
    exact: [words.rule.counted[subject](count, tally.count), ...tally.open.map(exactMoney)].join(', '),
  }
})

/** Of how many the data of a decide is missing, in words; null where nobody's is. */
export function missingWords({ missing }: Pick<DrawnCounts, 'missing'>, decide: string): string | null {
  const count = missing[decide] ?? 0
  return count === 0 ? null : words.rule.missing(readableCount(count))
}

/** One of three widths of an edge: few, some or many of the money the rule looks at (of its customers, where nobody owes). */
export function edgeWeight(tally: Tally | undefined, whole: Tally | undefined): 1 | 2 | 3 {
  if (tally === undefined || whole === undefined) return 1
  const [most] = whole.open
  const share =
    most === undefined
      ? tally.count / Math.max(1, whole.count)
      : Number(tally.open.find(({ currency }) => currency === most.currency)?.amount ?? 0) /
        Math.max(1, Number(most.amount))
  if (share < 0.1) return 1
  return share < 0.4 ? 2 : 3
}
