import { BLOCKED, DISPUTED, IN_FLIGHT, ON_PLAN, PAUSED, PROMISED } from './chase-stops.ts'
import type { Snapshot } from './snapshot.ts'
import type { OverdueItem } from './standing.ts'

/** So many documents are named of each reason. */
const NAMED = 10

const LEFT_OUT: readonly [bit: number, sentence: (documents: string) => string][] = [
  [IN_FLIGHT, (documents) => `Left out, since a payment is on its way: ${documents}.`],
  [PROMISED, (documents) => `Left out, since payment is promised: ${documents}.`],
  [ON_PLAN, (documents) => `Left out, since a payment plan is on track: ${documents}.`],
  [PAUSED, (documents) => `Left out, since chasing is paused: ${documents}.`],
  [BLOCKED, (documents) => `Left out, since a dunning block is on them: ${documents}.`],
  [DISPUTED, (documents) => `Left out, since they are disputed: ${documents}.`],
]

/**
 * Which overdue items a chase message leaves out though the rule speaks of them, a line for each reason; undefined where it asks
 * for all of them. A document of which only a part is disputed is asked for without that part, and named as well.
 */
export function leftOut(items: readonly OverdueItem[], { documents }: Snapshot): string | undefined {
  const numberOf = ({ document }: OverdueItem) => documents.records[document]!.number
  const named = (of: readonly OverdueItem[]) => {
    const numbers = [...new Set(of.map(numberOf))]
    return numbers.slice(0, NAMED).join(', ') + (numbers.length > NAMED ? ', …' : '')
  }
  const stopped = items.filter(({ chaseable, open }) => open > 0 && !(chaseable > 0))
  const byBit = Map.groupBy(stopped, ({ stops }) => LEFT_OUT.find(([bit]) => (stops & bit) !== 0)?.[0] ?? 0)
  const said = LEFT_OUT.flatMap(([bit, sentence]) => {
    const own = byBit.get(bit)
    return own === undefined ? [] : [sentence(named(own))]
  })
  const inPart = items.filter(({ chaseable, stops }) => chaseable > 0 && (stops & DISPUTED) !== 0)
  if (inPart.length > 0) said.push(`Asked for without the part that is disputed: ${named(inPart)}.`)
  return said.length === 0 ? undefined : said.join('\n')
}
