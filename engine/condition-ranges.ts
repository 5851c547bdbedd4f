import { compileCondition, type Logic, type Test, type TextTest } from './compile-condition.ts'
import { type Condition, columnId } from './condition.ts'
import type { FactCatalogue } from './fact-catalogue.ts'

/** What a conjunction of leaves leaves possible for one number column. Both bounds belong to the range unless `open`. */
export type Range = {
  readonly low: number
  readonly high: number
  readonly lowOpen: boolean
  readonly highOpen: boolean
}

/** One way for a condition to be true: what it asks of each column, all at once. */
export type Way = {
  readonly ranges: ReadonlyMap<string, Range>
  /** Tests on texts that must all hold (true) or fail (false), by column. */
  readonly texts: ReadonlyMap<string, readonly { readonly test: TextTest; readonly holds: boolean }[]>
  readonly unknown: ReadonlySet<string>
  readonly known: ReadonlySet<string>
}

/** Beyond this many ways a condition is not taken apart any further; nothing is then said about it. */
const MOST_WAYS = 512

const EVERYTHING: Range = { low: -Infinity, high: Infinity, lowOpen: false, highOpen: false }
const FREE: Way = { ranges: new Map(), texts: new Map(), unknown: new Set(), known: new Set() }

/**
 * The ways in which a condition can be true, each a box of ranges; those that contradict themselves are left out, so none
 * means that nothing can ever match. Null when there are too many to look at. Comparisons of two facts restrict nothing here.
 */
export function waysToBeTrue(condition: Condition, catalogue: FactCatalogue): readonly Way[] | null {
  return waysOf(compileCondition(condition, catalogue), true)
}

/** The ways in which two conditions can both be true. Null when there are too many. */
export function waysTogether(a: readonly Way[], b: readonly Way[]): readonly Way[] | null {
  const both: Way[] = []
  for (const one of a)
    for (const other of b) {
      const way = meet(one, other)
      if (way) both.push(way)
      if (both.length > MOST_WAYS) return null
    }
  return both
}

function waysOf(logic: Logic, wanted: boolean): readonly Way[] | null {
  if (logic.kind === 'not') return waysOf(logic.part, !wanted)
  if (logic.kind === 'leaf') return testWays(logic.test, wanted)
  if ((logic.kind === 'all') === wanted) {
    let ways: readonly Way[] | null = [FREE]
    for (const part of logic.parts) {
      const more: readonly Way[] | null = waysOf(part, wanted)
      ways = ways && more ? waysTogether(ways, more) : null
    }
    return ways
  }
  const ways: Way[] = []
  for (const part of logic.parts) {
    const more = waysOf(part, wanted)
    if (!more || ways.length + more.length > MOST_WAYS) return null
    ways.push(...more)
  }
  return ways
}

function testWays(test: Test, wanted: boolean): readonly Way[] {
  const range = (bounds: Partial<Range>): Way => ({
    ...FREE,
    ranges: new Map([['column' in test ? columnId(test.column) : '', { ...EVERYTHING, ...bounds }]]),
  })
  switch (test.kind) {
    case 'known': {
      const column = new Set([columnId(test.column)])
      return [wanted ? { ...FREE, known: column } : { ...FREE, unknown: column }]
    }
    case 'compare': {
      const { operand, comparison } = test
      if (comparison === 'equal') {
        if (wanted) return [range({ low: operand, high: operand })]
        return [range({ high: operand, highOpen: true }), range({ low: operand, lowOpen: true })]
      }
      const includes = comparison === 'greaterThanInclusive'
      return wanted
        ? [range({ low: operand, lowOpen: !includes })]
        : [range({ high: operand, highOpen: includes })]
    }
    case 'between':
      return wanted
        ? [range({ low: test.low, high: test.high })]
        : [range({ high: test.low, highOpen: true }), range({ low: test.high, lowOpen: true })]
    case 'numberIn':
      // Being none of a few numbers leaves nearly everything possible.
      return wanted ? test.operands.map((operand) => range({ low: operand, high: operand })) : [range({})]
    case 'text':
      return [{ ...FREE, texts: new Map([[columnId(test.column), [{ test: test.test, holds: wanted }]]]) }]
    default:
      return [FREE]
  }
}

/** Both at once; null when that is impossible. */
function meet(a: Way, b: Way): Way | null {
  const ranges = new Map(a.ranges)
  for (const [column, range] of b.ranges) {
    const own = ranges.get(column)
    const both = own ? narrower(own, range) : range
    if (isEmpty(both)) return null
    ranges.set(column, both)
  }
  const texts = new Map(a.texts)
  for (const [column, tests] of b.texts) texts.set(column, [...(texts.get(column) ?? []), ...tests])
  const unknown = new Set([...a.unknown, ...b.unknown])
  const known = new Set([...a.known, ...b.known])
  for (const column of unknown) if (known.has(column) || ranges.has(column) || texts.has(column)) return null
  for (const tests of texts.values()) if (!canHold(tests)) return null
  return { ranges, texts, unknown, known }
}

function narrower(a: Range, b: Range): Range {
  const low = a.low > b.low || (a.low === b.low && a.lowOpen) ? a : b
  const high = a.high < b.high || (a.high === b.high && a.highOpen) ? a : b
  return { low: low.low, lowOpen: low.lowOpen, high: high.high, highOpen: high.highOpen }
}

function isEmpty({ low, high, lowOpen, highOpen }: Range): boolean {
  // Figures are whole (minor units, days, counts) or near enough: between 5 and 5 with an open end there is nothing.
  return low > high || (low === high && (lowOpen || highOpen))
}

/** False when no text can pass: only where the texts allowed are written down can that be said. */
function canHold(tests: readonly { readonly test: TextTest; readonly holds: boolean }[]): boolean {
  const listed = tests.flatMap(({ test, holds }) => {
    if (!holds) return []
    if (test.kind === 'equal') return [[test.text]]
    return test.kind === 'in' ? [test.texts] : []
  })
  const [first] = listed
  if (!first) return true
  return first.some((text) => tests.every(({ test, holds }) => textPasses(test, text) === holds))
}

function textPasses(test: TextTest, text: string): boolean {
  switch (test.kind) {
    case 'equal':
      return text === test.text
    case 'in':
      return test.texts.includes(text)
    case 'startsWith':
      return text.toLowerCase().startsWith(test.text.toLowerCase())
    case 'containsText':
      return text.toLowerCase().includes(test.text.toLowerCase())
    case 'not':
      return !textPasses(test.part, text)
    case 'some':
      return test.parts.some((part) => textPasses(part, text))
    case 'every':
      return test.parts.every((part) => textPasses(part, text))
  }
}
