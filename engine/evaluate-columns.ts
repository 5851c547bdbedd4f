import type { Comparison, Logic, Test } from './compile-condition.ts'
import type { Column, FactTable } from './fact-table.ts'
import {
  fillBetween,
  fillEqual,
  fillGreater,
  fillGreaterOrEqual,
  fillGreaterOrEqualColumn,
  fillGreaterThanColumn,
  fillIn,
  fillKnownNumbers,
  fillKnownTexts,
  fillMarked,
  fillSameNumbers,
  fillSameTexts,
  fillTexts,
} from './leaf-bits.ts'
import { type Bits, type Mask, wordsFor } from './mask.ts'
import { passesByCode } from './text-test.ts'

/**
 * Evaluates conditions over the columns of one table. A leaf that several conditions share is evaluated once. Bits of the
 * padding behind the last row are meaningless; callers keep to `allRows`.
 */
export type ColumnEvaluator = { evaluate(logic: Logic): Mask }

/** An evaluator for one table of facts. */
export function createColumnEvaluator(table: FactTable): ColumnEvaluator {
  const leaves = new Map<string, Mask>()
  const columns: Columns = { table, words: wordsFor(table.rows), known: new Map() }
  const evaluate = (logic: Logic): Mask => {
    if (logic.kind === 'leaf') {
      const before = leaves.get(logic.key)
      if (before) return before
      const mask = evaluateTest(logic.test, columns)
      leaves.set(logic.key, mask)
      return mask
    }
    if (logic.kind === 'not') {
      const { yes, no } = evaluate(logic.part)
      return { yes: no, no: yes }
    }
    return combine(logic.kind, logic.parts.map(evaluate))
  }
  return { evaluate }
}

function combine(kind: 'all' | 'any', [first, ...rest]: readonly Mask[]): Mask {
  if (!first) throw new TypeError('An empty group passed the check of its rule.')
  const yes = new Uint32Array(first.yes)
  const no = new Uint32Array(first.no)
  const [meet, join] = kind === 'all' ? [yes, no] : [no, yes]
  for (const mask of rest) {
    const [both, either] = kind === 'all' ? [mask.yes, mask.no] : [mask.no, mask.yes]
    for (let at = 0; at < yes.length; at++) {
      meet[at] = meet[at]! & both[at]!
      join[at] = join[at]! | either[at]!
    }
  }
  return { yes, no }
}

type Columns = {
  readonly table: FactTable
  readonly words: number
  /** Where a column is known, found once for all leaves that ask about it. */
  readonly known: Map<Column, Bits>
}

/** A leaf fills `yes` by one loop; `no` is what is neither `yes` nor unknown, word by word. */
function evaluateTest(test: Test, columns: Columns): Mask {
  const { table, words } = columns
  const yes: Bits = new Uint32Array(words)
  switch (test.kind) {
    case 'known': {
      const known = knownRows(table.column(test.column), columns)
      if (known) yes.set(known)
      else yes.fill(0xffffffff)
      return decided(yes, [])
    }
    case 'compare': {
      const column = numbers(table.column(test.column))
      fillComparison(column.values, test, yes)
      return decided(yes, [knownRows(column, columns)])
    }
    case 'between': {
      const column = numbers(table.column(test.column))
      fillBetween(column.values, [test.low, test.high], yes)
      return decided(yes, [knownRows(column, columns)])
    }
    case 'numberIn': {
      const column = numbers(table.column(test.column))
      fillIn(column.values, new Set(test.operands), yes)
      return decided(yes, [knownRows(column, columns)])
    }
    case 'text': {
      const column = texts(table.column(test.column))
      fillTexts(column.codes, passesByCode(test.test, table.dictionary.texts), yes)
      return decided(yes, [knownRows(column, columns)])
    }
    case 'compareColumns': {
      const left = numbers(table.column(test.left))
      const right = numbers(table.column(test.right))
      fillColumnComparison(left.values, right.values, { comparison: test.comparison, bits: yes })
      return decided(yes, [knownRows(left, columns), knownRows(right, columns)])
    }
    case 'sameText': {
      const left = texts(table.column(test.left))
      const right = texts(table.column(test.right))
      fillSameTexts(left.codes, right.codes, yes)
      return decided(yes, [knownRows(left, columns), knownRows(right, columns)])
    }
    case 'list': {
      const list = lists(table.column(test.column))
      const passes = passesByCode(test.test, table.dictionary.texts)
      fillLists(list, { items: test.items, rows: table.rows, passes: (code) => passes[code + 1] === 1 }, yes)
      return decided(yes, [knownRows(list, columns)])
    }
    case 'itemInList':
    case 'listAgainstText': {
      const list = lists(table.column(test.list))
      const text = texts(table.column(test.kind === 'itemInList' ? test.item : test.text))
      const { items, negated } = test.kind === 'itemInList' ? ITEM_IN_LIST : test
      const { codes } = text
      const passes = (code: number, row: number) => (code === codes[row]) !== negated
      fillLists(list, { items, rows: table.rows, passes }, yes)
      return decided(yes, [knownRows(list, columns), knownRows(text, columns)])
    }
  }
}

const ITEM_IN_LIST = { items: 'some', negated: false } as const

/** Takes the unknown rows of the columns asked (`null` for a column that has none) out of both sides. */
function decided(yes: Bits, known: readonly (Bits | null)[]): Mask {
  const no: Bits = new Uint32Array(yes.length)
  for (let at = 0; at < yes.length; at++) no[at] = ~yes[at]!
  for (const rows of known) {
    if (!rows) continue
    for (let at = 0; at < yes.length; at++) {
      yes[at] = yes[at]! & rows[at]!
      no[at] = no[at]! & rows[at]!
    }
  }
  return { yes, no }
}

/** Where a column is known; `null` when it is known everywhere. */
function knownRows(column: Column, { words, known }: Columns): Bits | null {
  if (!column.hasUnknown) return null
  const before = known.get(column)
  if (before) return before
  const bits: Bits = new Uint32Array(words)
  if (column.kind === 'number') fillKnownNumbers(column.values, bits)
  else if (column.kind === 'text') fillKnownTexts(column.codes, bits)
  else fillMarked(column.known, bits)
  known.set(column, bits)
  return bits
}

type Numbers = Extract<Column, { kind: 'number' }>
type Texts = Extract<Column, { kind: 'text' }>
type Lists = Extract<Column, { kind: 'list' }>

function numbers(column: Column): Numbers {
  if (column.kind !== 'number') throw new TypeError(`A ${column.kind} column was compared with a number.`)
  return column
}

function texts(column: Column): Texts {
  if (column.kind !== 'text') throw new TypeError(`A ${column.kind} column was compared with a text.`)
  return column
}

function lists(column: Column): Lists {
  if (column.kind !== 'list') throw new TypeError(`A ${column.kind} column was looked through as a list.`)
  return column
}

function fillComparison(
  values: Float64Array,
  { comparison, operand }: { comparison: Comparison; operand: number },
  bits: Bits,
): void {
  if (comparison === 'greaterThan') fillGreater(values, operand, bits)
  else if (comparison === 'greaterThanInclusive') fillGreaterOrEqual(values, operand, bits)
  else fillEqual(values, operand, bits)
}

function fillColumnComparison(
  left: Float64Array,
  right: Float64Array,
  { comparison, bits }: { comparison: Comparison; bits: Bits },
): void {
  if (comparison === 'greaterThan') fillGreaterThanColumn(left, right, bits)
  else if (comparison === 'greaterThanInclusive') fillGreaterOrEqualColumn(left, right, bits)
  else fillSameNumbers(left, right, bits)
}

type ItemTest = {
  readonly items: 'some' | 'every'
  readonly rows: number
  passes(code: number, row: number): boolean
}

/** Lists of which some (or every) item passes; an empty list has none that fails. */
function fillLists({ starts, codes }: Lists, { items, rows, passes }: ItemTest, bits: Bits): void {
  for (let row = 0; row < rows; row++) {
    let result = items === 'every'
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      if (passes(codes[at]!, row) !== result) {
        result = !result
        break
      }
    bits[row >>> 5]! |= Number(result) << (row & 31)
  }
}
